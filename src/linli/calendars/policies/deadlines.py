"""When a limit runs out, and how much of it is used.

A clock counts whole days (`days`, `working_days`) from the midnight after it starts, or time (`minutes`,
`hours`, `working_hours`) from the moment it starts. A limit is used up at the first moment at which as much
has counted as it allows. Nothing counts while the clock is paused, and a day touched by a pause not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias

from linli.calendars.policies.calendar import (
    DAY,
    EPOCH,
    HOUR,
    MICROSECOND,
    MINUTE,
    Ladder,
    Micros,
    WorkingCalendar,
    day_of,
    wall_clock,
)
from linli.calendars.policies.limits import Limit, LimitUnit
from linli.core.time import aware

LENGTHS = {
    LimitUnit.MINUTES: MINUTE,
    LimitUnit.HOURS: HOUR,
    LimitUnit.DAYS: DAY,
    LimitUnit.WORKING_HOURS: HOUR,
    LimitUnit.WORKING_DAYS: DAY,
}
UTC_EPOCH = EPOCH.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which a clock stands still, for a suspension: `since` inclusive, `until` exclusive."""

    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        if aware(self.until) < aware(self.since):
            raise ValueError("a pause ends before it begins")


Gap: TypeAlias = tuple[Micros, Micros]


@dataclass(frozen=True, slots=True)
class Stage:
    """The part of a clock that one limit gives: the first limit, or an extension."""

    limit: Limit
    begin: Micros
    end: Micros
    gaps: Sequence[Gap]
    """The pauses on this stage's clock, sorted; whole days for limits in days."""

    @property
    def amount(self) -> int:
        return amount_of(self.limit)


def amount_of(limit: Limit) -> int:
    return limit.value * LENGTHS[limit.unit]


def due_at(
    start: datetime,
    limit: Limit,
    calendar: WorkingCalendar,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Limit] = (),
) -> datetime:
    """Return the instant, in UTC, from which on a clock is late.

    For limits in days this is the local midnight after the last day that counts. An extension counts on from
    there, so 5 and then 3 working days are 8. Pauses may overlap and come in any order.
    Raises YearMissing or HoursMissing when counting runs into days about which nothing is known.
    """
    *_before, last = stages(start, limit, calendar, pauses, extensions)
    return instant(last.end, last.limit.unit, calendar)


def reached_at(
    share: Decimal,
    start: datetime,
    limit: Limit,
    calendar: WorkingCalendar,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Limit] = (),
) -> datetime:
    """Return the instant at which `share` of the limit (above 0, at most 1) is used up.

    Half of 5 working days is noon of the third day that counts.
    """
    if not 0 < share <= 1:
        raise ValueError("a share is above 0 and at most 1")
    run = list(stages(start, limit, calendar, pauses, extensions))
    left = max(1, int(sum(stage.amount for stage in run) * share))
    for stage in run:
        if left <= stage.amount:
            return instant(advance(stage, left, calendar), stage.limit.unit, calendar)
        left -= stage.amount
    raise AssertionError("unreachable")


def elapsed_fraction(
    start: datetime,
    at: datetime,
    limit: Limit,
    calendar: WorkingCalendar,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Limit] = (),
) -> float:
    """Return how much of the limit is used up at `at`: 0.0 to 1.0. Overdue is 1.0."""
    used = whole = 0
    for stage in stages(start, limit, calendar, pauses, extensions):
        until = min(moment(at, stage.limit.unit, calendar), stage.end)
        used += counted(stage.begin, until, stage.limit.unit, calendar, stage.gaps)
        whole += stage.amount
    return used / whole


def working_time_between(
    start: datetime,
    end: datetime,
    unit: LimitUnit,
    calendar: WorkingCalendar,
    pauses: Sequence[Pause] = (),
) -> timedelta:
    """Return what a clock in `unit` counts between two instants; zero when `end` is not after `start`.

    In days, a day that counts is 24 hours, the start's own day never counts, and the last may count in part.
    """
    begin = first_begin(start, unit, calendar)
    return (
        counted(begin, moment(end, unit, calendar), unit, calendar, gaps(pauses, unit, calendar))
        * MICROSECOND
    )


