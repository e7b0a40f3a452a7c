from __future__ import annotations

from linli.calendars.policies import HoursFrom, WorkingCalendar
from linli.calendars.rules import CalendarYear, WorkingHours
from linli.core.time import city_zone
from linli.rulebook.queries import from_rulebook, timeline


@from_rulebook
def working_calendar() -> WorkingCalendar:
    """Return the city's calendar. Built once for each state of the rulebook, so calling it is cheap."""
    years = {each.value.year: each.value for each in timeline(CalendarYear)}
    hours = tuple(HoursFrom(each.valid_from, each.valid_until, each.value) for each in timeline(WorkingHours))
    return WorkingCalendar(years, hours, city_zone())
