from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from linli.journal.events import Event, Recipient


@dataclass(frozen=True, kw_only=True)
class ConferenceEvent(Event):
    """Base of all that happens to a conference."""

    dispute: str
    kind: str
    convener: int
    asker: int
    records: tuple[int, ...] = field(default=(), repr=False)
    """Vault records of the sides, who may be told; never written into the entry."""
    members: tuple[int, ...] = field(default=(), repr=False)

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in super().facts().items() if name not in ("records", "members")}

    def recipients(self) -> Iterable[Recipient]:
        yield Recipient("convener", "unit", self.convener)
        if self.asker != self.convener:
            yield Recipient("asker", "unit", self.asker)
        yield from (Recipient("side", "requester", number) for number in self.records)
        yield from (Recipient("member", "account", number) for number in self.members)


@dataclass(frozen=True, kw_only=True)
class ConferenceAsked(ConferenceEvent):
    name: ClassVar[str] = "conferences.asked"
    below: int | None
    """Number of the conference whose record it rests on."""
    below_digest: str
    answer_by: datetime


@dataclass(frozen=True, kw_only=True)
class ConferenceConvened(ConferenceEvent):
    name: ClassVar[str] = "conferences.convened"
    starts_at: datetime
    place: str


@dataclass(frozen=True, kw_only=True)
class ConferenceDeclined(ConferenceEvent):
    name: ClassVar[str] = "conferences.declined"


@dataclass(frozen=True, kw_only=True)
class MemberInvited(ConferenceEvent):
    name: ClassVar[str] = "conferences.member_invited"
    seat: int
    post: str
    unit: int | None
    starts_at: datetime
    account: int | None

    def recipients(self) -> Iterable[Recipient]:
        if self.account is not None:
            yield Recipient("invited", "account", self.account)


@dataclass(frozen=True, kw_only=True)
class MemberAnswered(ConferenceEvent):
    name: ClassVar[str] = "conferences.member_answered"
    seat: int
    answer: str
    tie: str


@dataclass(frozen=True, kw_only=True)
class MemberReleased(ConferenceEvent):
    name: ClassVar[str] = "conferences.member_released"
    seat: int
    post: str
    tie: str


@dataclass(frozen=True, kw_only=True)
class ConferencePostponed(ConferenceEvent):
    name: ClassVar[str] = "conferences.postponed"
    starts_at: datetime
    place: str


@dataclass(frozen=True, kw_only=True)
class ConferenceCancelled(ConferenceEvent):
    name: ClassVar[str] = "conferences.cancelled"


@dataclass(frozen=True, kw_only=True)
class ConferenceHeld(ConferenceEvent):
    name: ClassVar[str] = "conferences.held"
    came: int
    invited: int
    decide_by: datetime


@dataclass(frozen=True, kw_only=True)
class PositionStated(ConferenceEvent):
    name: ClassVar[str] = "conferences.position_stated"
    seat: int
    stand: str


@dataclass(frozen=True, kw_only=True)
class ConferenceDecided(ConferenceEvent):
    """The record is closed. Its digest says which words."""

    name: ClassVar[str] = "conferences.decided"
    outcome: str
    supporting: int
    against: int
    abstaining: int
    tasks: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class ConferenceRaised(ConferenceEvent):
    """Why it could not be settled here is written: the next step may be asked for."""

    name: ClassVar[str] = "conferences.raised"
    to: str


@dataclass(frozen=True, kw_only=True)
class TaskReported(ConferenceEvent):
    name: ClassVar[str] = "conferences.task_reported"
    task: int
    unit: int


@dataclass(frozen=True, kw_only=True)
class TaskMissed(ConferenceEvent):
    name: ClassVar[str] = "conferences.task_left"
    task: int
    unit: int
    due_on: date

    def recipients(self) -> Iterable[Recipient]:
        yield from super().recipients()
        yield Recipient("owner", "unit", self.unit)


@dataclass(frozen=True, kw_only=True)
class ConferenceClosed(ConferenceEvent):
    name: ClassVar[str] = "conferences.closed"


@dataclass(frozen=True, kw_only=True)
class ConferenceLapsed(ConferenceEvent):
    """Its time ran out. The dispute may go to the next step without its record."""

    name: ClassVar[str] = "conferences.lapsed"
    state: str


@dataclass(frozen=True, kw_only=True)
class MinutesDrafted(ConferenceEvent):
    name: ClassVar[str] = "conferences.minutes_drafted"
    letter: int
