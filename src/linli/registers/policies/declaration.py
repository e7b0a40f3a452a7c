"""A register as a city declares it: a dated entry of the rulebook, one key for each register."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from linli.core.errors import Refusal
from linli.people.policies import Role
from linli.registers.errors import (
    AboutPeople,
    FieldNotDeclared,
    FieldTwice,
    FieldUnfit,
    NotPublishable,
    RangeEmpty,
    RatesPeople,
    TypeUnknown,
)
from linli.registers.policies import boundary
from linli.registers.policies.fields import FILTERED, ONE_OF_EACH, OUTSIDE, RANGED, SORTED, About, FieldType
from linli.rulebook.policies import Name, Rule, RulePart, family

APP = "registers"
CODE = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"
LONGEST_TEXT = 2000
KEY_TYPES = frozenset({FieldType.TEXT, FieldType.ENTITY})


class Choice(RulePart):
    """One value of a list."""

    value: str = Field(pattern=CODE, max_length=30)
    name: Name


class FieldSpec(RulePart):
    """One field of a register."""

    code: str = Field(pattern=CODE, max_length=40)
    name: Name
    type: FieldType
    help: Name | None = None
    required: bool = False
    public: bool = False
    in_list: bool = False
    """Whether the list has a column for it."""
    choices: tuple[Choice, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    measure: Name | None = None
    """What a number counts or measures: 米, 人次."""
    longest: int = Field(default=200, ge=1, le=LONGEST_TEXT)
    was: str = ""
    """Code of the field in the edition before, where it was called otherwise."""

    @field_validator("type", mode="before")
    @classmethod
    def _is_a_type(cls, value: Any) -> Any:
        if value not in FieldType.values:
            raise ValueError(TypeUnknown(value=value, known="、".join(FieldType.values)))
        return value

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        for words in (self.code, self.name.zh, self.name.en, *_names_of(self.choices)):
            if refusal := boundary.why_not(words):
                raise ValueError(refusal)
        for refusal in self._unfit():
            raise ValueError(refusal)
        return self

    def _unfit(self) -> Iterator[Refusal]:
        said = {"field": self.code, "type": self.type.value}
        if (self.type is FieldType.CHOICE) != bool(self.choices):
            yield FieldUnfit(**said, why="choices")
        if len({each.value for each in self.choices}) != len(self.choices):
            yield FieldTwice(field=f"{self.code}.choices")
        if self.type not in RANGED and (self.least is not None or self.most is not None):
            yield FieldUnfit(**said, why="least, most")
        if self.type is not FieldType.NUMBER and self.measure is not None:
            yield FieldUnfit(**said, why="measure")
        if self.least is not None and self.most is not None and self.least > self.most:
            yield RangeEmpty(field=self.code, least=self.least, most=self.most)
        if self.public and self.type in OUTSIDE:
            yield NotPublishable(field=self.code, type=self.type.label)

    def choice(self, value: str) -> Choice | None:
        return next((each for each in self.choices if each.value == value), None)


def _names_of(choices: tuple[Choice, ...]) -> Iterator[str]:
    for each in choices:
        yield from (each.value, each.name.zh, each.name.en)


class Keeper(RulePart):
    """Who writes records: holders of a role in units of a level."""

    role: Role
    level: Literal["city", "county", "township", "village"]


class Review(RulePart):
    """How often somebody looks whether a record still holds."""

    months: int = Field(ge=1, le=60)
    remind_before: int = Field(default=14, ge=0, le=180)
    """Days before the last day on which the keeper is reminded; on the day after it once more."""


@family(APP)
class Declaration(Rule):
    """A register: what its records are, their fields, who keeps them, how often they are reviewed, what is public."""

    name: Name
    purpose: Name
    """Why the city keeps it, in one sentence."""
    about: About
    keepers: tuple[Keeper, ...] = Field(min_length=1)
    fields: tuple[FieldSpec, ...] = Field(min_length=1, max_length=40)
    title: str
    """Field whose words name a record."""
    identified_by: str = ""
    """Field that no two records share; a sheet that is read again finds its records by it."""
    place: str = ""
    """Field of type area in which a record lies; empty: the keeping unit's area."""
    sort_by: tuple[str, ...] = Field(default=(), max_length=2)
    """Besides the title: at most one number or amount, and one day."""
    review: Review | None = None
    keep_days: int = Field(default=1825, ge=30, le=36_525)
    """Days after a record was taken off the register; then its contents go."""

    @field_validator("about", mode="before")
    @classmethod
    def _not_people(cls, value: Any) -> Any:
        if value not in About.values:
            raise ValueError(AboutPeople(about=value, known="、".join(About.values)))
        return value

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        for refusal in self._faults():
            raise ValueError(refusal)
        return self

    def _faults(self) -> Iterator[Refusal]:
        for words in (self.name.zh, self.name.en):
            if refusal := boundary.why_not(words):
                yield refusal
            if boundary.says_person(words):
                yield from self._scores()
        yield from self._doubles()
        yield from self._named()

    def _scores(self) -> Iterator[Refusal]:
        """A register whose name speaks of people has no field that weighs anybody."""
        for each in self.fields:
            if any(map(boundary.says_score, (each.code, each.name.zh, each.name.en))):
                yield RatesPeople(name=each.name.zh)

    def _doubles(self) -> Iterator[Refusal]:
        seen: set[str] = set()
        types: set[FieldType] = set()
        for each in self.fields:
            if each.code in seen:
                yield FieldTwice(field=each.code)
            if each.type in ONE_OF_EACH and each.type in types:
                yield FieldUnfit(field=each.code, type=each.type.value, why="1")
            seen.add(each.code)
            types.add(each.type)

    def _named(self) -> Iterator[Refusal]:
        for where, code, types in (
            ("title", self.title, frozenset({FieldType.TEXT})),
            ("identified_by", self.identified_by, KEY_TYPES),
            ("place", self.place, frozenset({FieldType.AREA})),
            *(("sort_by", code, SORTED - {FieldType.TEXT}) for code in self.sort_by),
        ):
            if not code and where != "title":
                continue
            found = self.by_code.get(code)
            if found is None:
                yield FieldNotDeclared(field=code, where=where)
            elif found.type not in types:
                yield FieldUnfit(field=code, type=found.type.value, why=where)
            elif where != "sort_by" and not found.required:
                yield FieldUnfit(field=code, type=found.type.value, why=f"{where}: required")
        days = [
            each
            for each in self.sort_by
            if each in self.by_code and self.by_code[each].type is FieldType.DATE
        ]
        if len(self.sort_by) == 2 and len(days) != 1:
            yield FieldUnfit(
                field=self.sort_by[1], type=self.by_code[self.sort_by[1]].type.value, why="sort_by"
            )

    @cached_property
    def by_code(self) -> dict[str, FieldSpec]:
        return {each.code: each for each in self.fields}

    @property
    def code(self) -> str:
        """Return what the register is called in addresses and on the command line."""
        return self.key.partition(".")[2]

    @property
    def is_public(self) -> bool:
        return self.by_code[self.title].public

    @property
    def public_fields(self) -> tuple[FieldSpec, ...]:
        return tuple(each for each in self.fields if each.public) if self.is_public else ()

    @property
    def columns(self) -> tuple[FieldSpec, ...]:
        return tuple(each for each in self.fields if each.in_list and each.code != self.title)

    @property
    def filters(self) -> tuple[FieldSpec, ...]:
        """Fields by which the list is narrowed besides words and area."""
        return tuple(
            each for each in self.fields if each.type in FILTERED - {FieldType.AREA, FieldType.ENTITY}
        )

    def of_type(self, *types: FieldType) -> FieldSpec | None:
        return next((each for each in self.fields if each.type in types), None)

    @property
    def has_map(self) -> bool:
        return self.of_type(FieldType.POINT) is not None

    def sorted_field(self, *types: FieldType) -> FieldSpec | None:
        return next((self.by_code[each] for each in self.sort_by if self.by_code[each].type in types), None)
