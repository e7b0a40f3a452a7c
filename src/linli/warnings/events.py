"""What can happen to hot issues, warnings and actions against causes. Facts name no person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from linli.journal.events import Event, Recipient


@dataclass(frozen=True)
class HotIssueProposed(Event):
    """Several matters seem to be about one thing."""

    name: ClassVar[str] = "warnings.hot_proposed"
    size: int
    again: bool = False
    """Whether it had been set aside and has grown since."""


@dataclass(frozen=True)
class HotIssueDecided(Event):
    """A person said what becomes of it."""

    name: ClassVar[str] = "warnings.hot_decided"
    old: str
    new: str
    size: int


@dataclass(frozen=True)
class HotMemberPutOut(Event):
    """A matter is about something else."""

    name: ClassVar[str] = "warnings.hot_member_removed"
    code: str


@dataclass(frozen=True)
class HotMemberPutBack(Event):
    """It belongs to it after all."""

    name: ClassVar[str] = "warnings.hot_member_restored"
    code: str


@dataclass(frozen=True)
class WarningEvent(Event):
    """Base of what happens to an early warning. `subject` says in Chinese what it is about."""

    subject: str
    area: str
    kind: str
    level: int
    unit: int | None = None

    def recipients(self) -> Iterable[Recipient]:
        if self.unit is not None:
            yield Recipient("responsible", "unit", self.unit)


@dataclass(frozen=True)
class WarningRaised(WarningEvent):
    """The detectors propose it. `offices`: who supervises there."""

    name: ClassVar[str] = "warning.raised"
    family: str = ""
    offices: tuple[int, ...] = ()

    def recipients(self) -> Iterable[Recipient]:
        return (Recipient("office", "unit", each) for each in self.offices)


@dataclass(frozen=True)
class WarningGrew(WarningEvent):
    """The same thing is now of a stronger colour."""

    name: ClassVar[str] = "warning.level_raised"
    offices: tuple[int, ...] = ()

    def recipients(self) -> Iterable[Recipient]:
        return (Recipient("office", "unit", each) for each in self.offices)


@dataclass(frozen=True)
class WarningAcknowledged(WarningEvent):
    name: ClassVar[str] = "warning.acknowledged"
    role: str = ""


@dataclass(frozen=True)
class WarningConfirmed(WarningEvent):
    name: ClassVar[str] = "warning.confirmed"


@dataclass(frozen=True)
class WarningDismissed(WarningEvent):
    """A person looked, and it was a false alarm."""

    name: ClassVar[str] = "warning.dismissed"


@dataclass(frozen=True)
class WarningLookedAtAgain(WarningEvent):
    """It was dismissed in haste."""

    name: ClassVar[str] = "warning.reopened"


@dataclass(frozen=True)
class WarningExpired(WarningEvent):
    """Nobody confirmed it in time, or it went quiet by itself."""

    name: ClassVar[str] = "warning.expired"
    is_quiet: bool = False


@dataclass(frozen=True)
class LetterDraftedAbout(WarningEvent):
    name: ClassVar[str] = "warning.letter_drafted"
    letter: int = 0


@dataclass(frozen=True)
class WarningNotified(WarningEvent):
    """The letter about it went out."""

    name: ClassVar[str] = "warning.notified"
    letter: int = 0


@dataclass(frozen=True)
class WarningHandled(WarningEvent):
    """The unit answered, or somebody began to act."""

    name: ClassVar[str] = "warning.handling_begun"


@dataclass(frozen=True)
class WarningLifted(WarningEvent):
    name: ClassVar[str] = "warning.lifted"


@dataclass(frozen=True)
class CauseEvent(Event):
    """Base of what happens to an action against a cause."""

    title: str
    area: str
    kind: str
    owner: int

    def recipients(self) -> Iterable[Recipient]:
        yield Recipient("owner", "unit", self.owner)


@dataclass(frozen=True)
class CausePlanned(CauseEvent):
    name: ClassVar[str] = "cause.planned"
    due_on: date
    warning: int | None = None


@dataclass(frozen=True)
class CauseStepAdded(CauseEvent):
    name: ClassVar[str] = "cause.step_added"
    due_on: date


@dataclass(frozen=True)
class CauseStepDone(CauseEvent):
    name: ClassVar[str] = "cause.step_finished"


@dataclass(frozen=True)
class CauseBegun(CauseEvent):
    name: ClassVar[str] = "cause.begun"


@dataclass(frozen=True)
class CauseDone(CauseEvent):
    name: ClassVar[str] = "cause.finished"


@dataclass(frozen=True)
class CauseMeasured(CauseEvent):
    name: ClassVar[str] = "cause.measured"
    verdict: str


@dataclass(frozen=True)
class CauseWithdrawn(CauseEvent):
    name: ClassVar[str] = "cause.withdrawn"


@dataclass(frozen=True)
class CauseOverdue(CauseEvent):
    """The day has gone by and measures are open."""

    name: ClassVar[str] = "cause.day_missed"
    due_on: date
