"""The sweep of the ladder: a batch job that may run twice, or on several workers at once.

Each batch is one transaction that locks its ladders and leaves out those another worker holds. A ladder's rung moves in
the same transaction in which its letter is written, and a rung is held once: so no letter is written twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import BooleanField, Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from linli.calendars.errors import HoursMissing, YearMissing
from linli.calendars.queries import working_calendar
from linli.core.time import city_day
from linli.matters.clocks import is_standing
from linli.matters.models import Clock
from linli.rulebook.queries import in_force
from linli.supervision.actions.climbing import climb
from linli.supervision.actions.releasing import plan_next, settle
from linli.supervision.courses import Book, coming, is_as_planned
from linli.supervision.models import Ladder
from linli.supervision.policies import LadderRule

BATCH = 2000
"""Ladders of one transaction: bounds the memory of a sweep, however many are due."""
COLUMNS_OF_MATTER = (
    "code",
    "tier",
    "area_code",
    "kind_code",
    "reworks",
    "reopenings",
    "resolved",
    "satisfied",
)
STANDS = RawSQL(
    'coalesce(jsonb_array_length("matters_clock"."pauses" -> -1) = 1, false)',
    (),
    output_field=BooleanField(),
)
"""Whether the newest pause of a clock is open."""


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
    entry = in_force(LadderRule, city_day(now))
    book = Book(entry.value, entry.edition, working_calendar())
    enrolled = enrol(book, now=now, batch=batch)
    released = release(book, now=now, batch=batch)
    climbed, letters = climb_due(book, now=now, batch=batch)
    return Swept(enrolled, released, climbed, letters)


def enrol(book: Book, *, now: datetime, batch: int = BATCH) -> int:
    """Plan a ladder for every running promise of a unit that has none; return how many."""
    done, last = 0, None
    while found := list(_new_clocks(book, last)[:batch]):
        rows = [row for clock in found if (row := _ladder(clock, book, now)) is not None]
        Ladder.objects.bulk_create(rows, ignore_conflicts=True)  # another worker may have been first
        done += len(rows)
        last = (found[-1].due_at, found[-1].pk)
    return done


def _new_clocks(book: Book, last: tuple[datetime, int] | None) -> QuerySet[Clock]:
    """Return running clocks without a ladder by date, after `last`. One index answers it."""
    known = Ladder.objects.filter(clock=OuterRef("pk"))
    rows = Clock.objects.filter(
        ~Exists(known),
        stopped_at__isnull=True,
        unit__isnull=False,
        step__in=[step.value for step in book.rule.steps],
    )
    if last is not None:
        rows = rows.filter(Q(due_at__gt=last[0]) | Q(due_at=last[0], pk__gt=last[1]), due_at__gte=last[0])
    return _with_matter(rows).order_by("due_at", "pk")


def _with_matter(rows: QuerySet[Clock]) -> QuerySet[Clock]:
    own = [field.name for field in Clock._meta.concrete_fields]
    return rows.select_related("matter").only(*own, *(f"matter__{name}" for name in COLUMNS_OF_MATTER))


def _ladder(clock: Clock, book: Book, now: datetime) -> Ladder | None:
    """Return a new ladder, planned; None where the calendar does not reach so far yet."""
    assert clock.unit_id is not None
    row = Ladder(
        clock=clock,
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
            found = _locked(_strayed().filter(pk__gt=last).order_by("pk")[:batch])
            done += settle(found, book, now=now)
        if not found:
            return done
        last = found[-1].pk


def _strayed() -> QuerySet[Ladder]:
    """Return ladders that are not what their clock is now."""
    changed = (
        Q(clock__stopped_at__isnull=False)
        | ~Q(clock__due_at=F("due_at"))
        | Q(clock__unit__isnull=True)
        | ~Q(clock__unit=F("unit"))
        | ~Q(is_standing=STANDS)
    )
    return Ladder.objects.filter(changed, ended_at__isnull=True)


def _locked(rows: QuerySet[Ladder]) -> list[Ladder]:
    """Lock the rows, leaving out those another worker holds, and read what a plan needs. One query."""
    own = [field.name for field in Ladder._meta.concrete_fields]
    clock = [f"clock__{field.name}" for field in Clock._meta.concrete_fields]
    matter = [f"matter__{name}" for name in COLUMNS_OF_MATTER]
    unit = [f"unit__{name}" for name in ("code", "name", "area_code", "path")]
    wanted = rows.select_related("clock", "matter", "unit").only(*own, *clock, *matter, *unit)
    found = list(wanted.select_for_update(of=("self",), skip_locked=True))
    for each in found:
        each.clock.matter = each.matter
    return found


def climb_due(book: Book, *, now: datetime, batch: int = BATCH) -> tuple[int, int]:
    """Climb all that is due; return how many rungs, and how many letters went out or were drafted.

    Unit by unit, so that what one unit has not done stands in one letter.
    """
    climbed = letters = 0
    for units in _lots(now, batch):
        while True:
            with transaction.atomic():
                due = Ladder.objects.filter(unit__in=units, next_at__lte=now, ended_at__isnull=True)
                found = _locked(due.order_by("unit", "pk")[:batch])
                settle(found, book, now=now)
                fresh = [each for each in found if is_as_planned(each, each.clock) and _is_due(each, now)]
                done = climb(fresh, book, now=now) if fresh else None
            climbed += done.rungs if done else 0
            letters += done.letters if done else 0
            if len(found) < batch:
                break
    return climbed, letters


def _is_due(ladder: Ladder, now: datetime) -> bool:
    return ladder.ended_at is None and ladder.next_at is not None and ladder.next_at <= now


def _lots(now: datetime, batch: int) -> Iterator[list[int]]:
    """Yield units with something due, as many together as make about one batch. One query."""
    rows = Ladder.objects.filter(next_at__lte=now, ended_at__isnull=True)
    counts = rows.values_list("unit").annotate(due=Count("pk")).order_by("unit")
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