def stages(
    start: datetime,
    limit: Limit,
    calendar: WorkingCalendar,
    pauses: Sequence[Pause],
    extensions: Sequence[Limit],
) -> Iterator[Stage]:
    """Yield the stages of a clock one after another."""
    begin = first_begin(start, limit.unit, calendar)
    previous: Stage | None = None
    for each in (limit, *extensions):
        if previous is not None:
            begin = next_begin(previous, each.unit, calendar)
        open_stage = Stage(each, begin, begin, gaps(pauses, each.unit, calendar) if pauses else ())
        end = advance(open_stage, amount_of(each), calendar)
        previous = Stage(each, begin, end, open_stage.gaps)
        yield previous


def first_begin(start: datetime, unit: LimitUnit, calendar: WorkingCalendar) -> Micros:
    begin = moment(start, unit, calendar)
    return (begin // DAY + 1) * DAY if unit.is_by_day else begin


def next_begin(previous: Stage, unit: LimitUnit, calendar: WorkingCalendar) -> Micros:
    """Return where an extension begins: at the end before it, or at the midnight that follows."""
    begin = moment(instant(previous.end, previous.limit.unit, calendar), unit, calendar)
    return -(-begin // DAY) * DAY if unit.is_by_day else begin


def advance(stage: Stage, amount: int, calendar: WorkingCalendar) -> Micros:
    """Return the moment at which `amount` has counted since the stage began."""
    at, left = stage.begin, amount
    for since, until in stage.gaps:
        if until <= at:
            continue
        if since > at:
            reached = _reach(at, left, stage.limit.unit, calendar)
            if reached is not None and reached <= since:
                return reached
            left -= _counted(at, since, stage.limit.unit, calendar)
        at = until
    reached = _reach(at, left, stage.limit.unit, calendar)
    if reached is None:
        last = _ladder(at, stage.limit.unit, calendar).last
        raise calendar.missing_at(day_of(last))
    return reached


def counted(
    begin: Micros, end: Micros, unit: LimitUnit, calendar: WorkingCalendar, paused: Sequence[Gap]
) -> int:
    """Return what counts from `begin` until `end` outside the pauses."""
    total, at = 0, begin
    for since, until in paused:
        if since >= end:
            break
        if since > at:
            total += _counted(at, since, unit, calendar)
        at = max(at, until)
    return total + (_counted(at, end, unit, calendar) if end > at else 0)


def _reach(at: Micros, amount: int, unit: LimitUnit, calendar: WorkingCalendar) -> Micros | None:
    if not unit.needs_calendar:
        return at + amount
    return _ladder(at, unit, calendar).reach(at, amount)


def _counted(begin: Micros, end: Micros, unit: LimitUnit, calendar: WorkingCalendar) -> int:
    if not unit.needs_calendar:
        return end - begin
    ladder = _ladder(begin, unit, calendar)
    if end > ladder.last:
        raise calendar.missing_at(day_of(ladder.last))
    return ladder.counted_until(end) - ladder.counted_until(begin)


def _ladder(at: Micros, unit: LimitUnit, calendar: WorkingCalendar) -> Ladder:
    ladders = calendar.working_days if unit is LimitUnit.WORKING_DAYS else calendar.working_hours
    for ladder in ladders:
        if ladder.first <= at < ladder.last:
            return ladder
    raise calendar.missing_at(day_of(at))


def gaps(pauses: Sequence[Pause], unit: LimitUnit, calendar: WorkingCalendar) -> list[Gap]:
    """Return the pauses on the clock of `unit`, sorted. For limits in days they are widened to whole days."""
    found = []
    for pause in pauses:
        since, until = moment(pause.since, unit, calendar), moment(pause.until, unit, calendar)
        if since == until:
            continue
        found.append((since // DAY * DAY, -(-until // DAY) * DAY) if unit.is_by_day else (since, until))
    return sorted(found)


def moment(at: datetime, unit: LimitUnit, calendar: WorkingCalendar) -> Micros:
    """Return an instant on the clock of `unit`: the wall clock, or UTC for time that just passes."""
    if unit in (LimitUnit.MINUTES, LimitUnit.HOURS):
        return (aware(at) - UTC_EPOCH) // MICROSECOND
    return wall_clock(aware(at).astimezone(calendar.zone).replace(tzinfo=None))


def instant(at: Micros, unit: LimitUnit, calendar: WorkingCalendar) -> datetime:
    """Return a moment on the clock of `unit` as an instant in UTC."""
    if unit in (LimitUnit.MINUTES, LimitUnit.HOURS):
        return UTC_EPOCH + at * MICROSECOND
    return (EPOCH + at * MICROSECOND).replace(tzinfo=calendar.zone).astimezone(UTC)
