"""What a city sets for its calendar: holidays and make-up days of each year, and the hours of a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any, ClassVar

from pydantic import Field, model_serializer, model_validator

from linli.calendars.errors import (
    DayOfAnotherYear,
    DayTwice,
    HolidayEndsEarly,
    HoursOutOfOrder,
    HoursUnreadable,
    WorkedOnAWorkday,
    YearOutOfPlace,
)
from linli.rulebook.policies import Name, Rule, RulePart, rule

ONE_DAY = timedelta(days=1)
WRITTEN = re.compile(r"(?P<since>[0-2][0-9]:[0-5][0-9])\s*[-–]\s*(?P<until>[0-2][0-9]:[0-5][0-9])")


class Holiday(RulePart):
    """Days off that belong together, the weekend days among them included."""

    name: Name
    since: date
    until: date
    """Last day off."""

    @model_validator(mode="after")
    def _in_order(self) -> Holiday:
        if self.until < self.since:
            raise ValueError(HolidayEndsEarly(since=self.since.isoformat(), until=self.until.isoformat()))
        return self

    def days(self) -> Iterator[date]:
        for offset in range((self.until - self.since).days + 1):
            yield self.since + offset * ONE_DAY


@rule
class CalendarYear(Rule):
    """One year's days off and make-up working days. All other Mondays to Fridays are worked."""

    key: ClassVar[str] = "calendars.year"

    year: int = Field(ge=1990, le=2200)
    provisional: bool = False
    """The State Council's notice is not out yet: the statutory days are known, make-up days are not."""
    holidays: tuple[Holiday, ...]
    make_up_days: tuple[date, ...] = ()
    """Saturdays and Sundays on which the city works to make up for a longer holiday."""

    @model_validator(mode="after")
    def _each_day_once(self) -> CalendarYear:
        seen: set[date] = set()
        for day in (*(day for holiday in self.holidays for day in holiday.days()), *self.make_up_days):
            if day.year != self.year:
                raise ValueError(DayOfAnotherYear(day=day.isoformat(), year=self.year))
            if day in seen:
                raise ValueError(DayTwice(day=day.isoformat()))
            seen.add(day)
        return self

    @model_validator(mode="after")
    def _made_up_on_weekends(self) -> CalendarYear:
        for day in self.make_up_days:
            if day.weekday() < 5:
                raise ValueError(WorkedOnAWorkday(day=day.isoformat()))
        return self

    def check_dates(self, valid_from: date, valid_until: date | None) -> None:
        if (valid_from, valid_until) != (date(self.year, 1, 1), date(self.year, 12, 31)):
            raise ValueError(YearOutOfPlace(year=self.year))


class Interval(RulePart):
    """Part of a day in which the city works, in the city's local time. Written `08:30-12:00`."""

    since: time
    until: time
    """Exclusive: at this moment the interval is over."""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        written = WRITTEN.fullmatch(value)
        if not written:
            raise ValueError(HoursUnreadable(text=value))
        return written.groupdict()

    @model_serializer
    def __str__(self) -> str:
        return f"{self.since:%H:%M}-{self.until:%H:%M}"


@rule
class WorkingHours(Rule):
    """The working hours of each working day, from this entry's first day until the next entry's."""

    key: ClassVar[str] = "calendars.hours"

    hours: tuple[Interval, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> WorkingHours:
        moments = [moment for each in self.hours for moment in (each.since, each.until)]
        if moments != sorted(set(moments)):
            raise ValueError(HoursOutOfOrder(hours=", ".join(map(str, self.hours))))
        return self
