"""What the ladder reads off a clock and its matter, and what it plans for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from linli.calendars.policies import Limit, Pause, WorkingCalendar
from linli.catalogue.policies.kinds import Tier
from linli.matters.clocks import CLOSED, is_standing
from linli.matters.models import Clock
from linli.matters.policies import Resolved, Satisfied, Step, asks_for_review
from linli.supervision.models import Ladder
from linli.supervision.policies import (
    INSTANT,
    Cause,
    Course,
    LadderRule,
    Next,
    Rung,
    Waits,
    at_once,
    city_from,
    levels,
    next_of,
    reminders,
    when_at_work,
)

TIERS = {tier.value: tier for tier in Tier}


@dataclass(frozen=True)
class Book:
    """The rule of the ladder as it applies now, with its edition and the calendar it counts by.

    It remembers what it counted: promises in days that begin on one day have one plan, however many they are.
    """

    rule: LadderRule
    edition: int
    calendar: WorkingCalendar
    _reminders: dict[Any, dict[Rung, datetime]] = field(default_factory=dict)
    _levels: dict[Any, dict[Rung, datetime]] = field(default_factory=dict)
    _opens: dict[datetime, datetime] = field(default_factory=dict)
    _city: dict[Any, datetime] = field(default_factory=dict)
    _by_day: dict[str, bool] = field(default_factory=dict)
    _days: dict[datetime, date] = field(default_factory=dict)

    def waits(self, clock: Clock) -> Waits:
        return self.rule.tiers[TIERS[clock.matter.tier]]

    def opens(self, now: datetime) -> datetime:
        """Return the first instant from now on within working hours. Raises YearMissing, HoursMissing."""
        if now not in self._opens:
            self._opens[now] = when_at_work(now, self.calendar)
        return self._opens[now]

    def city(self, clock: Clock, first_level_at: datetime, answer_due_at: datetime | None) -> datetime:
        """Return when the third level is reached. Raises YearMissing, HoursMissing."""
        key = (clock.matter.tier, first_level_at, answer_due_at)
        if key not in self._city:
            self._city[key] = city_from(first_level_at, self.waits(clock), answer_due_at, self.calendar)[0]
        return self._city[key]

    def reminders(self, course: Course) -> dict[Rung, datetime]:
        """Raises YearMissing, HoursMissing."""
        if course.pauses or course.extensions or not course.limit.unit.is_by_day:
            return reminders(course, self.rule, self.calendar)
        key = (course.limit, course.started_at.astimezone(self.calendar.zone).date())
        if key not in self._reminders:
            self._reminders[key] = reminders(course, self.rule, self.calendar)
        return self._reminders[key]

    def levels(self, clock: Clock) -> dict[Rung, datetime]:
        """Raises YearMissing, HoursMissing."""
        tier = clock.matter.tier
        key = (tier, self.late_from(tier, clock.due_at))
        if key not in self._levels:
            self._levels[key] = levels(clock.due_at, self.waits(clock), self.calendar)
        return self._levels[key]

    def late_from(self, tier: str, due_at: datetime) -> date | datetime:
        """Return what of a date decides when the first two levels are reached: its day where they wait for days."""
        if tier not in self._by_day:
            waits = self.rule.tiers[TIERS[tier]]
            self._by_day[tier] = waits.keeps_hours(Rung.NOTICE) and waits.keeps_hours(Rung.ORDER)
        if not self._by_day[tier]:
            return due_at
        if due_at not in self._days:
            self._days[due_at] = (due_at - INSTANT).astimezone(self.calendar.zone).date()
        return self._days[due_at]


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
    course = course_of(clock, book.rule)
    found = book.reminders(course) | book.levels(clock)
    return at_once(found, course) if course.at_once else found


def planned_levels(clock: Clock, book: Book) -> dict[Rung, datetime]:
    """Return the first two levels of the plan: all that is to come once one of them is held.

    Raises YearMissing, HoursMissing.
    """
    found = book.levels(clock)
    return at_once(found, course_of(clock, book.rule)) if cause_at_once(clock, book.rule) else found


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
