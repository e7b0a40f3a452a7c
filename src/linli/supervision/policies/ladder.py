"""The ladder: which rung a promise has reached, when it reaches the next, and what still holds when its date moves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from linli.calendars.policies import Limit, Pause, WorkingCalendar, due_at, reached_at
from linli.supervision.policies.rules import AT_ONCE, NEXT_MORNING, LadderRule, Waits

INSTANT = timedelta(microseconds=1)


class Rung(TextChoices):
    """One step of the ladder, the lowest first."""

    FIRST_REMINDER = "first_reminder", _("first reminder")
    SECOND_REMINDER = "second_reminder", _("second reminder")
    NOTICE = "notice", _("level 1: notice of delay")
    ORDER = "order", _("level 2: supervision order")
    CITY = "city", _("level 3: the city leads")

    @property
    def height(self) -> int:
        return HEIGHTS[self]

    @property
    def is_level(self) -> bool:
        return self in LEVELS


HEIGHTS: Mapping[Rung, int] = {rung: height for height, rung in enumerate(Rung, start=1)}
REMINDERS = (Rung.FIRST_REMINDER, Rung.SECOND_REMINDER)
LEVELS = (Rung.NOTICE, Rung.ORDER, Rung.CITY)


class Cause(TextChoices):
    """Why a rung was climbed."""

    SHARE = "share", _("part of the time is used up")
    OVERDUE = "overdue", _("the time is over")
    REWORKED = "reworked", _("it had to be done again too often")
    FAULT = "fault", _("the requester is dissatisfied, and it was the unit's fault")
    REOPENED = "reopened", _("it was opened again too often")
    NO_REASON = "no_reason", _("after the first letter nothing was done, and no reason was given")
    UNANSWERED = "unanswered", _("the order was not answered in time")


class Release(TextChoices):
    """Why a rung holds no longer."""

    FINISHED = "finished", _("the step was done")
    STOPPED = "stopped", _("the step is no longer needed")
    MOVED = "moved", _("there is a new date")
    SUSPENDED = "suspended", _("the clock stands still")
    TRANSFERRED = "transferred", _("another unit has it now")


@dataclass(frozen=True, slots=True)
class Course:
    """What the ladder must know of a clock."""

    started_at: datetime
    due_at: datetime
    limit: Limit
    """As it was given: a rework's share is taken."""
    pauses: Sequence[Pause] = ()
    extensions: Sequence[Limit] = ()
    at_once: Cause | None = None
    """Why the second level holds from the start, before any time is over."""


@dataclass(frozen=True, slots=True)
class Next:
    rung: Rung
    at: datetime


def plan(course: Course, rule: LadderRule, waits: Waits, calendar: WorkingCalendar) -> dict[Rung, datetime]:
    """Return when each rung up to the second level is reached. The third counts from what was climbed.

    Raises YearMissing or HoursMissing when counting runs into days about which nothing is known.
    """
    found = reminders(course, rule, calendar) | levels(course.due_at, waits, calendar)
    return at_once(found, course) if course.at_once else found


def reminders(course: Course, rule: LadderRule, calendar: WorkingCalendar) -> dict[Rung, datetime]:
    """Raises YearMissing, HoursMissing."""
    return {
        rung: reached_at(share, course.started_at, course.limit, calendar, course.pauses, course.extensions)
        for rung, share in zip(REMINDERS, rule.shares, strict=True)
    }


def levels(late_from: datetime, waits: Waits, calendar: WorkingCalendar) -> dict[Rung, datetime]:
    """Return when the first two levels are reached. Raises YearMissing, HoursMissing."""
    return {
        Rung.NOTICE: after(late_from, waits.notice, calendar),
        Rung.ORDER: after(late_from, waits.order, calendar),
    }


def at_once(planned: Mapping[Rung, datetime], course: Course) -> dict[Rung, datetime]:
    """Return the plan with the second level from the start on."""
    return {**planned, Rung.ORDER: min(planned[Rung.ORDER], course.started_at)}


def after(late_from: datetime, wait: str, calendar: WorkingCalendar) -> datetime:
    """Return the instant at which `wait` is over for a promise that is late from `late_from` on.

    The last instant in time belongs to its own day: what is late from midnight on is one working day overdue at the
    end of the next working day. What is counted in days is over when work begins: no office writes at midnight.
    """
    if wait == AT_ONCE:
        return late_from
    last = late_from - INSTANT
    if wait == NEXT_MORNING:
        return next_morning(last, calendar)
    limit = Limit.parse(wait)
    if not limit.unit.is_by_day:
        return due_at(late_from, limit, calendar)
    return when_at_work(due_at(last, limit, calendar), calendar)


def when_at_work(at: datetime, calendar: WorkingCalendar) -> datetime:
    """Return the first instant from `at` on within working hours. Raises YearMissing, HoursMissing."""
    local = at.astimezone(calendar.zone)
    day = local.date()
    while True:
        hours = calendar.hours_on(day)
        if hours is None:
            raise calendar.missing_at(day)
        if calendar.is_working_day(day):
            for each in hours.hours:
                if local < datetime.combine(day, each.until, calendar.zone):
                    opens = datetime.combine(day, each.since, calendar.zone)
                    return max(local, opens).astimezone(at.tzinfo)
        day += timedelta(days=1)


def next_morning(since: datetime, calendar: WorkingCalendar) -> datetime:
    """Return when work begins on the first working day after the day of `since`. Raises YearMissing, HoursMissing."""
    day = since.astimezone(calendar.zone).date() + timedelta(days=1)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    hours = calendar.hours_on(day)
    if hours is None:
        raise calendar.missing_at(day)
    return datetime.combine(day, hours.hours[0].since, calendar.zone).astimezone(since.tzinfo)


def next_of(
    planned: Mapping[Rung, datetime], held: Collection[Rung], city_at: datetime | None, now: datetime
) -> Next | None:
    """Return the rung to climb next: the highest that is reached already, else the first to come.

    Lower rungs that were outrun are left out: nobody is reminded of what is overdue. `city_at` is when the third level
    is reached; None before a letter of the first or second went out.
    """
    top = max((rung.height for rung in held), default=0)
    ahead = {rung: at for rung, at in planned.items() if rung.height > top}
    if city_at is not None and Rung.CITY not in held:
        ahead[Rung.CITY] = city_at
    if not ahead:
        return None
    reached = [rung for rung, at in ahead.items() if at <= now]
    rung = max(reached, key=lambda each: each.height) if reached else min(ahead, key=lambda each: ahead[each])
    return Next(rung, ahead[rung])


def city_from(
    first_level_at: datetime, waits: Waits, answer_due_at: datetime | None, calendar: WorkingCalendar
) -> tuple[datetime, Cause]:
    """Return when the third level is reached and by which cause: time after the first letter, or a missed answer."""
    limit = Limit.parse(waits.city)
    waited = due_at(first_level_at, limit, calendar)
    missed = answer_due_at is not None and answer_due_at < waited
    at = answer_due_at if missed and answer_due_at else waited
    at = when_at_work(at, calendar) if limit.unit.is_by_day else at
    return at, Cause.UNANSWERED if missed else Cause.NO_REASON


def still_held(held: Collection[Rung], planned: Mapping[Rung, datetime], now: datetime) -> set[Rung]:
    """Return which rungs hold under a new plan: those that it, too, has reached. The third stands on a level below."""
    kept = {rung for rung in held if rung in planned and planned[rung] <= now}
    if Rung.CITY in held and any(rung.is_level for rung in kept):
        kept.add(Rung.CITY)
    return kept
