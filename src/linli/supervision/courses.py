"""What the ladder reads off a clock and its matter, and what it plans for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from linli.calendars.policies import Limit, Pause, WorkingCalendar
from linli.catalogue.policies.kinds import Tier
from linli.matters.clocks import CLOSED, is_standing
from linli.matters.models import Clock
from linli.matters.policies import Resolved, Satisfied, Step, asks_for_review
from linli.supervision.models import Ladder
from linli.supervision.policies import Cause, Course, LadderRule, Next, Rung, Waits, next_of, plan


@dataclass(frozen=True, slots=True)
class Book:
    """The rule of the ladder as it applies now, with its edition and the calendar it counts by."""

    rule: LadderRule
    edition: int
    calendar: WorkingCalendar

    def waits(self, clock: Clock) -> Waits:
        return self.rule.tiers[Tier(clock.matter.tier)]


def course_of(clock: Clock, rule: LadderRule) -> Course:
    """No query when the clock was read with its matter."""
    closed = (pair for pair in clock.pauses if len(pair) == CLOSED)
    return Course(
        clock.started_at,
        clock.due_at,
        Limit.parse(clock.limit).share(Decimal(clock.share)),
        tuple(Pause(datetime.fromisoformat(begin), datetime.fromisoformat(end)) for begin, end in closed),
        tuple(map(Limit.parse, clock.extensions)),
        cause_at_once(clock, rule),
    )


def cause_at_once(clock: Clock, rule: LadderRule) -> Cause | None:
    """Return why the second level holds before the time is over; only the promise to resolve has such causes."""
    matter = clock.matter
    if clock.step != Step.RESOLVE:
        return None
    if matter.reopenings >= rule.reopenings:
        return Cause.REOPENED
    if matter.reworks >= rule.reworks:
        return Cause.REWORKED
    if matter.reworks and clock.share < 1 and _is_dissatisfied(matter.resolved, matter.satisfied):
        return Cause.FAULT
    return None


def _is_dissatisfied(resolved: str, satisfied: str) -> bool:
    return bool(resolved) and asks_for_review(Resolved(resolved), Satisfied(satisfied))


def planned(clock: Clock, book: Book) -> dict[Rung, datetime]:
    """Raises YearMissing, HoursMissing."""
    return plan(course_of(clock, book.rule), book.rule, book.waits(clock), book.calendar)


def coming(
    clock: Clock, book: Book, held: Collection[Rung], city_at: datetime | None, now: datetime
) -> Next | None:
    """Return what is climbed next; None while the clock stands. Raises YearMissing, HoursMissing."""
    if is_standing(clock):
        return None
    return next_of(planned(clock, book), held, city_at, now)


def is_as_planned(ladder: Ladder, clock: Clock) -> bool:
    """Say whether the clock still is what the plan was made for."""
    same = (ladder.due_at, ladder.unit_id) == (clock.due_at, clock.unit_id)
    return same and clock.stopped_at is None and ladder.is_standing == is_standing(clock)


def cause_of(clock: Clock, rung: Rung, book: Book, now: datetime) -> Cause:
    """Return why a rung below the third level is climbed."""
    if rung in (Rung.FIRST_REMINDER, Rung.SECOND_REMINDER):
        return Cause.SHARE
    if rung is Rung.ORDER and clock.due_at > now:
        return cause_at_once(clock, book.rule) or Cause.OVERDUE
    return Cause.OVERDUE
