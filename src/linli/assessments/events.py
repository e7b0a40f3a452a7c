from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from linli.journal.events import Event, Recipient


@dataclass(frozen=True)
class AssessmentEvent(Event):
    """Base of all that happens to an assessment."""

    title: str
    owner: int

    def recipients(self) -> Iterable[Recipient]:
        return (Recipient("owner_unit", "unit", self.owner),)


@dataclass(frozen=True)
class Identified(AssessmentEvent):
    """A planned decision is of a listed kind."""

    name: ClassVar[str] = "assessments.assessment_identified"
    decision_kind: str


@dataclass(frozen=True)
class Planned(AssessmentEvent):
    name: ClassVar[str] = "assessments.assessment_planned"


@dataclass(frozen=True)
class SurveyOpened(AssessmentEvent):
    name: ClassVar[str] = "assessments.survey_opened"
    until: date


@dataclass(frozen=True)
class SurveyClosed(AssessmentEvent):
    name: ClassVar[str] = "assessments.survey_closed"


@dataclass(frozen=True)
class PartAdded(AssessmentEvent):
    """Somebody concerned, a consultation or a risk was written down."""

    name: ClassVar[str] = "assessments.part_added"
    part: str


@dataclass(frozen=True)
class GradeSet(AssessmentEvent):
    name: ClassVar[str] = "assessments.grade_set"
    grade: str
    score: str
    edition: int
    number: int


@dataclass(frozen=True)
class ProjectChanged(AssessmentEvent):
    """What was changed in the project because of the risks."""

    name: ClassVar[str] = "assessments.project_changed"


@dataclass(frozen=True)
class ReportWritten(AssessmentEvent):
    name: ClassVar[str] = "assessments.report_written"
    digest: str


@dataclass(frozen=True)
class ReportApproved(AssessmentEvent):
    name: ClassVar[str] = "assessments.report_approved"
    file_by: date


@dataclass(frozen=True)
class ReportReturned(AssessmentEvent):
    name: ClassVar[str] = "assessments.report_returned"


@dataclass(frozen=True)
class Filed(AssessmentEvent):
    name: ClassVar[str] = "assessments.assessment_filed"
    file_number: str
    grade: str


@dataclass(frozen=True)
class Decided(AssessmentEvent):
    name: ClassVar[str] = "assessments.assessment_decided"
    decision: str


@dataclass(frozen=True)
class Tracked(AssessmentEvent):
    name: ClassVar[str] = "assessments.assessment_reported"
    next_on: date


@dataclass(frozen=True)
class Closed(AssessmentEvent):
    name: ClassVar[str] = "assessments.assessment_closed"
