"""What can happen to frozen months and bulletins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from linli.journal.events import Event, Recipient


@dataclass(frozen=True)
class MonthFigured(Event):
    """The figures of a month were frozen, by these editions, with this digest."""

    name: ClassVar[str] = "metrics.month_frozen"
    month: date
    edition: int | None
    digest: str
    cells: int


@dataclass(frozen=True)
class BulletinEvent(Event):
    """Base of what happens to a bulletin."""

    bulletin: str
    """Its title, or before it has one its name in the rule."""
    first: date
    last: date


@dataclass(frozen=True)
class BulletinDrafted(BulletinEvent):
    """The figures of a period were put beside each other; `digest` is over all that was counted."""

    name: ClassVar[str] = "metrics.bulletin_drafted"
    edition: int
    weights: int | None
    digest: str


@dataclass(frozen=True)
class BulletinIssued(BulletinEvent):
    """It is out, and those it ranks may say something to it until a day."""

    name: ClassVar[str] = "metrics.bulletin_issued"
    number: str
    units: tuple[int, ...]
    until: datetime

    def recipients(self) -> Iterable[Recipient]:
        return (Recipient("ranked_unit", "unit", unit) for unit in self.units)


@dataclass(frozen=True)
class BulletinPublished(BulletinEvent):
    """Everybody may read it from now on."""

    name: ClassVar[str] = "metrics.bulletin_published"
    number: str


@dataclass(frozen=True)
class BulletinWithdrawn(BulletinEvent):
    """The public no longer reads it; the note says why."""

    name: ClassVar[str] = "metrics.bulletin_withdrawn"
    number: str


@dataclass(frozen=True)
class BulletinRemarked(BulletinEvent):
    """A ranked unit attached a comment or an objection."""

    name: ClassVar[str] = "metrics.bulletin_remark_made"
    remark: str
    unit: int
    issuer: int

    def recipients(self) -> Iterable[Recipient]:
        return (Recipient("issuer", "unit", self.issuer),)


@dataclass(frozen=True)
class RemarkAnswered(BulletinEvent):
    """The issuer answered it; `is_upheld` is told of objections."""

    name: ClassVar[str] = "metrics.bulletin_remark_answered"
    remark: str
    unit: int
    is_upheld: bool | None

    def recipients(self) -> Iterable[Recipient]:
        return (Recipient("ranked_unit", "unit", self.unit),)
