"""The life of an assessed decision: which step comes when, and what must not happen before which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.assessments.errors import ChangeFirst, HighRisk, MeasuresBelong, NotAssessed
from linli.core.errors import Refusal
from linli.people.policies import Permission


class Status(TextChoices):
    IDENTIFIED = "identified", _("to be assessed")
    PLANNED = "planned", _("planned")
    SURVEYING = "surveying", _("opinions are asked for")
    ANALYSING = "analysing", _("being analysed")
    GRADED = "graded", _("graded")
    REPORTED = "reported", _("report written")
    REVIEWED = "reviewed", _("reviewed")
    FILED = "filed", _("on file")
    DECIDED = "decided", _("decided")
    TRACKING = "tracking", _("followed up")
    CLOSED = "closed", _("closed")


class Verb(TextChoices):
    """One step. The label is what its button says."""

    PLAN = "plan", _("Set the plan of the assessment")
    ASK = "ask", _("Ask the people concerned")
    ANALYSE = "analyse", _("End the asking and analyse")
    GRADE = "grade", _("Grade the risk")
    CHANGE = "change", _("Write down what was changed in the project")
    REPORT = "report", _("Write the report")
    REVIEW = "review", _("Approve the report")
    SEND_BACK = "send_back", _("Send the report back")
    FILE = "file", _("Take it on file")
    DECIDE = "decide", _("Decide")
    TRACK = "track", _("Write down how it goes")
    CLOSE = "close", _("Close")


class Grade(TextChoices):
    LOW = "low", pgettext_lazy("risk", "low")
    MEDIUM = "medium", pgettext_lazy("risk", "medium")
    HIGH = "high", pgettext_lazy("risk", "high")


class Decision(TextChoices):
    APPROVE = "approve", _("goes ahead")
    APPROVE_WITH_MEASURES = "approve_with_measures", _("goes ahead with the measures of the report")
    DEFER = "defer", _("postponed")
    REJECT = "reject", _("does not go ahead")


GOING_AHEAD = frozenset({Decision.APPROVE, Decision.APPROVE_WITH_MEASURES})


@dataclass(frozen=True)
class Step:
    """Who may take a step, and from where to where. `to` None: it stays."""

    permission: Permission
    sources: frozenset[Status]
    to: Status | None


_prepare, _file, _decide = (
    Permission.ASSESSMENT_PREPARE,
    Permission.ASSESSMENT_FILE,
    Permission.ASSESSMENT_DECIDE,
)
STEPS: Mapping[Verb, Step] = {
    Verb.PLAN: Step(_prepare, frozenset({Status.IDENTIFIED, Status.PLANNED}), Status.PLANNED),
    Verb.ASK: Step(_prepare, frozenset({Status.PLANNED}), Status.SURVEYING),
    Verb.ANALYSE: Step(_prepare, frozenset({Status.SURVEYING}), Status.ANALYSING),
    # Graded again after changes: the first grading stays as it was.
    Verb.GRADE: Step(_prepare, frozenset({Status.ANALYSING, Status.GRADED}), Status.GRADED),
    Verb.CHANGE: Step(_prepare, frozenset({Status.GRADED}), None),
    Verb.REPORT: Step(_prepare, frozenset({Status.GRADED}), Status.REPORTED),
    Verb.REVIEW: Step(_file, frozenset({Status.REPORTED}), Status.REVIEWED),
    # Also from the file: a decision that must be changed first is graded anew.
    Verb.SEND_BACK: Step(_file, frozenset({Status.REPORTED, Status.REVIEWED, Status.FILED}), Status.GRADED),
    Verb.FILE: Step(_file, frozenset({Status.REVIEWED}), Status.FILED),
    Verb.DECIDE: Step(
        _decide, frozenset(Status) - {Status.DECIDED, Status.TRACKING, Status.CLOSED}, Status.DECIDED
    ),
    Verb.TRACK: Step(_prepare, frozenset({Status.DECIDED, Status.TRACKING}), Status.TRACKING),
    Verb.CLOSE: Step(_file, frozenset({Status.DECIDED, Status.TRACKING}), Status.CLOSED),
}
OPEN = frozenset(Status) - {Status.DECIDED, Status.TRACKING, Status.CLOSED}
"""Still to be decided."""
WORKED_ON = frozenset({Status.PLANNED, Status.SURVEYING, Status.ANALYSING, Status.GRADED})
"""Stakeholders, consultations and risks are written down."""


def why_not_decide(
    decision: Decision, status: Status, first: Grade | None, last: Grade | None
) -> Refusal | None:
    """Return what stands against a decision; None: it may be taken.

    `first` and `last` are the grades before and after the measures. Not to go ahead, or to wait, may always be decided.
    """
    if decision not in GOING_AHEAD:
        return None
    if status is not Status.FILED or first is None or last is None:
        return NotAssessed(state=status.label)
    if last is Grade.HIGH:
        return HighRisk()
    if last is Grade.MEDIUM:
        return ChangeFirst()
    if decision is Decision.APPROVE and first is not Grade.LOW:
        return MeasuresBelong(grade=first.label)
    return None
