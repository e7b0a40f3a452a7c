from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from linli.journal.events import Event, Recipient


@dataclass(frozen=True, kw_only=True)
class MeetingEvent(Event):
    """Base: which meeting, and which units are told."""

    number: int
    units: tuple[int, ...] = ()

    def recipients(self) -> Iterable[Recipient]:
        for unit in self.units:
            yield Recipient("invited_unit", "unit", unit)


@dataclass(frozen=True, kw_only=True)
class MeetingConvened(MeetingEvent):
    name = "meeting.convened"
    starts_at: datetime
    representatives: int


@dataclass(frozen=True, kw_only=True)
class MeetingHeld(MeetingEvent):
    """The units named were there, and so many representatives of the requesters."""

    name = "meeting.held"
    representatives: int


@dataclass(frozen=True, kw_only=True)
class MeetingCancelled(MeetingEvent):
    name = "meeting.cancelled"


@dataclass(frozen=True, kw_only=True)
class MeetingAnswered(MeetingEvent):
    """Every demand has its written answer."""

    name = "meeting.answered"


@dataclass(frozen=True, kw_only=True)
class MeetingClosed(MeetingEvent):
    name = "meeting.closed"


@dataclass(frozen=True, kw_only=True)
class DemandEvent(Event):
    """Base: which demand of which meeting, and whose task its answer is."""

    number: int
    position: int
    owner: int
    due_on: date

    def recipients(self) -> Iterable[Recipient]:
        yield Recipient("owner", "unit", self.owner)


@dataclass(frozen=True, kw_only=True)
class DemandAnswered(DemandEvent):
    name = "meeting.demand_answered"


@dataclass(frozen=True, kw_only=True)
class DemandFulfilled(DemandEvent):
    name = "meeting.demand_fulfilled"


@dataclass(frozen=True, kw_only=True)
class DemandMissed(DemandEvent):
    name = "meeting.demand_missed"


@dataclass(frozen=True, kw_only=True)
class DeliberationEvent(Event):
    """Base: which deliberation of which community."""

    number: int
    community: int


@dataclass(frozen=True, kw_only=True)
class ProposalNoticed(DeliberationEvent):
    name = "deliberation.noticed"
    decide_from: date
    households: int


@dataclass(frozen=True, kw_only=True)
class PositionHeard(DeliberationEvent):
    name = "deliberation.position_taken"
    part: str
    stance: str
    households: int


@dataclass(frozen=True, kw_only=True)
class ProposalDecided(DeliberationEvent):
    name = "deliberation.decided"
    method: str
    is_carried: bool


@dataclass(frozen=True, kw_only=True)
class FollowUpNoted(DeliberationEvent):
    name = "deliberation.follow_up_noted"


@dataclass(frozen=True, kw_only=True)
class DeliberationReviewed(DeliberationEvent):
    name = "deliberation.reviewed"


@dataclass(frozen=True, kw_only=True)
class ProposalWithdrawn(DeliberationEvent):
    name = "deliberation.withdrawn"


@dataclass(frozen=True, kw_only=True)
class ResourceOffered(Event):
    name = "sharing.resource_offered"
    number: int
    unit: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class ResourceWithdrawn(Event):
    name = "sharing.resource_withdrawn"
    number: int
    unit: int


@dataclass(frozen=True, kw_only=True)
class NeedEvent(Event):
    """Base: which need, whose, and who took it on."""

    number: int
    community: int
    unit: int | None = None

    def recipients(self) -> Iterable[Recipient]:
        yield Recipient("community", "unit", self.community)
        if self.unit is not None:
            yield Recipient("helper", "unit", self.unit)


@dataclass(frozen=True, kw_only=True)
class NeedListed(NeedEvent):
    name = "sharing.need_listed"
    kind: str


@dataclass(frozen=True, kw_only=True)
class NeedClaimed(NeedEvent):
    name = "sharing.need_claimed"
    promised_on: date


@dataclass(frozen=True, kw_only=True)
class NeedReleased(NeedEvent):
    name = "sharing.need_released"


@dataclass(frozen=True, kw_only=True)
class NeedMet(NeedEvent):
    name = "sharing.need_met"
    hours: int


@dataclass(frozen=True, kw_only=True)
class NeedRated(NeedEvent):
    name = "sharing.need_rated"
    satisfied: str


@dataclass(frozen=True, kw_only=True)
class NeedReviewed(NeedEvent):
    """The unit said how working together was."""

    name = "sharing.need_reviewed"
    fitting: str


@dataclass(frozen=True, kw_only=True)
class NeedWithdrawn(NeedEvent):
    name = "sharing.need_withdrawn"
