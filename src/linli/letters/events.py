from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from linli.journal.events import Event, Recipient
from linli.letters.policies import LetterKind, Way


@dataclass(frozen=True)
class LetterEvent(Event):
    """Base of what happens to a letter."""

    letter: int
    kind: LetterKind
    issuer: int
    addressee: int | None
    number: str
    """发文字号; empty before issue."""
    title: str


@dataclass(frozen=True)
class _ToAddressee(LetterEvent):
    def recipients(self) -> Iterable[Recipient]:
        if self.addressee is not None:
            yield Recipient("addressee", "unit", self.addressee)


@dataclass(frozen=True)
class _ToIssuer(LetterEvent):
    def recipients(self) -> Iterable[Recipient]:
        yield Recipient("issuer", "unit", self.issuer)


@dataclass(frozen=True)
class LetterDrafted(LetterEvent):
    name: ClassVar[str] = "letter.drafted"
    template: str
    about_kind: str
    about_id: int | None


@dataclass(frozen=True)
class LetterRevised(LetterEvent):
    name: ClassVar[str] = "letter.revised"
    columns: tuple[str, ...]


@dataclass(frozen=True)
class LetterReviewed(LetterEvent):
    name: ClassVar[str] = "letter.reviewed"


@dataclass(frozen=True)
class DraftReturned(LetterEvent):
    name: ClassVar[str] = "letter.draft_returned"


@dataclass(frozen=True)
class LetterIssued(_ToAddressee):
    """A number was taken, and the content was frozen. `standing_order`: the decision, when a rule issued it."""

    name: ClassVar[str] = "letter.issued"
    year: int
    serial: int
    digest: str
    due_at: datetime | None
    about_kind: str
    about_id: int | None
    standing_order: str = ""


@dataclass(frozen=True)
class LetterDelivered(_ToIssuer):
    name: ClassVar[str] = "letter.delivered"
    way: Way
    digest: str


@dataclass(frozen=True)
class LetterAnswered(_ToIssuer):
    name: ClassVar[str] = "letter.answered"
    about_kind: str
    about_id: int | None
    in_time: bool
    files: int = 0


@dataclass(frozen=True)
class AnswerReturned(_ToAddressee):
    """The answer was not good enough; the letter waits for a better one."""

    name: ClassVar[str] = "letter.answer_returned"
    due_at: datetime | None


@dataclass(frozen=True)
class LetterVerified(_ToAddressee):
    name: ClassVar[str] = "letter.verified"
    about_kind: str
    about_id: int | None


@dataclass(frozen=True)
class LetterExtended(_ToAddressee):
    name: ClassVar[str] = "letter.extended"
    due_on: date | None
    due_at: datetime


@dataclass(frozen=True)
class LetterClosed(_ToAddressee):
    name: ClassVar[str] = "letter.closed"
    about_kind: str
    about_id: int | None


@dataclass(frozen=True)
class LetterEscalated(_ToAddressee):
    name: ClassVar[str] = "letter.escalated"
    about_kind: str
    about_id: int | None
    into: int | None
    """The letter that goes further."""


@dataclass(frozen=True)
class LetterCancelled(_ToAddressee):
    """It no longer stands. Its number stays on record and is never used again."""

    name: ClassVar[str] = "letter.cancelled"
    about_kind: str
    about_id: int | None

    def recipients(self) -> Iterable[Recipient]:
        return super().recipients() if self.number else ()
