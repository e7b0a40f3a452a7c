from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from linli.journal.events import Event, Recipient


@dataclass(frozen=True)
class FactsRecorded(Event):
    """Facts were recorded together."""

    name: ClassVar[str] = "ratings.facts_recorded"
    source: str
    count: int


@dataclass(frozen=True)
class FactEnded(Event):
    """A fact stopped counting."""

    name: ClassVar[str] = "ratings.fact_ended"
    fact: int
    entity: str
    ending: str


@dataclass(frozen=True)
class RunComputed(Event):
    """All bodies of a scheme were rated; nothing follows before it is signed."""

    name: ClassVar[str] = "ratings.run_computed"
    scheme: str
    edition: int
    period: str
    clock: int
    rated: int
    changed: int
    digest: str


@dataclass(frozen=True)
class RunSigned(Event):
    """A run was signed: what it found goes into review."""

    name: ClassVar[str] = "ratings.run_signed"
    scheme: str
    period: str
    candidates: int
    released: int


@dataclass(frozen=True)
class RunDiscarded(Event):
    """A run was set aside."""

    name: ClassVar[str] = "ratings.run_discarded"
    scheme: str
    period: str


@dataclass(frozen=True)
class LabelEvent(Event):
    """Base of what happens to the rating of one body."""

    entity: str
    scheme: str
    step: int


@dataclass(frozen=True)
class LabelConfirmed(LabelEvent):
    """Somebody looked at it and put it into effect."""

    name: ClassVar[str] = "ratings.label_confirmed"
    expires_on: date
    letter: int | None


@dataclass(frozen=True)
class LabelDropped(LabelEvent):
    """Somebody looked at it and found it unfounded."""

    name: ClassVar[str] = "ratings.label_dropped"


@dataclass(frozen=True)
class LabelRectified(LabelEvent):
    """The body says that it was put right."""

    name: ClassVar[str] = "ratings.label_rectified"


@dataclass(frozen=True)
class LabelRechecked(LabelEvent):
    """Somebody looked on the spot."""

    name: ClassVar[str] = "ratings.label_rechecked"
    passed: bool
    fact_numbers: tuple[int, ...]


@dataclass(frozen=True)
class LabelAppealed(LabelEvent):
    """The body appealed."""

    name: ClassVar[str] = "ratings.label_appealed"


@dataclass(frozen=True)
class AppealRefused(LabelEvent):
    """The rating stays."""

    name: ClassVar[str] = "ratings.appeal_refused"


@dataclass(frozen=True)
class RatingCorrected(LabelEvent):
    """The rating was wrong. Whoever holds a copy of it listens, and corrects the copy."""

    name: ClassVar[str] = "ratings.corrected"
    new_step: int
    fact_numbers: tuple[int, ...]
    letter: int | None


@dataclass(frozen=True)
class LabelClosed(LabelEvent):
    """It is not in effect any more: released, replaced or run out."""

    name: ClassVar[str] = "ratings.label_closed"
    status: str


@dataclass(frozen=True)
class CopyTaken(Event):
    """Ratings were exported."""

    name: ClassVar[str] = "ratings.copy_taken"
    scheme: str
    rows: int
    digest: str


@dataclass(frozen=True)
class CopyCorrected(Event):
    """A rating in an export was corrected: who took it is told."""

    name: ClassVar[str] = "ratings.copy_corrected"
    scheme: str
    entity: str
    taken_on: date
    account: int | None
    """Number of who took it; None when a program did."""

    def recipients(self) -> Iterable[Recipient]:
        return () if self.account is None else (Recipient("taker", "account", self.account),)
