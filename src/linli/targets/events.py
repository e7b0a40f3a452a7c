from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from linli.journal.events import Event, Recipient


def units(audience: str, *numbers: int | None) -> tuple[Recipient, ...]:
    return tuple(Recipient(audience, "unit", number) for number in numbers if number is not None)


# Plans


@dataclass(frozen=True)
class PlanDrafted(Event):
    """A plan was begun."""

    name: ClassVar[str] = "targets.plan_drafted"
    plan: str
    issuer: int
    first_on: date
    last_on: date


@dataclass(frozen=True)
class PlanImported(Event):
    """A sheet was read into a plan; measures are named whose own words changed."""

    name: ClassVar[str] = "targets.plan_imported"
    plan: str
    created: int
    changed: int
    measures_created: tuple[str, ...]
    measures_changed: tuple[str, ...]


@dataclass(frozen=True)
class PlanAdopted(Event):
    """A plan was decided on; its tasks are given."""

    name: ClassVar[str] = "targets.plan_adopted"
    plan: str
    on: date
    tasks: int
    owners: tuple[int, ...]

    def recipients(self) -> Iterable[Recipient]:
        return units("owner_unit", *self.owners)


@dataclass(frozen=True)
class PlanClosed(Event):
    """A plan ended: every task is accepted or taken out."""

    name: ClassVar[str] = "targets.plan_closed"
    plan: str
    accepted: int
    withdrawn: int


@dataclass(frozen=True)
class PhaseClosed(Event):
    """A phase passed its gate."""

    name: ClassVar[str] = "targets.phase_closed"
    plan: str
    phase: str
    least: Decimal
    reached: Decimal


# Tasks


@dataclass(frozen=True)
class TaskEvent(Event):
    """Base of all that happens to a task."""

    name: ClassVar[str] = "targets.task_touched"
    code: str
    task: str
    """Its name."""
    owner: int
    co_units: tuple[int, ...]
    due_on: date

    def recipients(self) -> Iterable[Recipient]:
        return (*units("owner_unit", self.owner), *units("co_unit", *self.co_units))


@dataclass(frozen=True)
class TaskSet(TaskEvent):
    """A task was put into a plan."""

    name: ClassVar[str] = "targets.task_set"
    plan: str
    starts_on: date
    weight: Decimal


@dataclass(frozen=True)
class TaskChanged(TaskEvent):
    """A later sheet changed a task."""

    name: ClassVar[str] = "targets.task_changed"
    columns: tuple[str, ...]


@dataclass(frozen=True)
class TaskReported(TaskEvent):
    """The unit told how far it is."""

    name: ClassVar[str] = "targets.task_reported"
    percent: int


@dataclass(frozen=True)
class MilestoneReached(TaskEvent):
    """A step was reached."""

    name: ClassVar[str] = "targets.milestone_reached"
    milestone: str
    planned_on: date


@dataclass(frozen=True)
class TaskSubmitted(TaskEvent):
    """The unit says it is done."""

    name: ClassVar[str] = "targets.task_submitted"
    issuer: int

    def recipients(self) -> Iterable[Recipient]:
        return (*super().recipients(), *units("issuer", self.issuer))


@dataclass(frozen=True)
class TaskAccepted(TaskEvent):
    """Somebody else found it done."""

    name: ClassVar[str] = "targets.task_accepted"


@dataclass(frozen=True)
class TaskReturned(TaskEvent):
    """Somebody else found it not done."""

    name: ClassVar[str] = "targets.task_returned"


@dataclass(frozen=True)
class TaskWithdrawn(TaskEvent):
    """It was taken out of the plan."""

    name: ClassVar[str] = "targets.task_withdrawn"


@dataclass(frozen=True)
class EvidenceAdded(TaskEvent):
    """Papers or pictures were added to a task."""

    name: ClassVar[str] = "targets.evidence_added"
    count: int


@dataclass(frozen=True)
class ProblemRaised(TaskEvent):
    """A unit cannot go on alone."""

    name: ClassVar[str] = "targets.problem_raised"
    problem: int
    asked: int
    answer_by: datetime

    def recipients(self) -> Iterable[Recipient]:
        return (*super().recipients(), *units("asked_unit", self.asked))


@dataclass(frozen=True)
class ProblemAnswered(TaskEvent):
    """Whoever was asked has answered."""

    name: ClassVar[str] = "targets.problem_answered"
    problem: int
    asked: int


