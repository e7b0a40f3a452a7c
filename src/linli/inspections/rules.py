"""What a city sets for random inspections and for leniency: dated entries of the rulebook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from linli.calendars.policies import LimitField
from linli.entities.policies import Kind
from linli.inspections.errors import GradeWithoutShare, QuestionTwice, TaskItemUnknown, TwiceInList
from linli.inspections.policies.states import ExemptionKind, Grade
from linli.people.policies import UnitKind
from linli.rulebook.policies import Name, Rule, RulePart, rule

CODE = r"^[a-z][a-z0-9_]{1,39}$"
SHARE = r"^(0(\.\d{1,9})?|1(\.0{1,9})?)$"
NUMBER = r"^[0-9A-Z]{1,6}-[0-9]{1,4}$"


class Question(RulePart):
    """One line of a checklist. “No” is a problem."""

    code: str = Field(pattern=CODE)
    name: Name
    basis: str = ""


class Item(RulePart):
    """One thing that may be inspected at random."""

    code: str = Field(pattern=CODE)
    name: Name
    basis: str = Field(min_length=1)
    """Law that allows it."""
    department: UnitKind
    inspectors: int = Field(default=2, ge=1, le=10)
    questions: tuple[Question, ...] = Field(min_length=1)


class Task(RulePart):
    """What one visit looks at: one item, or several departments' items together (one trade, one check)."""

    code: str = Field(pattern=CODE)
    name: Name
    items: tuple[str, ...] = Field(min_length=1)
    kinds: tuple[Kind, ...] = Field(min_length=1)
    trades: tuple[str, ...] = ()
    """Beginnings of trade codes (GB/T 4754); none: all."""
    is_key: bool = False
    """A key item: bodies of the worst grade are all inspected."""
    ratios: Mapping[Grade, str] = {}
    """Shares other than the usual ones."""


class ResultCode(RulePart):
    code: str = Field(pattern=CODE)
    name: Name
    is_problem: bool = False
    """Something was found."""
    asks: bool = True
    """Whether the checklist can be filled in: not where nobody was met."""


@rule
class ItemList(Rule):
    """What may be inspected at random, by whom, with which questions, and what can come out."""

    key: ClassVar[str] = "inspections.items"

    items: tuple[Item, ...] = Field(min_length=1)
    tasks: tuple[Task, ...] = Field(min_length=1)
    results: tuple[ResultCode, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for group in (self.items, self.tasks, self.results):
            codes = [each.code for each in group]
            for code in codes:
                if codes.count(code) > 1:
                    raise ValueError(TwiceInList(code=code))
        for task in self.tasks:
            for code in task.items:
                if code not in self.item:
                    raise ValueError(TaskItemUnknown(task=task.code, item=code))
            asked = [each.code for each in self.questions_of(task)]
            if len(set(asked)) != len(asked):
                raise ValueError(QuestionTwice(task=task.code))
        return self

    @cached_property
    def item(self) -> dict[str, Item]:
        return {each.code: each for each in self.items}

    @cached_property
    def task(self) -> dict[str, Task]:
        return {each.code: each for each in self.tasks}

    @cached_property
    def result(self) -> dict[str, ResultCode]:
        return {each.code: each for each in self.results}

    def questions_of(self, task: Task) -> list[Question]:
        return [question for code in task.items for question in self.item[code].questions]

    def team_of(self, task: Task) -> list[dict[str, object]]:
        """Return how many inspectors of which department go, in the order of the items."""
        counts: dict[str, int] = {}
        for code in task.items:
            item = self.item[code]
            counts[item.department.value] = max(counts.get(item.department.value, 0), item.inspectors)
        return [{"department": department, "count": count} for department, count in counts.items()]


class SeedSource(RulePart):
    """A value that is published at a stated time and that nobody can choose or know before."""

    name: Name
    weekdays: tuple[int, ...] = Field(min_length=1)
    """1 is Monday; the days on which it is published."""
    at: time
    """Time of the city at which it is public at the latest."""
    form: Name
    """How it is written down."""
    pattern: str
    """What the value looks like, as a regular expression over its normal form."""

    @field_validator("weekdays")
    @classmethod
    def _are_days(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if not all(1 <= day <= 7 for day in days):
            raise ValueError(days)
        return days

    @field_validator("pattern")
    @classmethod
    def _is_readable(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(str(error)) from None
        return pattern

    def next_after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """Return the first publication after `moment`."""
        day = moment.astimezone(zone).date()
        for ahead in range(9):
            public = datetime.combine(day + timedelta(days=ahead), self.at, zone)
            if public.isoweekday() in self.weekdays and public > moment:
                return public
        raise AssertionError("one of seven days is named")


@rule
class DrawingRules(Rule):
    """How is drawn: shares, rest, teams, the public value, and when results are published."""

    key: ClassVar[str] = "inspections.drawing"

    ratios: Mapping[Grade, str]
    ungraded: Grade
    """Grade of a body that the province has not graded."""
    cooling_days: int = Field(ge=0, le=1100)
    """So long a body is left alone after a visit for the same task."""
    visits_each: int = Field(ge=1, le=1000)
    """Most visits of one inspector in one draw."""
    lead_hours: int = Field(ge=1, le=720)
    """Least time between the commitment and the public value."""
    source: SeedSource
    visit_within: LimitField
    publish_within: LimitField
    """From the visit."""
    correct_within: LimitField
    """Usual time to put a problem right."""
    small_cell: int = Field(default=5, ge=2)
    """Figures of fewer visits are not shown in public."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        missing = [grade.value for grade in Grade if grade not in self.ratios]
        if missing or not all(re.fullmatch(SHARE, share) for share in self.ratios.values()):
            raise ValueError(GradeWithoutShare(grade=", ".join(missing) or "*"))
        return self

    def strata_of(self, task: Task) -> list[dict[str, str]]:
        shares = {**self.ratios, **({Grade.D: "1"} if task.is_key else {}), **task.ratios}
        return [{"grade": grade.value, "ratio": shares[grade]} for grade in Grade]


class ExemptItem(RulePart):
    """One line of the list: a violation for which nobody is punished when all conditions hold."""

    number: str = Field(pattern=NUMBER)
    department: UnitKind
    matter: str = Field(min_length=4, max_length=200)
    basis: str = Field(min_length=4, max_length=300)
    kind: ExemptionKind
    conditions: tuple[str, ...] = Field(min_length=1)
    """Concrete: each can be looked at."""
    measures: tuple[str, ...] = ()
    """What is done instead."""
    correct_days: int = Field(default=15, ge=0, le=90)
    """Days to put it right; 0: at once."""


@rule
class ExemptionList(Rule):
    """Slight violations that go without a penalty when all conditions hold (Administrative Penalty Law, article 33)."""

    key: ClassVar[str] = "inspections.exemptions"

    first_within_months: int = Field(default=12, ge=1, le=36)
    """A time is the first when the same authority found none in so many months; so long the ledger is kept."""
    items: tuple[ExemptItem, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(self.item) != len(self.items):
            numbers = [each.number for each in self.items]
            raise ValueError(TwiceInList(code=next(each for each in numbers if numbers.count(each) > 1)))
        return self

    @cached_property
    def item(self) -> dict[str, ExemptItem]:
        return {each.number: each for each in self.items}
