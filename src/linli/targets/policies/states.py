"""The states of plans and tasks, what moves them, and how a task stands on a day. A standing is never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from linli.people.policies import Permission


class PlanStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    ADOPTED = "adopted", _("Adopted")
    CLOSED = "closed", _("Plan closed")


class TaskStatus(TextChoices):
    PLANNED = "planned", _("Not begun")
    RUNNING = "running", _("Under way")
    SUBMITTED = "submitted", _("Said to be done")
    ACCEPTED = "accepted", _("Accepted as done")
    WITHDRAWN = "withdrawn", _("Taken out of the plan")


class Standing(TextChoices):
    """How a task stands today. Each has a mark of its own, so that no colour is needed to tell them apart."""

    ACCEPTED = "accepted", _("Accepted in time")
    ACCEPTED_LATE = "accepted_late", _("Accepted, was late")
    SUBMITTED = "submitted", _("Waits for acceptance")
    OVERDUE = "overdue", _("Overdue")
    AT_RISK = "at_risk", _("At risk")
    RUNNING = "running", _("Goes on")
    PLANNED = "planned", _("Not begun yet")
    WITHDRAWN = "withdrawn", _("Taken out of the plan")

    @property
    def mark(self) -> str:
        return MARKS[self]


MARKS: dict[Standing, str] = {
    Standing.ACCEPTED: "✓",
    Standing.ACCEPTED_LATE: "✔",
    Standing.SUBMITTED: "?",
    Standing.OVERDUE: "!",
    Standing.AT_RISK: "△",
    Standing.RUNNING: "▸",
    Standing.PLANNED: "○",
    Standing.WITHDRAWN: "×",
}


@dataclass(frozen=True, slots=True)
class Course:
    """What decides how a task stands."""

    status: TaskStatus
    starts_on: date
    due_on: date
    submitted_on: date | None = None
    """Day on which it was last reported done."""
    next_milestone_on: date | None = None
    """Of the milestones not reached the earliest."""
    has_open_problem: bool = False


def standing(course: Course, today: date) -> Standing:
    """Return how a task stands on a day in the city. The due day itself is still in time."""
    if course.status is TaskStatus.WITHDRAWN:
        return Standing.WITHDRAWN
    if course.status is TaskStatus.ACCEPTED:
        late = course.submitted_on is not None and course.submitted_on > course.due_on
        return Standing.ACCEPTED_LATE if late else Standing.ACCEPTED
    if course.status is TaskStatus.SUBMITTED:
        return Standing.SUBMITTED
    if today > course.due_on:
        return Standing.OVERDUE
    missed = course.next_milestone_on is not None and today > course.next_milestone_on
    if missed or course.has_open_problem:
        return Standing.AT_RISK
    begun = course.status is TaskStatus.RUNNING or today >= course.starts_on
    return Standing.RUNNING if begun else Standing.PLANNED


class TaskVerb(TextChoices):
    """What may be done with a task."""

    REPORT = "report", _("Report progress")
    REACH = "reach", _("Report a milestone reached")
    SUBMIT = "submit", _("Report it done")
    ACCEPT = "accept", _("Accept it")
    SEND_BACK = "send_back", _("Send it back")
    RAISE = "raise", _("Raise a problem")
    ANSWER = "answer", _("Answer a problem")
    WITHDRAW = "withdraw", _("Take it out of the plan")


@dataclass(frozen=True, slots=True)
class VerbRule:
    permission: Permission
    from_statuses: frozenset[TaskStatus]
    by_owner: bool = False
    """Only for the unit that owns the task; else its assisting units may as well."""
    by_others: bool = False
    """Never for the unit that owns it or assists."""
    danger: bool = False


OPEN = frozenset({TaskStatus.PLANNED, TaskStatus.RUNNING})
UNFINISHED = OPEN | {TaskStatus.SUBMITTED}
VERBS: dict[TaskVerb, VerbRule] = {
    TaskVerb.REPORT: VerbRule(Permission.TARGET_REPORT, OPEN),
    TaskVerb.REACH: VerbRule(Permission.TARGET_REPORT, OPEN, by_owner=True),
    TaskVerb.SUBMIT: VerbRule(Permission.TARGET_REPORT, OPEN, by_owner=True),
    TaskVerb.ACCEPT: VerbRule(Permission.TARGET_ACCEPT, frozenset({TaskStatus.SUBMITTED}), by_others=True),
    TaskVerb.SEND_BACK: VerbRule(Permission.TARGET_ACCEPT, frozenset({TaskStatus.SUBMITTED}), by_others=True),
    TaskVerb.RAISE: VerbRule(Permission.TARGET_REPORT, OPEN),
    # Whoever is asked is another unit; its people answer, see `access.may_answer`.
    TaskVerb.ANSWER: VerbRule(Permission.TARGET_REPORT, frozenset(TaskStatus)),
    TaskVerb.WITHDRAW: VerbRule(Permission.TARGET_PLAN, UNFINISHED, danger=True),
}
