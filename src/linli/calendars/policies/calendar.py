"""The working calendar: which days and hours count, prepared so that counting is two look-ups."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import accumulate, groupby
from zoneinfo import ZoneInfo

from linli.calendars.errors import HoursMissing, YearMissing
from linli.calendars.rules import CalendarYear, WorkingHours
from linli.core.errors import Refusal
from linli.rulebook.policies import Name

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 — wall-clock time, in the city's zone
MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1) // MICROSECOND
HOUR = DAY // 24
MINUTE = HOUR // 60

Micros = int
"""Microseconds since 1970-01-01T00:00 on the city's wall clock."""


StretchesOf = Callable[[date], list[tuple[Micros, Micros]] | None]
"""What counts on a day; None: it is not known."""


class DayKind(Enum):
    WORKDAY = "workday"
    MAKE_UP = "make_up"
    """A Saturday or Sunday that is worked because of a holiday."""
    WEEKEND = "weekend"
    HOLIDAY = "holiday"

    @property
    def is_worked(self) -> bool:
        return self in (DayKind.WORKDAY, DayKind.MAKE_UP)


@dataclass(frozen=True, slots=True)
class HoursFrom:
    """Working hours and the days on which they are in force."""

    since: date
    until: date | None
    """Last day; None: until the next begin."""
    hours: WorkingHours


@dataclass(frozen=True, slots=True)
class Ladder:
    """The stretches of time that count between two moments, with running sums."""

    first: Micros
    last: Micros
    """Exclusive: from here on nothing is known."""
    starts: Sequence[Micros]
    ends: Sequence[Micros]
    sums: Sequence[int]
    """What counts up to the end of each stretch; one longer than the others, since it begins with 0."""

    @classmethod
    def of(cls, first: Micros, last: Micros, stretches: Iterable[tuple[Micros, Micros]]) -> Ladder:
        starts, ends = zip(*stretches, strict=True)
        lengths = (end - start for start, end in zip(starts, ends, strict=True))
        return cls(first, last, starts, ends, tuple(accumulate(lengths, initial=0)))

    def counted_until(self, moment: Micros) -> int:
        """Return what counts from the ladder's first moment until `moment`."""
        place = bisect_right(self.ends, moment)
        if place == len(self.ends):
            return self.sums[-1]
        return self.sums[place] + max(0, moment - self.starts[place])

    def reach(self, moment: Micros, amount: int) -> Micros | None:
        """Return the first moment at which `amount` has counted since `moment`; None: not on this ladder."""
        target = self.counted_until(moment) + amount
        place = bisect_left(self.sums, target, lo=1)
        return None if place == len(self.sums) else self.ends[place - 1] - (self.sums[place] - target)


@dataclass(frozen=True)
class WorkingCalendar:
    """Years, working hours and the zone in which days are counted. Built in some milliseconds."""

    years: Mapping[int, CalendarYear]
    hours: tuple[HoursFrom, ...]
    zone: ZoneInfo
    holidays: Mapping[date, Name] = field(init=False, repr=False, compare=False)
    make_up_days: frozenset[date] = field(init=False, repr=False, compare=False)
    working_days: tuple[Ladder, ...] = field(init=False, repr=False, compare=False)
    """One ladder for each run of years without a gap; a stretch is a whole working day."""
    working_hours: tuple[Ladder, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        years = self.years.values()
        put = object.__setattr__
        put(
            self,
            "holidays",
            {day: each.name for year in years for each in year.holidays for day in each.days()},
        )
        put(self, "make_up_days", frozenset(day for year in years for day in year.make_up_days))
        put(self, "working_days", tuple(self._ladders(self._whole_day)))
        put(self, "working_hours", tuple(self._ladders(self._hours_of)))

    def kind_of(self, day: date) -> DayKind:
        """Raises YearMissing."""
        if day.year not in self.years:
            raise YearMissing(year=day.year)
        if day in self.holidays:
            return DayKind.HOLIDAY
        if day in self.make_up_days:
            return DayKind.MAKE_UP
        return DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKDAY

    def is_working_day(self, day: date) -> bool:
        """Raises YearMissing."""
        return self.kind_of(day).is_worked

    def working_days_before(self, day: date, count: int) -> date:
        """Return the working day from which to the eve of `day` there are `count` working days; `day` itself for 0.

        Counting 5 back from a Monday gives the Monday before. Raises YearMissing.
        """
        while count:
            day -= timedelta(days=1)
            count -= self.is_working_day(day)
        return day

    def working_day_on_or_before(self, day: date) -> date:
        """Raises YearMissing."""
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def working_days_after(self, day: date, count: int) -> date:
        """Return the `count`th working day after `day`; `day` itself for 0. Raises YearMissing."""
        while count:
            day += timedelta(days=1)
            count -= self.is_working_day(day)
        return day

    def missing_at(self, day: date) -> Refusal:
        """Return the refusal that says what is not known about `day`."""
        return HoursMissing(on=day.isoformat()) if day.year in self.years else YearMissing(year=day.year)

    def hours_on(self, day: date) -> WorkingHours | None:
        """Return the working hours in force on `day`, whether it is worked or not."""
        place = bisect_right(self.hours, day, key=lambda each: each.since)
        found = self.hours[place - 1] if place else None
        return found.hours if found and (found.until is None or day <= found.until) else None

    def stretches_on(self, day: date) -> list[tuple[Micros, Micros]]:
        """Return the working hours of `day` on the wall clock; none on a day off."""
        return self._hours_of(day) or []

    def _whole_day(self, day: date) -> list[tuple[Micros, Micros]] | None:
        midnight = midnight_of(day)
        return [(midnight, midnight + DAY)] if self.is_working_day(day) else []

    def _hours_of(self, day: date) -> list[tuple[Micros, Micros]] | None:
        hours = self.hours_on(day)
        if hours is None or not self.is_working_day(day):
            return None if hours is None else []
        return [
            (wall_clock(datetime.combine(day, each.since)), wall_clock(datetime.combine(day, each.until)))
            for each in hours.hours
        ]

    def _ladders(self, stretches_of: StretchesOf) -> Iterator[Ladder]:
        """Yield a ladder for each run of days about which all is known."""
        known = [(day, found) for day in self._days() if (found := stretches_of(day)) is not None]
        runs = groupby(enumerate(known), key=lambda each: each[1][0].toordinal() - each[0])
        for _gap, run in runs:
            days = [each for _place, each in run]
            stretches = [stretch for _day, found in days for stretch in found]
            if stretches:
                yield Ladder.of(midnight_of(days[0][0]), midnight_of(days[-1][0]) + DAY, stretches)

    def _days(self) -> Iterator[date]:
        for year in sorted(self.years):
            first = date(year, 1, 1)
            for offset in range((date(year + 1, 1, 1) - first).days):
                yield first + timedelta(days=offset)


def wall_clock(local: datetime) -> Micros:
    """Return a naive local time in microseconds."""
    return (local - EPOCH) // MICROSECOND


def midnight_of(day: date) -> Micros:
    """Return the beginning of `day` on the wall clock."""
    return (day.toordinal() - EPOCH.toordinal()) * DAY


def day_of(moment: Micros) -> date:
    return date.fromordinal(moment // DAY + EPOCH.toordinal())