@dataclass(frozen=True)
class TaskReminded(TaskEvent):
    """A day of the task is near."""

    name: ClassVar[str] = "targets.task_reminded"
    milestone: str
    """Empty: the task itself is due."""
    on: date
    working_days: int


@dataclass(frozen=True)
class DelayNoticed(TaskEvent):
    """A day of the task has passed."""

    name: ClassVar[str] = "targets.delay_noticed"
    milestone: str
    on: date
    issuer: int

    def recipients(self) -> Iterable[Recipient]:
        return (*super().recipients(), *units("issuer", self.issuer))


@dataclass(frozen=True)
class AnswerMissed(TaskEvent):
    """The limit for the answer to a problem ran out."""

    name: ClassVar[str] = "targets.answer_missed"
    problem: int
    asked: int
    issuer: int

    def recipients(self) -> Iterable[Recipient]:
        return (*units("asked_unit", self.asked), *units("issuer", self.issuer))


# Regular duties


@dataclass(frozen=True)
class ObligationEvent(Event):
    """Base of all that happens to a regular duty."""

    name: ClassVar[str] = "targets.obligation_touched"
    duty: str
    duty_name: str
    period: str
    unit: int
    due_on: date

    def recipients(self) -> Iterable[Recipient]:
        return units("unit", self.unit)


@dataclass(frozen=True)
class ObligationSet(ObligationEvent):
    """A unit owes something for a period."""

    name: ClassVar[str] = "targets.obligation_set"


@dataclass(frozen=True)
class ObligationHandedIn(ObligationEvent):
    """The unit has done it."""

    name: ClassVar[str] = "targets.obligation_submitted"
    files: int


@dataclass(frozen=True)
class ObligationReminded(ObligationEvent):
    """It is nearly due."""

    name: ClassVar[str] = "targets.obligation_reminded"
    working_days: int


@dataclass(frozen=True)
class ObligationMissed(ObligationEvent):
    """Its day has passed."""

    name: ClassVar[str] = "targets.obligation_missed"


# Appraisals


@dataclass(frozen=True)
class AppraisalPrepared(Event):
    """Sheets were made for a period."""

    name: ClassVar[str] = "targets.appraisal_prepared"
    appraisal: str
    first_on: date
    last_on: date
    edition: int
    sheets: int


@dataclass(frozen=True)
class AppraisalPublished(Event):
    """Sheets are frozen and shown to the units."""

    name: ClassVar[str] = "targets.appraisal_published"
    appraisal: str
    units: tuple[int, ...]
    object_until: datetime

    def recipients(self) -> Iterable[Recipient]:
        return units("unit", *self.units)


@dataclass(frozen=True)
class SheetEvent(Event):
    """Base of all that happens to a sheet of an appraisal."""

    name: ClassVar[str] = "targets.sheet_touched"
    appraisal: str
    unit: int
    revision: int

    def recipients(self) -> Iterable[Recipient]:
        return units("unit", self.unit)


@dataclass(frozen=True)
class SheetFilled(SheetEvent):
    """Numbers of a sheet were counted or entered."""

    name: ClassVar[str] = "targets.sheet_filled"
    inputs: dict[str, dict[str, int]]
    score: Decimal | None


@dataclass(frozen=True)
class SheetFrozen(SheetEvent):
    """What the sheet said when it was published."""

    name: ClassVar[str] = "targets.sheet_published"
    inputs: dict[str, dict[str, int]]
    score: Decimal | None


@dataclass(frozen=True)
class ObjectionRaised(SheetEvent):
    """The unit disagrees with an indicator."""

    name: ClassVar[str] = "targets.objection_raised"
    indicator: str
    decide_by: datetime
    issuer: int

    def recipients(self) -> Iterable[Recipient]:
        return (*super().recipients(), *units("issuer", self.issuer))


@dataclass(frozen=True)
class ObjectionRejected(SheetEvent):
    """Somebody else found the numbers right."""

    name: ClassVar[str] = "targets.objection_rejected"
    indicator: str


@dataclass(frozen=True)
class SheetCorrected(SheetEvent):
    """An objection was upheld: numbers and score changed, and so the places of all."""

    name: ClassVar[str] = "targets.sheet_corrected"
    indicator: str
    old_score: Decimal | None
    new_score: Decimal | None
    inputs: dict[str, dict[str, int]]
    others: tuple[int, ...]
    """The other units of the appraisal, whose places may have moved."""

    def recipients(self) -> Iterable[Recipient]:
        return (*super().recipients(), *units("other_unit", *self.others))
