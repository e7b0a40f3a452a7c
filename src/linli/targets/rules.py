"""What a city sets for its plans, regular duties and appraisals: dated entries of the rulebook."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from linli.areas.policies.codes import Level
from linli.calendars.policies import LimitField
from linli.people.policies import UnitKind
from linli.rulebook.policies import Name, Rule, RulePart, rule
from linli.targets.errors import CountsPeople, IndicatorTwice, IndicatorUnfit, WeightsNotWhole
from linli.targets.policies import Cadence, Source
from linli.targets.policies.appraisal import WHOLE

CODE = r"^[a-z][a-z0-9_]{1,39}$"


class StandardStep(RulePart):
    """A milestone that every task gets whose sheet names none."""

    name: Name
    before: int = Field(ge=1, le=250)
    """Working days before the task is due."""


@rule
class Schedule(Rule):
    """How tasks are scheduled, reminded of and helped."""

    key: ClassVar[str] = "targets.schedule"

    steps: tuple[StandardStep, ...]
    remind_before: tuple[int, ...] = Field(min_length=1)
    """Working days before a day at which the unit is reminded; 0 is the day itself."""
    answer_within: LimitField
    """Limit for the answer to a problem."""


SheetField = Literal[
    "heading",
    "measure",
    "name",
    "goal",
    "lead",
    "task",
    "work",
    "owner",
    "co_units",
    "starts_on",
    "due_on",
    "weight",
    "needs",
    "steps",
    "evidence",
]
NEEDED = frozenset({"name", "work", "owner", "due_on"})
"""Fields without whose column a sheet is no plan."""


@rule
class PlanSheets(Rule):
    """How the sheets of plans look: names of columns, and what offices call their units."""

    key: ClassVar[str] = "targets.sheets"

    issuer: str
    """Code of the unit that issues a plan when its import names none."""
    columns_named: Mapping[SheetField, tuple[str, ...]]
    units_named: Mapping[str, str] = {}
    """What sheets call a unit besides its name -> its code."""
    header_within: int = Field(default=15, ge=1, le=100)

    def columns(self) -> Iterator[tuple[str, tuple[str, ...], bool]]:
        for field, names in self.columns_named.items():
            yield field, names, field not in NEEDED


class Duty(RulePart):
    """One thing that units owe again and again."""

    code: str = Field(pattern=CODE)
    name: Name
    cadence: Cadence
    due_after: int = Field(default=0, ge=0, le=60)
    """Working days after the period's end; 0: its last working day."""
    unit_kinds: tuple[UnitKind, ...] = Field(min_length=1)
    levels: tuple[Literal["city", "county", "township", "village"], ...] = Field(min_length=1)

    def asks(self, kind: str, level: Level) -> bool:
        return kind in self.unit_kinds and level.name.lower() in self.levels


@rule
class EightOnes(Rule):
    """The regular duties of units: what, how often, by when, and of whom."""

    key: ClassVar[str] = "targets.eight_ones"

    duties: tuple[Duty, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        seen: set[str] = set()
        for duty in self.duties:
            if duty.code in seen:
                raise ValueError(IndicatorTwice(code=duty.code))
            seen.add(duty.code)
        return self

    @cached_property
    def by_code(self) -> dict[str, Duty]:
        return {duty.code: duty for duty in self.duties}


NO_MEASURE_OF_A_UNIT = re.compile(
    r"信访(量|人次|件次|批次|总量|数)|上访|越级访|集体访|重复访|登记量排名|投诉量|个人得分|干部排名|人员排名"
    r"|petitioners?\b|number of petitions|petition count|complaint count|personal score",
    re.IGNORECASE,
)
"""Words of indicators that would count people's petitions against somebody, or rate a person."""


class Indicator(RulePart):
    """A branch of the tree with parts, or a leaf with a source."""

    code: str = Field(pattern=CODE)
    name: Name
    weight: Decimal = Field(gt=0, le=100, decimal_places=2)
    source: Source | None = None
    parts: tuple[Indicator, ...] = ()

    @model_validator(mode="after")
    def _is_a_branch_or_a_leaf(self) -> Self:
        if bool(self.parts) == (self.source is not None):
            raise ValueError(IndicatorUnfit(code=self.code))
        for name in (self.name.zh, self.name.en):
            if NO_MEASURE_OF_A_UNIT.search(name):
                raise ValueError(CountsPeople(name=name))
        check_weights(str(self.name.zh), self.weight, self.parts)
        return self

    def leaves(self) -> Iterator[Indicator]:
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


def check_weights(branch: str, whole: Decimal, parts: tuple[Indicator, ...]) -> None:
    """Raise ValueError where the parts do not make the whole."""
    found = sum((part.weight for part in parts), Decimal(0))
    if parts and found != whole:
        raise ValueError(WeightsNotWhole(branch=branch, sum=str(found), whole=str(whole)))


@rule
class AppraisalRule(Rule):
    """By what units are appraised, for whom, and how they may object."""

    key: ClassVar[str] = "targets.appraisal"

    name: Name
    unit_kinds: tuple[UnitKind, ...] = Field(min_length=1)
    levels: tuple[Literal["city", "county", "township", "village"], ...] = Field(min_length=1)
    indicators: tuple[Indicator, ...] = Field(min_length=1)
    object_within: LimitField
    """From publication."""
    decide_within: LimitField
    """From the objection."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        check_weights(self.name.zh, WHOLE, self.indicators)
        seen: set[str] = set()
        for leaf in self.leaves:
            if leaf.code in seen:
                raise ValueError(IndicatorTwice(code=leaf.code))
            seen.add(leaf.code)
        return self

    @cached_property
    def leaves(self) -> tuple[Indicator, ...]:
        return tuple(leaf for indicator in self.indicators for leaf in indicator.leaves())

    @cached_property
    def weights(self) -> dict[str, Decimal]:
        return {leaf.code: leaf.weight for leaf in self.leaves}

    def asks(self, kind: str, level: Level) -> bool:
        return kind in self.unit_kinds and level.name.lower() in self.levels
