"""What every kind of edition shares: one at a time, one journal entry, and rows that end where others
begin.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import TypeVar

from django.db import connection, models, transaction
from django.db.models import Max, Q

from linli.areas.errors import EditionOutOfOrder
from linli.areas.models import Area, Edition, EditionKind, Grid
from linli.areas.queries.held import forget
from linli.core.actor import Actor
from linli.journal.actions import record
from linli.journal.events import Event

Row = TypeVar("Row", Area, Grid)
AT_ONCE = 5_000


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Open a transaction in which nobody else changes places; forget what is held when it is done."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('linli.areas'))")
            yield
            transaction.on_commit(forget)
    finally:
        forget()


def open_edition(
    kind: EditionKind, event: Event, *, source: str, on: date, by: Actor, now: datetime, note: str = ""
) -> Edition:
    edition = Edition(kind=kind, source=source, begins_on=on)
    record(event, subject=edition, by=by, now=now, note=note)
    return edition


def within_any(column: str, prefixes: Sequence[str]) -> Q:
    """Codes that begin with one of the prefixes; none for no prefixes."""
    return reduce(or_, (Q(**{f"{column}__startswith": prefix}) for prefix in prefixes), Q(pk__in=[]))


def check_order(rows: models.QuerySet[Row], on: date) -> None:
    """Raises EditionOutOfOrder when one of the rows began or ended after `on`."""
    last = rows.aggregate(began=Max("valid_from"), ended=Max("valid_to"))
    held = max((day for day in last.values() if day), default=None)
    if held and held > on:
        raise EditionOutOfOrder(held=held.isoformat(), on=on.isoformat())


def end(rows: models.QuerySet[Row], on: date) -> None:
    """End rows on a day. Those that began on it never held: a list loaded again the same day corrects
    them.
    """
    rows.filter(valid_from=on).delete()
    rows.update(valid_to=on)


def insert(model: type[Row], rows: Iterable[Row]) -> None:
    model._base_manager.bulk_create(rows, batch_size=AT_ONCE)
