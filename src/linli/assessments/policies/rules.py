"""What a city sets for its stability assessments."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import ClassVar, Self

from pydantic import Field, model_validator

from linli.assessments.errors import CodeTwice, TestUnknown, WeightsNotHundred
from linli.calendars.policies import LimitField
from linli.rulebook.policies import Name, Rule, RulePart, rule

CODE = r"^[a-z][a-z0-9_]{1,39}$"
WHOLE = 100


class Coded(RulePart):
    code: str = Field(pattern=CODE)
    name: Name


class Item(Coded):
    """One question of a test, and how many of the hundred points it can cost."""

    weight: Decimal = Field(gt=0, le=WHOLE)


class Test(Coded):
    """One of the tests: lawful, reasonable, feasible, controllable."""

    items: tuple[Item, ...] = Field(min_length=1)


class Answer(Coded):
    """What may be answered, and which share of the points that costs."""

    share: Decimal = Field(ge=0, le=1)


class Intensity(RulePart):
    mild: Decimal = Field(ge=0, le=1)
    some: Decimal = Field(ge=0, le=1)
    strong: Decimal = Field(ge=0, le=1)


class OpinionPart(RulePart):
    """How what people say counts."""

    test: str
    weight: Decimal = Field(gt=0, le=WHOLE)
    intensity: Intensity
    high_above: Decimal = Field(gt=0, le=1)
    """Opposed share above which the risk is high, whatever the points."""
    medium_from: Decimal = Field(gt=0, le=1)


@rule
class AssessmentRule(Rule):
    """Which decisions are assessed, by which sheet, and within which times."""

    key: ClassVar[str] = "assessments.assessment"

    kinds: tuple[Coded, ...] = Field(min_length=1)
    """The listed kinds of decisions: none of them goes ahead without an assessment."""
    tests: tuple[Test, ...] = Field(min_length=1)
    levels: tuple[Answer, ...] = Field(min_length=2)
    opinion: OpinionPart
    high_from: Decimal = Field(gt=0, le=WHOLE)
    medium_from: Decimal = Field(gt=0, le=WHOLE)
    concerns: tuple[Coded, ...] = ()
    """What people may say they worry about: a list, so that nobody gives themselves away in words."""
    least_answers: int = Field(default=5, ge=3, le=50)
    """Fewer answers than this are not shown."""
    asked_days: int = Field(default=30, ge=7, le=180)
    """Days for which opinions are asked."""
    file_within: LimitField
    """From the review to the file."""
    track_months: int = Field(default=3, ge=1, le=24)
    """Months until somebody looks how a decision goes."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        items = [item for test in self.tests for item in test.items]
        found = sum((item.weight for item in items), Decimal(0)) + self.opinion.weight
        if found != WHOLE:
            raise ValueError(WeightsNotHundred(sum=found))
        if self.opinion.test not in {test.code for test in self.tests}:
            raise ValueError(TestUnknown(test=self.opinion.test))
        for listed in (self.kinds, self.tests, items, self.levels, self.concerns):
            codes = [each.code for each in listed]
            if twice := next((code for code in codes if codes.count(code) > 1), ""):
                raise ValueError(CodeTwice(code=twice))
        return self

    @cached_property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for test in self.tests for item in test.items)

    def name_of_kind(self, code: str) -> str:
        return next((str(each.name) for each in self.kinds if each.code == code), code)
