"""The grammar of a scheme. Whatever it can say, `judging` can explain and `compiling` can turn into one statement."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cached_property
from typing import ClassVar, Literal, Self

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from pydantic import Field, model_validator

from linli.calendars.policies import LimitField
from linli.entities.policies import Kind
from linli.letters.policies import LetterKind
from linli.ratings.errors import (
    CountsPetitions,
    LetterStepUnknown,
    NamedTwice,
    StepsLeaveGap,
    StepsOverlap,
    UnmetMissing,
)
from linli.rulebook.policies import Name, Rule, RulePart, rule
from linli.targets.rules import NO_MEASURE_OF_A_UNIT

CODE = r"^[a-z][a-z0-9_]{0,39}$"
FACT_CODE = r"^[a-z][a-z0-9_]{0,19}\.[a-z][a-z0-9_]{0,29}$"
MOST_POINTS = 1_000_000
"""Of one kind of fact: more than this is cut, so that no sum leaves its column."""


class Colour(TextChoices):
    BLUE = "blue", _("blue")
    YELLOW = "yellow", _("yellow")
    ORANGE = "orange", _("orange")
    RED = "red", _("red")


class FactUse(RulePart):
    """How one kind of fact counts in a dimension."""

    kind: str = Field(pattern=FACT_CODE)
    points: int = Field(ge=0, le=1000)
    """For each fact, for each unit of its value, or for a mean value of 100, as `by` says."""
    by: Literal["count", "sum", "mean"] = "count"
    at_most: int = Field(default=MOST_POINTS, ge=0, le=MOST_POINTS)
    days: int | None = Field(default=None, gt=0, le=3660)
    """How long after it happened a fact counts; None: if it happened in the period."""

    def first_day(self, first_on: date, last_on: date) -> date:
        """Return the first day on which a fact may have happened to count in a period."""
        return first_on if self.days is None else last_on - timedelta(days=self.days - 1)


class Dimension(RulePart):
    code: str = Field(pattern=CODE)
    name: Name
    asks: Name
    """What is asked of the body, as a sentence."""
    facts: tuple[FactUse, ...] = Field(min_length=1)
    without: int = Field(default=0, ge=0, le=1000)
    """Points when no fact counts."""
    at_most: int = Field(default=MOST_POINTS, ge=0, le=MOST_POINTS)
    unmet_from: int | None = Field(default=None, gt=0)
    """Points from which the dimension is unmet; needed where unmet dimensions are counted."""


class Step(RulePart):
    """One outcome: a stretch of the scale with its colour."""

    colour: Colour
    name: Name
    first: int = Field(ge=0)
    last: int | None = None
    """Included; None: without end."""


class Notice(RulePart):
    """What happens when a step takes effect: a letter, and how long there is to put it right."""

    letter: LetterKind
    rectify_within: LimitField


class AreaWarning(RulePart):
    """From which share of bodies above the lowest step on an area is warned."""

    percent: int = Field(gt=0, le=100)
    least: int = Field(gt=0)
    """Areas with fewer bodies are not compared."""


class Scheme(RulePart):
    code: str = Field(pattern=CODE)
    name: Name
    about: Name
    """For whom and why, in plain words."""
    entities: tuple[Kind, ...] = Field(min_length=1)
    trades: tuple[str, ...] = ()
    """Beginnings of trades; empty: all."""
    counts: Literal["unmet", "points"]
    """What the scale measures: dimensions that are unmet, or points."""
    dimensions: tuple[Dimension, ...] = Field(min_length=1, max_length=12)
    steps: tuple[Step, ...] = Field(min_length=1, max_length=6)
    """In the order of the scale."""
    period: Literal["month", "quarter", "year"]
    review_from: Colour
    """The mildest colour that somebody looks at one by one before it takes effect."""
    months: int = Field(gt=0, le=60)
    """How long a rating is in effect at most."""
    appeal_within: LimitField
    decide_within: LimitField
    """By somebody other than who reviewed it."""
    is_public: bool
    issuer: str = ""
    """Code of the unit that sends the letters."""
    notices: dict[Colour, Notice] = {}
    area_warning: AreaWarning | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        check_steps(self.steps)
        _once([each.code for each in self.dimensions])
        _once([use.kind for use in self.uses])
        for colour in self.notices:
            if colour not in {step.colour for step in self.steps}:
                raise ValueError(LetterStepUnknown(colour=colour.label))
        for dimension in self.dimensions:
            if self.counts == "unmet" and dimension.unmet_from is None:
                raise ValueError(UnmetMissing(dimension=str(dimension.name)))
            for words in (dimension.name, dimension.asks):
                if NO_MEASURE_OF_A_UNIT.search(f"{words.zh} {words.en}"):
                    raise ValueError(CountsPetitions(name=str(words)))
        return self

    @cached_property
    def uses(self) -> tuple[FactUse, ...]:
        return tuple(use for dimension in self.dimensions for use in dimension.facts)

    def step_at(self, total: int) -> int:
        """Return the place of the step on which a total stands."""
        return next(place for place, step in enumerate(self.steps) if step.last is None or total <= step.last)

    def severity(self, place: int) -> int:
        """Return how grave a step is: 0 blue to 3 red."""
        return list(Colour).index(self.steps[place].colour)

    @property
    def reviewed_severity(self) -> int:
        return list(Colour).index(self.review_from)


def check_steps(steps: tuple[Step, ...]) -> None:
    """Raise ValueError unless the steps cover 0 and everything above it, each number once."""
    expected: int | None = 0
    for step in steps:
        if expected is None or step.first < expected:
            raise ValueError(StepsOverlap(step=str(step.name), at=step.first))
        if step.first > expected:
            raise ValueError(StepsLeaveGap(first=expected, last=step.first - 1))
        if step.last is not None and step.last < step.first:
            raise ValueError(StepsOverlap(step=str(step.name), at=step.first))
        expected = None if step.last is None else step.last + 1
    if expected is not None:
        raise ValueError(StepsLeaveGap(first=expected, last="∞"))


def _once(codes: list[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise ValueError(NamedTwice(code=code))
        seen.add(code)


class KindOfFact(RulePart):
    """What may be recorded about a body or place."""

    name: Name
    evidence: Name
    """Which paper proves it."""
    recorder: Name
    """Whose figure it is."""


COUNT_OF_PETITIONS = re.compile(
    r"(^|[._])(petitions|petitioners?|visits?|visitors|complainants?)($|[._])|(^|[._])(count|number|total)s?$"
)


@rule
class FactKinds(Rule):
    """The kinds of facts that ratings may be made of."""

    key: ClassVar[str] = "ratings.facts"

    kinds: dict[str, KindOfFact]

    @model_validator(mode="after")
    def _counts_nobody(self) -> Self:
        for code, kind in self.kinds.items():
            if not re.fullmatch(FACT_CODE, code):
                raise ValueError(NamedTwice(code=code))
            words = f"{kind.name.zh} {kind.name.en}"
            if NO_MEASURE_OF_A_UNIT.search(words) or COUNT_OF_PETITIONS.search(code):
                raise ValueError(CountsPetitions(name=str(kind.name)))
        return self


@rule
class Schemes(Rule):
    """By what bodies and places are rated."""

    key: ClassVar[str] = "ratings.schemes"

    schemes: tuple[Scheme, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        _once([each.code for each in self.schemes])
        return self

    def coded(self, code: str) -> Scheme | None:
        return next((each for each in self.schemes if each.code == code), None)
