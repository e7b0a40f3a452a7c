from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from linli.calendars.errors import HoursMissing, YearMissing
from linli.calendars.policies import (
    HoursFrom,
    Limit,
    LimitUnit,
    Pause,
    WorkingCalendar,
    due,
    due_at,
    elapsed_fraction,
    reached_at,
    working_time_between,
)
from linli.calendars.rules import CalendarYear, WorkingHours
from linli.core.time import NaiveTime

Local = Callable[[str], datetime]


@pytest.mark.parametrize(
    ("started", "limit", "late"),
    [
        # An ordinary week.
        ("2026-03-06 16:00", "2 working_days", "2026-03-11 00:00"),  # Friday: Monday and Tuesday count
        ("2026-03-07 10:00", "1 working_day", "2026-03-10 00:00"),  # Saturday: Monday counts
        (
            "2026-03-09 00:00",
            "1 working_day",
            "2026-03-11 00:00",
        ),  # the first moment of Monday: Tuesday counts
        ("2026-03-09 23:59", "1 working_day", "2026-03-11 00:00"),
        ("2026-03-09 16:00", "5 working_days", "2026-03-17 00:00"),
        # National Day 2026: off from the 1st to the 7th, Saturday the 10th is worked.
        ("2026-09-29 16:00", "2 working_days", "2026-10-09 00:00"),
        ("2026-10-03 10:00", "1 working_day", "2026-10-09 00:00"),
        ("2026-10-08 10:00", "2 working_days", "2026-10-11 00:00"),
        ("2026-10-08 10:00", "3 working_days", "2026-10-13 00:00"),
        # Spring Festival 2026: off from the 15th to the 23rd, Saturdays the 14th and 28th are worked.
        ("2026-02-12 09:00", "2 working_days", "2026-02-15 00:00"),
        ("2026-02-12 09:00", "3 working_days", "2026-02-25 00:00"),
        ("2026-02-25 09:00", "5 working_days", "2026-03-04 00:00"),  # Thu, Fri, worked Sat, Mon, Tue
        # Working hours: 08:30-12:00 and 14:00-17:30.
        ("2026-03-06 16:30", "1 working_hour", "2026-03-06 17:30"),
        ("2026-03-06 17:00", "1 working_hour", "2026-03-09 09:00"),
        ("2026-03-06 11:30", "1 working_hour", "2026-03-06 14:30"),
        ("2026-03-06 12:30", "1 working_hour", "2026-03-06 15:00"),  # reported in the noon break
        ("2026-03-07 10:00", "4 working_hours", "2026-03-09 14:30"),  # reported on a Saturday
        ("2026-03-06 08:30", "7 working_hours", "2026-03-06 17:30"),
        ("2026-09-30 17:00", "4 working_hours", "2026-10-08 12:00"),
        ("2026-10-09 17:00", "1 working_hour", "2026-10-10 09:00"),  # into the worked Saturday
        # Time that just passes, day and night.
        ("2026-10-01 23:50", "30 minutes", "2026-10-02 00:20"),
        ("2026-10-01 23:50", "24 hours", "2026-10-02 23:50"),
        ("2026-10-01 23:50", "2 days", "2026-10-04 00:00"),
        ("2026-02-27 09:00", "60 days", "2026-04-29 00:00"),
        # Over the year's end: 2027-01-01 is off.
        ("2026-12-31 09:00", "1 working_day", "2027-01-05 00:00"),
    ],
)
def test_when_it_is_late(
    calendar: WorkingCalendar, local: Local, started: str, limit: str, late: str
) -> None:
    assert due_at(local(started), Limit.parse(limit), calendar) == local(late)


@pytest.mark.parametrize(
    ("limit", "paused", "late"),
    [
        # Started on Monday 2026-03-09 at 10:00. Five minutes on Tuesday take Tuesday out.
        ("3 working_days", [("2026-03-10 16:00", "2026-03-10 16:05")], "2026-03-14 00:00"),
        # The day it started never counts, so a pause on it does not matter.
        ("3 working_days", [("2026-03-09 11:00", "2026-03-09 18:00")], "2026-03-13 00:00"),
        # It ends at midnight: Thursday is not touched.
        ("3 working_days", [("2026-03-10 00:00", "2026-03-12 00:00")], "2026-03-17 00:00"),
        # Thursday's last minute and Friday; Saturday would not have counted anyway.
        ("3 working_days", [("2026-03-12 23:59", "2026-03-14 12:00")], "2026-03-17 00:00"),
        # After it was late.
        ("3 working_days", [("2026-03-14 00:00", "2026-03-16 00:00")], "2026-03-13 00:00"),
        ("3 days", [("2026-03-10 10:00", "2026-03-11 10:00")], "2026-03-15 00:00"),
        ("4 working_hours", [("2026-03-09 11:00", "2026-03-09 15:00")], "2026-03-10 09:00"),
        ("2 hours", [("2026-03-09 11:00", "2026-03-09 15:00")], "2026-03-09 16:00"),
        # It stood when it started.
        ("2 hours", [("2026-03-09 09:00", "2026-03-09 10:30")], "2026-03-09 12:30"),
        # Two that overlap and are out of order; and an empty one.
        (
            "2 hours",
            [("2026-03-09 11:30", "2026-03-09 12:00"), ("2026-03-09 11:00", "2026-03-09 11:40")],
            "2026-03-09 13:00",
        ),
        ("2 hours", [("2026-03-09 11:00", "2026-03-09 11:00")], "2026-03-09 12:00"),
    ],
)
def test_nothing_counts_while_it_is_paused(
    calendar: WorkingCalendar, local: Local, limit: str, paused: list[tuple[str, str]], late: str
) -> None:
    pauses = [Pause(local(since), local(until)) for since, until in paused]
    assert due_at(local("2026-03-09 10:00"), Limit.parse(limit), calendar, pauses) == local(late)


