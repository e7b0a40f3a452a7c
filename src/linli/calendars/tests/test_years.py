from __future__ import annotations

from datetime import date, timedelta

import pytest
from chinese_calendar import is_workday
from pydantic import ValidationError

from linli.calendars.errors import (
    DayOfAnotherYear,
    DayTwice,
    HolidayEndsEarly,
    HoursOutOfOrder,
    HoursUnreadable,
    WorkedOnAWorkday,
    YearMissing,
    YearOutOfPlace,
)
from linli.calendars.policies import DayKind, WorkingCalendar
from linli.calendars.rules import CalendarYear, WorkingHours


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=offset) for offset in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_is_as_the_state_council_announced(calendar: WorkingCalendar, year: int) -> None:
    wrong = [day for day in days_of(year) if calendar.is_working_day(day) != is_workday(day)]
    assert wrong == []
    assert not calendar.years[year].provisional


def test_the_provisional_table_has_the_thirteen_statutory_days(calendar: WorkingCalendar) -> None:
    table = calendar.years[2027]
    days = [day for holiday in table.holidays for day in holiday.days()]
    assert (table.provisional, len(days), table.make_up_days) == (True, 13, ())


def test_next_years_table_is_there_from_the_middle_of_november(years: dict[int, CalendarYear]) -> None:
    """When this fails: copy last year's file in the city packs and fill in the State Council's notice."""
    today = date.today()  # noqa: DTZ011 — a day more or less does not matter
    wanted = today.year + (today >= date(today.year, 11, 15))
    assert wanted in years, f"no city pack has the holidays of {wanted}; provisional ones are enough"


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2026-03-06", DayKind.WORKDAY),
        ("2026-03-07", DayKind.WEEKEND),
        ("2026-02-14", DayKind.MAKE_UP),
        ("2026-02-15", DayKind.HOLIDAY),  # a Sunday inside the Spring Festival
        ("2026-02-23", DayKind.HOLIDAY),
        ("2026-02-24", DayKind.WORKDAY),
        ("2026-10-10", DayKind.MAKE_UP),
    ],
)
def test_each_sort_of_day(calendar: WorkingCalendar, day: str, kind: DayKind) -> None:
    assert calendar.kind_of(date.fromisoformat(day)) is kind


def test_a_year_without_a_table_is_refused(calendar: WorkingCalendar) -> None:
    with pytest.raises(YearMissing) as refusal:
        calendar.is_working_day(date(2023, 12, 29))
    assert refusal.value.facts == {"year": 2023}


def holiday(since: str, until: str) -> dict[str, object]:
    return {"name": {"zh": "节", "en": "Feast"}, "since": since, "until": until}


@pytest.mark.parametrize(
    ("table", "refusal"),
    [
        ({"holidays": [holiday("2026-12-31", "2027-01-02")]}, DayOfAnotherYear),
        ({"holidays": [holiday("2026-05-03", "2026-05-01")]}, HolidayEndsEarly),
        ({"holidays": [holiday("2026-05-01", "2026-05-03"), holiday("2026-05-03", "2026-05-04")]}, DayTwice),
        ({"holidays": [holiday("2026-05-02", "2026-05-02")], "make_up_days": ["2026-05-02"]}, DayTwice),
        ({"holidays": [], "make_up_days": ["2026-05-04"]}, WorkedOnAWorkday),
    ],
)
def test_a_table_that_cannot_be_is_refused(table: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(ValidationError) as error:
        CalendarYear.model_validate({"year": 2026, **table})
    assert isinstance(error.value.errors()[0]["ctx"]["error"].args[0], refusal)


def test_a_table_is_in_force_for_its_own_year_only() -> None:
    table = CalendarYear(year=2026, holidays=())
    table.check_dates(date(2026, 1, 1), date(2026, 12, 31))
    for since, until in [("2026-01-01", None), ("2025-01-01", "2025-12-31")]:
        with pytest.raises(ValueError, match="2026") as error:
            table.check_dates(date.fromisoformat(since), date.fromisoformat(until) if until else None)
        assert isinstance(error.value.args[0], YearOutOfPlace)


@pytest.mark.parametrize(
    ("hours", "refusal"),
    [
        (["08:30 to 12:00"], HoursUnreadable),
        (["12:00-08:30"], HoursOutOfOrder),
        (["08:30-12:00", "11:00-17:30"], HoursOutOfOrder),
        (["14:00-17:30", "08:30-12:00"], HoursOutOfOrder),
    ],
)
def test_hours_that_cannot_be_are_refused(hours: list[str], refusal: type[Exception]) -> None:
    with pytest.raises(ValidationError) as error:
        WorkingHours.model_validate({"hours": hours})
    assert isinstance(error.value.errors()[0]["ctx"]["error"].args[0], refusal)


def test_hours_are_written_as_they_are_read() -> None:
    written = {"hours": ["08:30-12:00", "14:00-17:30"]}
    assert WorkingHours.model_validate(written).model_dump(mode="json") == written
