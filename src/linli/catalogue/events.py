from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from linli.journal.events import Event


@dataclass(frozen=True)
class KindPublished(Event):
    """An edition of a kind was laid down."""

    name: ClassVar[str] = "catalogue.kind_published"
    code: str
    tier: str
    valid_from: date


@dataclass(frozen=True)
class KindReworded(Event):
    """Name, keywords or form of a kind changed; nothing it is judged by."""

    name: ClassVar[str] = "catalogue.kind_reworded"
    code: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class KindEnded(Event):
    """An edition of a kind got its last day."""

    name: ClassVar[str] = "catalogue.kind_ended"
    code: str
    valid_to: date


@dataclass(frozen=True)
class DutyGiven(Event):
    """A line of the dispatch catalogue was laid down."""

    name: ClassVar[str] = "catalogue.duty_given"
    kind_code: str
    area_prefix: str
    unit: str
    level: str
    certain: bool
    priority: int
    valid_from: date


@dataclass(frozen=True)
class DutyEnded(Event):
    """A line of the dispatch catalogue got its last day."""

    name: ClassVar[str] = "catalogue.duty_ended"
    kind_code: str
    area_prefix: str
    unit: str
    valid_to: date


@dataclass(frozen=True)
class ItemListed(Event):
    """A collection item was described; nobody may collect it yet."""

    name: ClassVar[str] = "catalogue.item_listed"
    code: str
    is_personal: bool


@dataclass(frozen=True)
class ItemChanged(Event):
    """The description of a collection item changed."""

    name: ClassVar[str] = "catalogue.item_changed"
    code: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class AdmissionDrafted(Event):
    """A department began an application."""

    name: ClassVar[str] = "catalogue.admission_drafted"
    unit: int
    items: tuple[str, ...]
    hours_per_grid: Decimal


@dataclass(frozen=True)
class AdmissionMoved(Event):
    """An application changed its state."""

    name: ClassVar[str] = "catalogue.admission_moved"
    old: str
    new: str


@dataclass(frozen=True)
class AdmissionEndSet(Event):
    """An admitted task got another last day."""

    name: ClassVar[str] = "catalogue.admission_end_set"
    valid_to: date


@dataclass(frozen=True)
class ItemEndSet(Event):
    """An item of an admitted task was withdrawn from a day on, or with None not at all."""

    name: ClassVar[str] = "catalogue.item_end_set"
    item: str
    valid_to: date | None


@dataclass(frozen=True)
class OpinionGiven(Event):
    """A reviewing unit gave its opinion."""

    name: ClassVar[str] = "catalogue.opinion_given"
    unit: int
    view: str


@dataclass(frozen=True)
class ListPublished(Event):
    """A version of the collection list was published."""

    name: ClassVar[str] = "catalogue.list_published"
    version: int
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True)
class ValueCollected(Event):
    """A grid wrote down a value; the value itself stays out of the journal."""

    name: ClassVar[str] = "catalogue.value_collected"
    item: str
    grid: str
    admission: int