@pytest.mark.parametrize(
    ("limit", "extensions", "late"),
    [
        ("5 working_days", ["5 working_days"], "2026-03-24 00:00"),
        ("24 hours", ["24 hours"], "2026-03-11 10:00"),
        ("24 hours", ["1 working_day"], "2026-03-12 00:00"),  # from Tuesday 10:00: Wednesday counts
        ("1 working_day", ["2 working_hours"], "2026-03-11 10:30"),
        ("1 days", ["1 days", "1 days"], "2026-03-13 00:00"),
    ],
)
def test_an_extension_counts_on_from_the_end(
    calendar: WorkingCalendar, local: Local, limit: str, extensions: list[str], late: str
) -> None:
    more = [Limit.parse(each) for each in extensions]
    assert due_at(local("2026-03-09 10:00"), Limit.parse(limit), calendar, extensions=more) == local(late)


def test_a_deadline_that_runs_into_a_year_without_a_table_is_refused(
    calendar: WorkingCalendar, local: Local
) -> None:
    for limit in ("5 working_days", "30 working_hours"):
        with pytest.raises(YearMissing) as refusal:
            due_at(local("2027-12-29 10:00"), Limit.parse(limit), calendar)
        assert refusal.value.facts == {"year": 2028}


def test_a_missing_year_between_two_others_is_refused(
    years: dict[int, CalendarYear], hours: tuple[HoursFrom, ...], local: Local
) -> None:
    gapped = WorkingCalendar({2024: years[2024], 2026: years[2026]}, hours, ZoneInfo("Asia/Shanghai"))
    assert due_at(local("2026-03-06 16:00"), Limit.parse("1 working_day"), gapped)
    for started in ("2024-12-31 10:00", "2025-06-01 10:00"):
        with pytest.raises(YearMissing) as refusal:
            due_at(local(started), Limit.parse("1 working_day"), gapped)
        assert refusal.value.facts == {"year": 2025}


def test_natural_time_needs_no_table(local: Local, hours: tuple[HoursFrom, ...]) -> None:
    empty = WorkingCalendar({}, hours, ZoneInfo("Asia/Shanghai"))
    assert due_at(local("2030-01-01 10:00"), Limit.parse("30 minutes"), empty) == local("2030-01-01 10:30")
    assert due_at(local("2030-01-01 10:00"), Limit.parse("1 day"), empty) == local("2030-01-03 00:00")


def test_hours_change_with_the_season(years: dict[int, CalendarYear], local: Local) -> None:
    hours = (
        HoursFrom(date(2026, 1, 1), None, WorkingHours(hours=("08:30-12:00", "14:00-17:30"))),
        HoursFrom(date(2026, 6, 1), date(2026, 8, 31), WorkingHours(hours=("08:00-12:00", "15:00-18:00"))),
    )
    seasonal = WorkingCalendar(years, hours, ZoneInfo("Asia/Shanghai"))
    one = Limit.parse("1 working_hour")
    assert due_at(local("2026-05-29 17:00"), one, seasonal) == local("2026-06-01 08:30")
    with pytest.raises(HoursMissing) as refusal:
        due_at(local("2026-08-31 17:30"), one, seasonal)
    assert refusal.value.facts == {"on": "2026-09-01"}


def test_a_time_without_zone_is_refused(calendar: WorkingCalendar) -> None:
    with pytest.raises(NaiveTime):
        due_at(datetime(2026, 3, 6, 16), Limit.parse("1 working_day"), calendar)  # noqa: DTZ001


def test_a_pause_that_ends_before_it_begins_is_a_mistake(local: Local) -> None:
    with pytest.raises(ValueError, match="ends before"):
        Pause(local("2026-03-10 10:00"), local("2026-03-09 10:00"))


