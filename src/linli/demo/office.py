"""When people work: a moment that somebody picks, moved into the hours in which they are there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from random import Random

from linli.calendars.policies import WorkingCalendar
from linli.calendars.policies.calendar import EPOCH

LONG_DAY = (time(7), time(21, 30))
LOOK_AHEAD_DAYS = 40


class Shift(Enum):
    ROUND = "round"
    """Day and night: the hotline, crews for emergencies."""
    LONG = "long"
    """From early to late, every day: residents, repair crews."""
    OFFICE = "office"
    """The city's working hours."""


@dataclass(frozen=True)
class Office:
    """Working hours of everybody, by shift."""

    calendar: WorkingCalendar

    def next_open(self, instant: datetime, shift: Shift, chance: Random) -> datetime:
        """Return the instant itself while somebody is there, else some minutes after the next opening."""
        if shift is Shift.ROUND:
            return instant
        zone = self.calendar.zone
        local = instant.astimezone(zone).replace(tzinfo=None)
        for ahead in range(LOOK_AHEAD_DAYS):
            day = local.date() + timedelta(days=ahead)
            for begin, end in self._stretches(day, shift):
                if local < begin:
                    late = min(timedelta(minutes=chance.expovariate(1 / 25)), (end - begin) / 2)
                    return (begin + late).replace(tzinfo=zone)
                if local < end:
                    return instant
        return instant

    def _stretches(self, day: date, shift: Shift) -> list[tuple[datetime, datetime]]:
        if shift is Shift.LONG:
            return [(datetime.combine(day, LONG_DAY[0]), datetime.combine(day, LONG_DAY[1]))]
        micro = timedelta(microseconds=1)
        return [
            (EPOCH + begin * micro, EPOCH + end * micro) for begin, end in self.calendar.stretches_on(day)
        ]
