from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from linli.journal.events import Event, Recipient


@dataclass(frozen=True)
class RecordEvent(Event):
    """Base of all that happens to a record of a register. Old and new words are in the entry's note."""

    register: str
    edition: int


@dataclass(frozen=True)
class RecordEntered(RecordEvent):
    """A record came onto a register."""

    name: ClassVar[str] = "registers.record_entered"
    unit: int


@dataclass(frozen=True)
class RecordChanged(RecordEvent):
    """Values of a record changed."""

    name: ClassVar[str] = "registers.record_changed"
    fields: tuple[str, ...]
    changes: dict[str, list[Any]]
    """Field -> value before and after, of all but words."""


@dataclass(frozen=True)
class RecordReviewed(RecordEvent):
    """Somebody looked: the record still holds."""

    name: ClassVar[str] = "registers.record_reviewed"
    next_on: date | None


@dataclass(frozen=True)
class RecordEnded(RecordEvent):
    """A record was taken off its register."""

    name: ClassVar[str] = "registers.record_withdrawn"


@dataclass(frozen=True)
class RecordRestored(RecordEvent):
    """A record that was taken off came back."""

    name: ClassVar[str] = "registers.record_restored"


@dataclass(frozen=True)
class RecordCarried(RecordEvent):
    """A record went over into a new edition of its register."""

    name: ClassVar[str] = "registers.record_transferred"
    before: int


@dataclass(frozen=True)
class RecordCleared(RecordEvent):
    """Time is over: the contents of a record that was taken off are gone."""

    name: ClassVar[str] = "registers.record_erased"


@dataclass(frozen=True)
class PhotosAdded(RecordEvent):
    """Photographs were added to a record."""

    name: ClassVar[str] = "registers.photos_added"
    count: int


@dataclass(frozen=True)
class ReviewsAsked(Event):
    """A unit is reminded of records that are to be reviewed."""

    name: ClassVar[str] = "registers.reviews_requested"
    register: str
    register_name: str
    unit: int
    records: int
    overdue: int

    def recipients(self) -> Iterable[Recipient]:
        return (Recipient("unit", "unit", self.unit),)
