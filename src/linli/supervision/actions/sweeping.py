"""The sweep of the ladder: a batch job that may run twice, or on several workers at once.

Each batch is one transaction that locks its ladders and leaves out those another worker holds. A ladder's rung moves in
the same transaction in which its letter is written, and a rung is held once: so no letter is written twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction
from django.db.models import Count, QuerySet

from linli.calendars.errors import HoursMissing, YearMissing
from linli.calendars.queries import working_calendar
from linli.core.rows import array, new
from linli.core.time import city_day
from linli.matters.clocks import is_standing
from linli.matters.models import Clock
from linli.rulebook.queries import in_force
from linli.supervision.actions.climbing import climb
from linli.supervision.actions.reading import due_now, new_clocks, strayed_ladders
from linli.supervision.actions.releasing import plan_next, settle
from linli.supervision.courses import Book, coming
from linli.supervision.models import Ladder
from linli.supervision.policies import LadderRule

BATCH = 2000
"""Ladders of one transaction: bounds the memory of a sweep, however many are due."""
MUCH = 5 * BATCH
"""So many due at once are climbed by two workers."""
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
ENROL = """
    INSERT INTO supervision_ladder (clock_id, matter_id, step, unit_id, area_code, due_at, is_standing, rung,
        next_rung, next_at, reason, chain_length, chain_head)
    SELECT clock, matter, step, unit, area, due, standing, '', next_rung, next_at, '', 0, ''
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::text[], %s::timestamptz[], %s::boolean[],
                %s::text[], %s::timestamptz[])
        AS new (clock, matter, step, unit, area, due, standing, next_rung, next_at)
    ON CONFLICT (clock_id) DO NOTHING
"""
"""Another worker may have been first."""
ENROLLED = (
    "clock_id",
    "matter_id",
    "step",
    "unit_id",
    "area_code",
    "due_at",
    "is_standing",
    "next_rung",
    "next_at",
)


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did."""

    enrolled: int = 0
    released: int = 0
    climbed: int = 0
    letters: int = 0


def sweep(*, now: datetime, batch: int = BATCH) -> Swept:
    """Follow new promises, let go what no longer holds, and climb what is due. Memory is bounded by `batch`.

    Raises RuleMissing where the city has no ladder.
    """
    book = book_on(now)
    enrolled = enrol(book, now=now, batch=batch)
    released = release(book, now=now, batch=batch)
    climbed, letters = climb_due(book, now=now, batch=batch)
    return Swept(enrolled, released, climbed, letters)


def sweep_along(*, now: datetime, begin: float, batch: int = BATCH) -> Swept:
    """Climb what is due beside another worker's `sweep`, which does the rest.

    `begin`: how far along the row of units it starts, from 0 to 1. The row goes from area to area, so that workers that
    start apart seldom wait for the letter numbers of one office. Raises RuleMissing.
    """
    climbed, letters = climb_due(book_on(now), now=now, batch=batch, begin=begin)
    return Swept(climbed=climbed, letters=letters)


def book_on(now: datetime) -> Book:
    """Return the city's rule as it applies at `now`. Raises RuleMissing."""
    entry = in_force(LadderRule, city_day(now))
    return Book(entry.value, entry.edition, working_calendar())


def enrol(book: Book, *, now: datetime, batch: int = BATCH) -> int:
    """Plan a ladder for every running promise of a unit that has none; return how many."""
    done, last = 0, (LONG_AGO, 0)
    while found := new_clocks(book.rule.steps, last, most=batch):
        rows = [row for clock in found if (row := _ladder(clock, book, now)) is not None]
        values = [array(getattr(row, name) for row in rows) for name in ENROLLED]
        with connection.cursor() as cursor:
            cursor.execute(ENROL, values)
        done += len(rows)
        last = (found[-1].due_at, found[-1].pk)
    return done


def _ladder(clock: Clock, book: Book, now: datetime) -> Ladder | None:
    """Return a new ladder, planned; None where the calendar does not reach so far yet."""
    row = new(
        Ladder,
        clock_id=clock.pk,
        matter_id=clock.matter_id,
        step=clock.step,
        unit_id=clock.unit_id,
        area_code=clock.matter.area_code,
        due_at=clock.due_at,
        is_standing=is_standing(clock),
    )
    try:
        plan_next(row, coming(clock, book, (), None, now))
    except (YearMissing, HoursMissing):
        return None
    return row


def release(book: Book, *, now: datetime, batch: int = BATCH) -> int:
    """Bring every ladder in line whose clock stopped, moved, stands or changed hands; return how many let go."""
    done, last = 0, 0
    while True:
        with transaction.atomic():
            found = strayed_ladders(last, most=batch)
            done += settle(found, book, now=now)
        if not found:
            return done
        last = found[-1].pk


def climb_due(book: Book, *, now: datetime, batch: int = BATCH, begin: float = 0.0) -> tuple[int, int]:
    """Climb all that is due; return how many rungs, and how many letters went out or were drafted.

    Unit by unit, so that what one unit has not done stands in one letter. What strayed from its plan since `release`
    waits for the next sweep.
    """
    climbed = letters = 0
    lots = list(_lots(now, batch))
    first = int(len(lots) * begin)
    for units in (*lots[first:], *lots[:first]):
        while True:
            with transaction.atomic():
                found = due_now(units, now=now, most=batch)
                done = climb(found, book, now=now)
            climbed += done.rungs
            letters += done.letters
            if len(found) < batch:
                break
    return climbed, letters


def is_much_due(*, now: datetime) -> bool:
    """Say whether a second worker would be of use. One query, of so many rows at most."""
    return _due(now)[:MUCH].count() == MUCH


def _due(now: datetime) -> QuerySet[Ladder]:
    return Ladder.objects.filter(next_at__lte=now, ended_at__isnull=True)


def _lots(now: datetime, batch: int) -> Iterator[list[int]]:
    """Yield units with something due, area by area, as many together as make about one batch. One query."""
    found = _due(now).values("unit", "unit__area_code").annotate(due=Count("pk"))
    counts = found.order_by("unit__area_code", "unit").values_list("unit", "due")
    lot: list[int] = []
    size = 0
    for unit, due in counts:
        if lot and size + due > batch:
            yield lot
            lot, size = [], 0
        lot.append(unit)
        size += due
    if lot:
        yield lot
