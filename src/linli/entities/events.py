from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from linli.journal.events import Event, Recipient


@dataclass(frozen=True)
class SheetReceived(Event):
    """A sheet came in and is read from now on."""

    name: ClassVar[str] = "entities.sheet_received"
    source: str


@dataclass(frozen=True)
class SheetUnread(Event):
    """A sheet could not be read; nothing of it was kept."""

    name: ClassVar[str] = "entities.sheet_unread"
    source: str
    why: str


@dataclass(frozen=True)
class EditionProposed(Event):
    """A sheet was read and compared; nothing of it counts yet."""

    name: ClassVar[str] = "entities.edition_proposed"
    source: str
    rows: int
    refused: int
    created: int
    changed: int
    gone: int


@dataclass(frozen=True)
class EditionSigned(Event):
    """A refresh was signed off and is the base from now on."""

    name: ClassVar[str] = "entities.edition_signed"
    source: str
    period: str
    created: int
    changed: int
    gone: int


@dataclass(frozen=True)
class EditionDiscarded(Event):
    """A refresh was not taken."""

    name: ClassVar[str] = "entities.edition_discarded"
    source: str


@dataclass(frozen=True)
class ContactsNamed(Event):
    """The posts that serve an enterprise were named anew."""

    name: ClassVar[str] = "entities.contacts_named"
    entity: str
    units: tuple[int, ...]

    def recipients(self) -> Iterable[Recipient]:
        return tuple(Recipient("contact_unit", "unit", number) for number in dict.fromkeys(self.units))


@dataclass(frozen=True)
class AskRaised(Event):
    """An enterprise raised something with one of the five."""

    name: ClassVar[str] = "entities.ask_raised"
    entity: str
    post: str
    unit: int
    due_at: datetime

    def recipients(self) -> Iterable[Recipient]:
        return (Recipient("contact_unit", "unit", self.unit),)


@dataclass(frozen=True)
class AskMoved(Event):
    """A question went to another of the five, whose matter it is."""

    name: ClassVar[str] = "entities.ask_moved"
    entity: str
    post: str
    unit: int

    def recipients(self) -> Iterable[Recipient]:
        return (Recipient("contact_unit", "unit", self.unit),)


@dataclass(frozen=True)
class AskAnswered(Event):
    """One of the five answered."""

    name: ClassVar[str] = "entities.ask_answered"
    entity: str
    post: str
    in_time: bool
