"""The rulebook in memory: one copy for each process, and one for each transaction that is changing it.

Entries are only ever added, so the number of rows and the largest key tell whether a copy is still true; a
process asks for these at most every five seconds. A transaction that sets a rule reads a copy of its own,
which ends with the transaction, or with the savepoint, whether that is committed or rolled back.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import inf
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections

from linli.core.unsettled import Unsettled
from linli.rulebook.models import Entry

FRESH_SECONDS = 5.0

T = TypeVar("T")
Stamp = tuple[int, int]


@dataclass(slots=True)
class Edition:
    """One row of the rulebook, its value checked when it is first asked for: `in_force` is filled then."""

    number: int
    key: str
    value: Any
    valid_from: date
    valid_until: date | None
    in_force: Any = None


@dataclass
class Book:
    """All editions as they stood at one moment."""

    stamp: Stamp
    editions: Mapping[int, Edition]
    standing: Mapping[str, list[Edition]]
    """By key the editions that nothing supersedes, by first day."""
    first_days: Mapping[str, list[date]]
    derived: dict[Any, Any] = field(default_factory=dict)

    def starting(self, key: str, first_day: date) -> Edition | None:
        """Return the edition that stands for exactly this first day."""
        edition = self.latest(key, first_day)
        return edition if edition and edition.valid_from == first_day else None

    def latest(self, key: str, on: date) -> Edition | None:
        """Return the edition with the latest first day not after `on`, ended or not."""
        place = bisect_right(self.first_days.get(key, ()), on)
        return self.standing[key][place - 1] if place else None


def read() -> Book:
    """Read the whole rulebook. Two queries; what is committed between them is seen at the next check."""
    stamp = read_stamp()
    rows = Entry.objects.order_by("valid_from", "pk").values_list(
        "pk", "key", "value", "valid_from", "valid_until", "supersedes"
    )
    editions, superseded = {}, set()
    for number, key, value, valid_from, valid_until, supersedes in rows:
        editions[number] = Edition(number, key, value, valid_from, valid_until)
        superseded.add(supersedes)
    standing: dict[str, list[Edition]] = {}
    for number, edition in editions.items():
        if number not in superseded:
            standing.setdefault(edition.key, []).append(edition)
    first_days = {key: [each.valid_from for each in kept] for key, kept in standing.items()}
    return Book(stamp, editions, standing, first_days)


def read_stamp() -> Stamp:
    """Return what tells two states of the table apart: rows are only added, and keys are never used again."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(max(id), 0) FROM rulebook_entry")
        rows, largest = cursor.fetchone()
    return rows, largest


class _Shared:
    """The process's copy of what is committed."""

    book: Book | None = None
    checked_at = -inf
    generation = 0


_shared = _Shared()
_lock = threading.Lock()


def current() -> Book:
    """Return the rulebook as this transaction, or else this process, knows it."""
    own = _unsettled.copies()
    if own is None:
        return _committed()
    if Book not in own:
        own[Book] = read()
    return own[Book]  # type: ignore[no-any-return]


def _committed() -> Book:
    book = _shared.book
    if book is not None and time.monotonic() - _shared.checked_at < FRESH_SECONDS:
        return book
    with _lock:
        generation = _shared.generation
        _shared.checked_at = time.monotonic()
        book = _shared.book
        if book is None or book.stamp != read_stamp():
            book = read()
            # Somebody may have committed and said so while we read: then the next call reads again.
            _shared.book = book if generation == _shared.generation else None
    return book


def look_again() -> None:
    """Have the next call ask whether another process has written: before writing, five seconds are too long."""
    _shared.checked_at = -inf


def forget(**_signal: Any) -> None:
    """Drop the process's copy: something was committed, or the table was rewritten from outside."""
    _shared.generation += 1
    _shared.book = None


_unsettled = Unsettled(forget)
changed = _unsettled.changed


def derived(build: Callable[[], T]) -> T:
    """Return what `build` makes of the current book, making it once for each book."""
    made = current().derived
    if build not in made:
        made[build] = build()
    return made[build]  # type: ignore[no-any-return]
