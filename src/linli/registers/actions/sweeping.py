"""What a night does to registers: reminds of reviews, and clears what was taken off long ago."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from linli.core.actor import Actor
from linli.core.time import city_day
from linli.journal.actions import erase_note, record
from linli.journal.queries import entries_of
from linli.registers import events
from linli.registers.models import Record, Reminder
from linli.registers.policies.declaration import Declaration
from linli.registers.queries.declared import declared
from linli.rulebook.queries import InForce
from linli.vault.actions import erase

CLEARED = "—"
AGAIN = timedelta(days=7)
BATCH = 500


def remind(*, by: Actor, now: datetime) -> int:
    """Tell each unit of its records that come up for a review or are overdue; return how many reminders went out.

    A unit hears of one register once in seven days while something waits there, so a night without a worker loses
    nothing and nobody is told daily. Two queries for each register.
    """
    told = 0
    for register in declared(city_day(now)):
        if register.value.review is not None:
            told += sum(_tell(register, *found, by=by, now=now) for found in _waiting(register, now))
    return told


def _waiting(register: InForce[Declaration], now: datetime) -> list[tuple[int, int, int]]:
    """Return units that were not told lately, how many records wait for each, and how many of them are overdue."""
    review = register.value.review
    assert review is not None
    code, ahead = register.value.code, now + timedelta(days=review.remind_before)
    lately = Reminder.objects.filter(register=code, on__gt=city_day(now) - AGAIN).values("unit_id")
    rows = Record.objects.filter(register=code, ended_on=None, review_due_at__lte=ahead).exclude(
        unit__in=lately
    )
    overdue = Count("pk", filter=Q(review_due_at__lte=now))
    return list(rows.order_by().values_list("unit_id").annotate(count=Count("pk"), overdue=overdue))


def _tell(
    register: InForce[Declaration], unit: int, records: int, overdue: int, *, by: Actor, now: datetime
) -> bool:
    row = Reminder(
        register=register.value.code, unit_id=unit, on=city_day(now), records=records, overdue=overdue
    )
    event = events.ReviewsAsked(
        register=row.register,
        register_name=register.value.name.zh,
        unit=unit,
        records=records,
        overdue=overdue,
    )
    try:
        with transaction.atomic():
            record(event, subject=row, by=by, now=now)
    except IntegrityError:
        return False  # told today already
    return True


def clear_ended(*, by: Actor, now: datetime) -> int:
    """Empty records whose length of keeping after being taken off is over; return how many.

    The empty row and its entries stay, without words: they show that something was there.
    """
    cleared = 0
    for register in declared(city_day(now)):
        last = city_day(now) - timedelta(days=register.value.keep_days)
        rows = Record.objects.filter(register=register.value.code, ended_on__lt=last).exclude(title=CLEARED)
        for row in rows.order_by("ended_on")[:BATCH]:
            _clear(row, by, now)
            cleared += 1
    return cleared


@transaction.atomic
def _clear(row: Record, by: Actor, now: datetime) -> None:
    event = events.RecordCleared(register=row.register, edition=row.edition)
    blank: dict[str, Any] = {
        "title": CLEARED,
        "mark": "",
        "values": {},
        "vector": "",
        "lon": None,
        "lat": None,
    }
    record(event, subject=row, by=by, now=now, changes={**blank, "sort_number": None, "sort_date": None})
    for entry in entries_of(row):
        erase_note(entry)
    if row.sealed_id is not None:
        erase(row.sealed_id, now=now, because="retention")
