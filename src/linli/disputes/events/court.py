from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from linli.disputes.events.mediation import DisputeEvent
from linli.journal.events import Recipient


@dataclass(frozen=True, kw_only=True)
class ConfirmationWarned(DisputeEvent):
    """The last day to ask the court comes near."""

    name: ClassVar[str] = "disputes.confirmation_warned"
    last_on: date
    days: int


@dataclass(frozen=True, kw_only=True)
class ConfirmationLapsed(DisputeEvent):
    """Nobody asked the court in time. The agreement binds as before."""

    name: ClassVar[str] = "disputes.confirmation_lapsed"
    last_on: date


@dataclass(frozen=True, kw_only=True)
class ConfirmationApplied(DisputeEvent):
    name: ClassVar[str] = "disputes.confirmation_applied"
    court: int
    basis: str
    applied_on: date
    advice: tuple[str, ...]
    digest: str

    def recipients(self) -> Iterable[Recipient]:
        yield from super().recipients()
        yield Recipient("court", "unit", self.court)


@dataclass(frozen=True, kw_only=True)
class CourtAnswered(DisputeEvent):
    """The court takes the application, or does not."""

    name: ClassVar[str] = "disputes.court_answered"
    outcome: str
    case_number: str
    decide_by: date | None


@dataclass(frozen=True, kw_only=True)
class CourtDecided(DisputeEvent):
    name: ClassVar[str] = "disputes.court_decided"
    outcome: str
    case_number: str
    object_until: date | None


@dataclass(frozen=True, kw_only=True)
class ApplicationWithdrawn(DisputeEvent):
    name: ClassVar[str] = "disputes.application_withdrawn"
