"""What can happen in supervision. Facts are plain and name units and places, never people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from linli.journal.events import Event, Recipient
from linli.supervision.policies import Release, Rung


@dataclass(frozen=True, kw_only=True)
class LadderEvent(Event):
    """Base: which promise of which matter, and whose."""

    code: str
    """The matter's case code."""
    step: str
    unit: int


@dataclass(frozen=True, kw_only=True)
class LadderClimbed(Event):
    """Promises of one unit reached a rung together."""

    name: ClassVar[str] = "ladder.climbed"
    rung: Rung
    unit: int
    count: int
    code: str
    """Case codes of the matters, as they read: the first few."""
    promises: tuple[str, ...]
    """Each with the matter's case code, step, cause, date of the promise and when the rung was reached."""
    edition: int
    """Edition of the rulebook entry by which was climbed."""
    letter: int | None
    number: str
    """Of the letter; empty: none, or a draft that waits for somebody to look at it."""
    told: tuple[str, ...]
    """Audience and unit of each receiver: `unit_head:12`."""

    def recipients(self) -> Iterable[Recipient]:
        for each in self.told:
            audience, _colon, unit = each.partition(":")
            yield Recipient(audience, "unit", int(unit))


@dataclass(frozen=True, kw_only=True)
class LadderReleased(LadderEvent):
    """Rungs that hold no longer."""

    name: ClassVar[str] = "ladder.released"
    rungs: tuple[Rung, ...]
    reason: Release
    ended: bool
    due_at: datetime

    def recipients(self) -> Iterable[Recipient]:
        yield Recipient("lead_unit", "unit", self.unit)


@dataclass(frozen=True, kw_only=True)
class ReasonStated(LadderEvent):
    """The unit said why it is late; the words are the entry's note."""

    name: ClassVar[str] = "ladder.reason_stated"


@dataclass(frozen=True, kw_only=True)
class ListingEvent(Event):
    """Base of what happens to a listed problem."""

    title: str
    owner: int

    def recipients(self) -> Iterable[Recipient]:
        yield Recipient("owner", "unit", self.owner)


@dataclass(frozen=True, kw_only=True)
class ListingProposed(ListingEvent):
    name: ClassVar[str] = "listing.proposed"
    area: str
    level: str
    ladder: int | None

    def recipients(self) -> Iterable[Recipient]:
        return ()


@dataclass(frozen=True, kw_only=True)
class ListingApproved(ListingEvent):
    name: ClassVar[str] = "listing.approved"


@dataclass(frozen=True, kw_only=True)
class ListingRefused(ListingEvent):
    name: ClassVar[str] = "listing.refused"

    def recipients(self) -> Iterable[Recipient]:
        return ()


@dataclass(frozen=True, kw_only=True)
class ListingListed(ListingEvent):
    name: ClassVar[str] = "listing.listed"
    batch: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class ProgressReported(ListingEvent):
    name: ClassVar[str] = "listing.progress_reported"
    files: int = 0
    month: date
    share: int

    def recipients(self) -> Iterable[Recipient]:
        return ()


@dataclass(frozen=True, kw_only=True)
class ProgressMissed(ListingEvent):
    name: ClassVar[str] = "listing.progress_missed"
    month: date


@dataclass(frozen=True, kw_only=True)
class ListingCompleted(ListingEvent):
    name: ClassVar[str] = "listing.completed"
    files: int = 0

    def recipients(self) -> Iterable[Recipient]:
        return ()


@dataclass(frozen=True, kw_only=True)
class ListingDelisted(ListingEvent):
    name: ClassVar[str] = "listing.delisted"


@dataclass(frozen=True, kw_only=True)
class ListingReturned(ListingEvent):
    """Looked at, and not solved yet."""

    name: ClassVar[str] = "listing.returned"
    files: int = 0


@dataclass(frozen=True, kw_only=True)
class ListingExtended(ListingEvent):
    name: ClassVar[str] = "listing.extended"
    due_on: date


@dataclass(frozen=True, kw_only=True)
class ListingEscalated(ListingEvent):
    name: ClassVar[str] = "listing.escalated"
    level: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class BatchListed(Event):
    name: ClassVar[str] = "listing.batch_listed"
    batch: str
    listings: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CampaignPlanned(Event):
    name: ClassVar[str] = "campaign.planned"
    title: str
    lead: int
    begins_on: date
    ends_on: date

    def recipients(self) -> Iterable[Recipient]:
        yield Recipient("lead_unit", "unit", self.lead)


@dataclass(frozen=True, kw_only=True)
class HazardEvent(Event):
    """Base of what happens to a hazard."""

    sector: str
    owner: int

    def recipients(self) -> Iterable[Recipient]:
        yield Recipient("owner", "unit", self.owner)


@dataclass(frozen=True, kw_only=True)
class HazardFound(HazardEvent):
    name: ClassVar[str] = "hazard.found"
    files: int = 0
    area: str
    gravity: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class HazardRectified(HazardEvent):
    name: ClassVar[str] = "hazard.rectified"
    files: int = 0

    def recipients(self) -> Iterable[Recipient]:
        return ()


@dataclass(frozen=True, kw_only=True)
class HazardClosed(HazardEvent):
    name: ClassVar[str] = "hazard.closed"
    files: int = 0


@dataclass(frozen=True, kw_only=True)
class HazardReturned(HazardEvent):
    """Looked at again, and not put right."""

    name: ClassVar[str] = "hazard.returned"
    files: int = 0
    due_on: date
