from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from linli.journal.events import Event, Recipient

# Pools


@dataclass(frozen=True)
class InspectorJoined(Event):
    """Somebody may be drawn to inspect from now on."""

    name: ClassVar[str] = "inspections.inspector_joined"
    code: str
    unit: int


@dataclass(frozen=True)
class InspectorChanged(Event):
    """Where an inspector keeps away from, or whether they stand in the pool."""

    name: ClassVar[str] = "inspections.inspector_changed"
    code: str
    is_active: bool
    keeps_away: str


@dataclass(frozen=True)
class TieDeclared(Event):
    """An inspector declared that they keep away from some body, or do so no more. Which, stands not here."""

    name: ClassVar[str] = "inspections.tie_declared"
    code: str
    count: int


# Plans


@dataclass(frozen=True)
class PlanBegun(Event):
    name: ClassVar[str] = "inspections.plan_begun"
    year: int
    issuer: int


@dataclass(frozen=True)
class PlanLined(Event):
    """A task was put into a plan, or taken out while it was a draft."""

    name: ClassVar[str] = "inspections.plan_lined"
    task: str
    first_month: int
    last_month: int
    is_in: bool


@dataclass(frozen=True)
class PlanFiled(Event):
    name: ClassVar[str] = "inspections.plan_filed"
    year: int
    tasks: int
    issuer: int
    told: int | None
    """Unit above, with which it is filed."""

    def recipients(self) -> Iterable[Recipient]:
        return (Recipient("above", "unit", self.told),) if self.told else ()


# Draws


@dataclass(frozen=True)
class DrawCommitted(Event):
    """Pools were frozen and promised."""

    name: ClassVar[str] = "inspections.draw_committed"
    number: str
    task: str
    digest: str
    targets: int
    inspectors: int
    known_at: datetime


@dataclass(frozen=True)
class DrawRevealed(Event):
    name: ClassVar[str] = "inspections.draw_revealed"
    number: str
    value: str
    drawn: int
    digest: str
    """Of the result."""
    inspectors: tuple[int, ...]
    """Accounts that were drawn."""

    def recipients(self) -> Iterable[Recipient]:
        return tuple(Recipient("inspector", "account", number) for number in self.inspectors)


@dataclass(frozen=True)
class DrawVoided(Event):
    """Nothing comes of a promised draw: the public value was never published."""

    name: ClassVar[str] = "inspections.draw_voided"
    number: str


@dataclass(frozen=True)
class RedrawMade(Event):
    """One place was drawn again: the next in order follows."""

    name: ClassVar[str] = "inspections.redraw_made"
    number: str
    target: str
    inspector: str
    reason: str
    follows: str
    digest: str
    """Of the result as it is now."""
    inspectors: tuple[int, ...] = ()
    """Accounts of those who go there from now on, and did not before."""

    def recipients(self) -> Iterable[Recipient]:
        return tuple(Recipient("inspector", "account", number) for number in self.inspectors)


# Visits


@dataclass(frozen=True)
class VisitRecorded(Event):
    name: ClassVar[str] = "inspections.visit_recorded"
    target: str
    code: str
    problems: int
    visited_on: date
    publish_by: datetime
    units: tuple[int, ...]

    def recipients(self) -> Iterable[Recipient]:
        return tuple(Recipient("unit", "unit", number) for number in self.units)


@dataclass(frozen=True)
class TeamChanged(Event):
    """Somebody of the team was drawn again, or the body was struck."""

    name: ClassVar[str] = "inspections.team_changed"
    target: str
    reason: str
    team: tuple[str, ...]


@dataclass(frozen=True)
class ProblemReported(Event):
    """The body says that it put a problem right."""

    name: ClassVar[str] = "inspections.problem_reported"
    target: str
    question: str


@dataclass(frozen=True)
class ProblemRechecked(Event):
    name: ClassVar[str] = "inspections.problem_rechecked"
    target: str
    question: str
    is_put_right: bool
    due_on: date


@dataclass(frozen=True)
class PublishingMissed(Event):
    """A result should have been public by now."""

    name: ClassVar[str] = "inspections.publishing_missed"
    target_name: str
    publish_by: datetime
    inspectors: tuple[int, ...]
    units: tuple[int, ...]

    def recipients(self) -> Iterable[Recipient]:
        people = (Recipient("inspector", "account", number) for number in self.inspectors)
        return (*people, *(Recipient("unit", "unit", number) for number in self.units))


@dataclass(frozen=True)
class ResultPublished(Event):
    name: ClassVar[str] = "inspections.result_published"
    target: str
    code: str
    is_late: bool


# Exemptions


@dataclass(frozen=True)
class ExemptionEvent(Event):
    """Base of what happens on the way to no penalty."""

    name: ClassVar[str] = ""
    item: str


@dataclass(frozen=True)
class ExemptionOpened(ExemptionEvent):
    name: ClassVar[str] = "inspections.exemption_opened"
    correct_by: date


@dataclass(frozen=True)
class PromiseSigned(ExemptionEvent):
    name: ClassVar[str] = "inspections.promise_signed"
    correct_by: date


@dataclass(frozen=True)
class CorrectionFound(ExemptionEvent):
    """Somebody looked, and it is put right."""

    name: ClassVar[str] = "inspections.correction_found"


@dataclass(frozen=True)
class Exempted(ExemptionEvent):
    name: ClassVar[str] = "inspections.exempted"
    expires_on: date
    letter: int | None


@dataclass(frozen=True)
class ExemptionRefused(ExemptionEvent):
    name: ClassVar[str] = "inspections.exemption_refused"


@dataclass(frozen=True)
class ExemptionExpired(ExemptionEvent):
    """A line of the ledger expired; nothing names the body any more."""

    name: ClassVar[str] = "inspections.exemption_expired"