@pytest.mark.parametrize(
    ("limit", "share", "reached"),
    [
        ("24 hours", "0.5", "2026-03-09 22:00"),
        ("4 working_hours", "0.5", "2026-03-09 12:00"),
        ("4 working_hours", "0.8", "2026-03-09 15:12"),
        ("5 working_days", "0.5", "2026-03-12 12:00"),  # noon of the third day that counts
        ("5 working_days", "0.8", "2026-03-14 00:00"),
        ("5 working_days", "1", "2026-03-17 00:00"),
    ],
)
def test_when_a_share_is_used_up(
    calendar: WorkingCalendar, local: Local, limit: str, share: str, reached: str
) -> None:
    start, whole = local("2026-03-09 10:00"), Limit.parse(limit)
    at = reached_at(Decimal(share), start, whole, calendar)
    assert at == local(reached)
    assert elapsed_fraction(start, at, whole, calendar) == pytest.approx(float(share))


def test_nothing_is_used_before_the_start_and_all_after_the_end(
    calendar: WorkingCalendar, local: Local
) -> None:
    start, limit = local("2026-03-09 10:00"), Limit.parse("2 working_days")
    assert elapsed_fraction(start, start, limit, calendar) == 0
    assert elapsed_fraction(start, local("2026-05-09 10:00"), limit, calendar) == 1


@pytest.mark.parametrize(
    ("since", "until", "unit", "between"),
    [
        ("2026-09-30 16:00", "2026-10-08 09:30", LimitUnit.WORKING_HOURS, timedelta(hours=2, minutes=30)),
        ("2026-09-30 16:00", "2026-10-11 08:00", LimitUnit.WORKING_DAYS, timedelta(days=3)),
        ("2026-09-30 16:00", "2026-10-01 16:00", LimitUnit.HOURS, timedelta(days=1)),
        ("2026-09-30 16:00", "2026-09-30 18:00", LimitUnit.WORKING_DAYS, timedelta(0)),
        ("2026-09-30 16:00", "2026-09-29 16:00", LimitUnit.HOURS, timedelta(0)),
    ],
)
def test_working_time_between(
    calendar: WorkingCalendar, local: Local, since: str, until: str, unit: LimitUnit, between: timedelta
) -> None:
    assert working_time_between(local(since), local(until), unit, calendar) == between


class TestWhyThisDate:
    def say(self, calendar: WorkingCalendar, start: datetime, limit: str, **more: object) -> list[str]:
        deadline = due(start, Limit.parse(limit), calendar, **more)  # type: ignore[arg-type]
        assert deadline.due_at == due_at(start, Limit.parse(limit), calendar, **more)  # type: ignore[arg-type]
        return [
            f"{step.kind.value} {step.since:%m-%d %H:%M} {step.until:%m-%d %H:%M}" for step in deadline.steps
        ]

    def test_a_holiday_week_is_one_step(self, calendar: WorkingCalendar, local: Local) -> None:
        assert self.say(calendar, local("2026-09-29 16:00"), "4 working_days") == [
            "starts_next_day 09-29 16:00 09-29 16:00",
            "working_days 09-30 00:00 10-01 00:00",
            "holiday 10-01 00:00 10-08 00:00",
            "working_days 10-08 00:00 10-10 00:00",
            "make_up_days 10-10 00:00 10-11 00:00",
            "due 10-11 00:00 10-11 00:00",
        ]

    def test_pauses_and_extensions_are_told(self, calendar: WorkingCalendar, local: Local) -> None:
        pauses = [Pause(local("2026-03-10 09:00"), local("2026-03-11 09:00"))]
        more = [Limit.parse("1 working_day")]
        assert self.say(
            calendar, local("2026-03-09 16:00"), "1 working_day", pauses=pauses, extensions=more
        ) == [
            "starts_next_day 03-09 16:00 03-09 16:00",
            "paused 03-10 00:00 03-12 00:00",
            "working_days 03-12 00:00 03-13 00:00",
            "extended 03-13 00:00 03-13 00:00",
            "working_days 03-13 00:00 03-14 00:00",
            "due 03-14 00:00 03-14 00:00",
        ]

    def test_working_hours_are_told_one_by_one(self, calendar: WorkingCalendar, local: Local) -> None:
        assert self.say(calendar, local("2026-03-06 17:00"), "4 working_hours") == [
            "starts_at_once 03-06 17:00 03-06 17:00",
            "working_time 03-06 17:00 03-06 17:30",
            "weekend 03-07 00:00 03-09 00:00",
            "working_time 03-09 08:30 03-09 12:00",
            "due 03-09 12:00 03-09 12:00",
        ]

    def test_a_provisional_year_is_told(self, calendar: WorkingCalendar, local: Local) -> None:
        assert "provisional 01-01 00:00 01-01 00:00" in self.say(
            calendar, local("2026-12-31 09:00"), "2 working_days"
        )

    def test_it_reads_as_sentences(self, calendar: WorkingCalendar, local: Local) -> None:
        deadline = due(local("2026-09-29 16:00"), Limit.parse("1 working_day"), calendar)
        assert deadline.in_language("en") == [
            "Sept. 29, 2026 (Tue) 16:00: it started; counting begins the day after.",
            "Sept. 30, 2026 (Wed): 1 day counted.",
            "Oct. 1, 2026 (Thu) 00:00: late from this moment on.",
        ]
