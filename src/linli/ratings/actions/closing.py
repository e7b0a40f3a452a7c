"""Ratings that are in effect no more: one, or very many in a few statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, models, transaction

from linli.core.actor import Actor
from linli.core.rows import array, copy, insert
from linli.core.time import aware, city_day
from linli.journal.actions import advance, happened, make_entry, record
from linli.journal.errors import ChangedMeanwhile
from linli.journal.events import tell
from linli.ratings import events
from linli.ratings.models import Label
from linli.ratings.policies.states import LabelStatus

TOGETHER = 1000
"""Ratings closed by one statement, each with its own entry."""
WRITE = """
    UPDATE ratings_label AS old
       SET status = %s, closed_at = %s, chain_length = new.chain_length, chain_head = new.chain_head
      FROM unnest(%s::bigint[], %s::integer[], %s::bytea[]) AS new (id, chain_length, chain_head)
     WHERE old.id = new.id AND old.chain_length = new.chain_length - 1
"""


def event_of(label: Label, status: LabelStatus) -> events.LabelClosed:
    return events.LabelClosed(
        entity=label.entity.code, scheme=label.scheme, step=label.step, status=status.value
    )


def close(label: Label, status: LabelStatus, *, by: Actor, now: datetime) -> None:
    changes = {"status": status.value, "closed_at": aware(now)}
    record(event_of(label, status), subject=label, by=by, now=now, changes=changes)


def close_all(numbers: Iterable[int], status: LabelStatus, *, by: Actor, now: datetime) -> int:
    """Close the ratings of these numbers, three statements for each thousand; return how many. Raises ChangedMeanwhile.

    To be called inside a transaction.
    """
    waiting = list(numbers)
    for start in range(0, len(waiting), TOGETHER):
        rows = Label.objects.select_for_update(of=("self",)).select_related("entity")
        _close(
            list(rows.filter(pk__in=waiting[start : start + TOGETHER]).order_by("pk")), status, by=by, now=now
        )
    return len(waiting)


def _close(labels: Sequence[Label], status: LabelStatus, *, by: Actor, now: datetime) -> None:
    entries: list[models.Model] = []
    others: list[models.Model] = []
    for label in labels:
        event = event_of(label, status)
        entry = make_entry(event, subject=label, by=by, now=now)
        told = happened(entry, event, by)
        tell(told)
        advance(label, entry)
        entries.append(entry)
        others += told.rows
    copy(entries)
    insert(others)
    columns = [array(getattr(each, name) for each in labels) for name in ("pk", "chain_length", "chain_head")]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [status.value, aware(now), *columns])
        if cursor.rowcount != len(labels):
            raise ChangedMeanwhile


@transaction.atomic
def expire(*, by: Actor, now: datetime) -> int:
    """End the ratings whose last day is over; return how many. May run twice."""
    rows = Label.objects.filter(status=LabelStatus.EFFECTIVE, expires_on__lt=city_day(now))
    return close_all(rows.order_by("pk").values_list("pk", flat=True), LabelStatus.EXPIRED, by=by, now=now)
