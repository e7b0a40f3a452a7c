"""What holds for every clock, whatever the calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.calendars.policies import (
    HoursFrom,
    Limit,
    LimitUnit,
    Pause,
    StepKind,
    WorkingCalendar,
    due,
    due_at,
    elapsed_fraction,
    reached_at,
    working_time_between,
)
from linli.calendars.rules import CalendarYear, Holiday, WorkingHours

ZONE = ZoneInfo("Asia/Shanghai")
HOURS = (HoursFrom(date(2026, 1, 1), None, WorkingHours(hours=("08:30-12:00", "14:00-17:30"))),)
NAME = {"zh": "节", "en": "Feast"}
MOMENT = timedelta(microseconds=1)
SINCE, UNTIL = datetime(2026, 1, 1), datetime(2026, 9, 1)  # noqa: DTZ001

starts = st.datetimes(SINCE, UNTIL, timezones=st.just(ZONE))
limits = st.builds(Limit, st.integers(1, 30), st.sampled_from(LimitUnit))
pauses = st.lists(
    st.builds(
        lambda since, length: Pause(since, since + length),
        starts,
        st.timedeltas(timedelta(0), timedelta(days=4)),
    ),
    max_size=3,
)


def working_year(holidays: frozenset[date], make_up_days: frozenset[date] = frozenset()) -> WorkingCalendar:
    table = CalendarYear(
        year=2026,
        holidays=tuple(Holiday(name=NAME, since=day, until=day) for day in sorted(holidays)),
        make_up_days=tuple(sorted(make_up_days - holidays)),
    )
    following = CalendarYear(year=2027, holidays=())
    return WorkingCalendar({2026: table, 2027: following}, HOURS, ZONE)


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
calendars = st.builds(
    working_year,
    st.frozensets(days, max_size=20),
    st.frozensets(days.filter(lambda day: day.weekday() >= 5), max_size=5),
)
PLAIN = working_year(frozenset({date(2026, 1, 1), date(2026, 5, 1)}), frozenset({date(2026, 1, 4)}))


@given(starts, starts, limits, pauses)
def test_a_later_start_is_never_due_earlier(
    one: datetime, other: datetime, limit: Limit, paused: list[Pause]
) -> None:
    earlier, later = sorted((one, other))
    assert due_at(earlier, limit, PLAIN, paused) <= due_at(later, limit, PLAIN, paused)


@given(starts, limits, st.integers(1, 10), pauses)
def test_a_larger_limit_is_due_later(start: datetime, limit: Limit, more: int, paused: list[Pause]) -> None:
    larger = Limit(limit.value + more, limit.unit)
    assert due_at(start, limit, PLAIN, paused) < due_at(start, larger, PLAIN, paused)


@given(starts, limits, st.integers(1, 10), pauses)
def test_an_extension_is_the_same_as_a_larger_limit(
    start: datetime, limit: Limit, more: int, paused: list[Pause]
) -> None:
    whole = Limit(limit.value + more, limit.unit)
    extended = due_at(start, limit, PLAIN, paused, [Limit(more, limit.unit)])
    assert extended == due_at(start, whole, PLAIN, paused)


@pytest.mark.parametrize("unit", [LimitUnit.MINUTES, LimitUnit.HOURS, LimitUnit.WORKING_HOURS])
@given(start=starts, first=st.integers(1, 30), second=st.integers(1, 30), paused=pauses)
def test_time_adds_up(unit: LimitUnit, start: datetime, first: int, second: int, paused: list[Pause]) -> None:
    between = due_at(start, Limit(first, unit), PLAIN, paused)
    both = due_at(start, Limit(first + second, unit), PLAIN, paused)
    assert due_at(between, Limit(second, unit), PLAIN, paused) == both


@pytest.mark.parametrize("unit", [LimitUnit.DAYS, LimitUnit.WORKING_DAYS])
@given(start=starts, first=st.integers(1, 30), second=st.integers(1, 30), paused=pauses)
def test_days_add_up_from_the_last_day_that_counted(
    unit: LimitUnit, start: datetime, first: int, second: int, paused: list[Pause]
) -> None:
    last_moment = due_at(start, Limit(first, unit), PLAIN, paused) - MOMENT
    both = due_at(start, Limit(first + second, unit), PLAIN, paused)
    assert due_at(last_moment, Limit(second, unit), PLAIN, paused) == both


@given(st.frozensets(days, max_size=10), days, starts, limits, pauses)
def test_one_more_holiday_never_shortens_a_limit(
    holidays: frozenset[date], one_more: date, start: datetime, limit: Limit, paused: list[Pause]
) -> None:
    before = due_at(start, limit, working_year(holidays), paused)
    assert before <= due_at(start, limit, working_year(holidays | {one_more}), paused)


@given(calendars, starts, limits, pauses, pauses)
def test_one_more_pause_never_shortens_a_limit(
    calendar: WorkingCalendar, start: datetime, limit: Limit, paused: list[Pause], more: list[Pause]
) -> None:
    assert due_at(start, limit, calendar, paused) <= due_at(start, limit, calendar, [*more, *paused])


@given(calendars, starts, limits, pauses, st.lists(limits, max_size=2))
def test_the_explanation_agrees_with_the_date(
    calendar: WorkingCalendar, start: datetime, limit: Limit, paused: list[Pause], more: list[Limit]
) -> None:
    deadline = due(start, limit, calendar, paused, more)
    assert deadline.due_at == due_at(start, limit, calendar, paused, more)
    units = {LimitUnit.MINUTES: timedelta(minutes=1), LimitUnit.HOURS: timedelta(hours=1)}
    units |= {LimitUnit.WORKING_HOURS: timedelta(hours=1)}
    granted = sum(
        (each.value * units.get(each.unit, timedelta(days=1)) for each in (limit, *more)), timedelta(0)
    )
    assert sum((step.counted for step in deadline.steps), timedelta(0)) == granted
    assert deadline.steps[-1].kind is StepKind.DUE
    assert all(deadline.in_language("en"))


@given(starts, limits, pauses, st.decimals(Decimal("0.05"), Decimal(1), places=2))
def test_a_share_is_used_up_when_it_is_said_to_be(
    start: datetime, limit: Limit, paused: list[Pause], share: Decimal
) -> None:
    at = reached_at(share, start, limit, PLAIN, paused)
    assert elapsed_fraction(start, at, limit, PLAIN, paused) == pytest.approx(float(share), abs=1e-6)
    assert at <= due_at(start, limit, PLAIN, paused)


@given(starts, starts, starts, st.sampled_from([LimitUnit.HOURS, LimitUnit.WORKING_HOURS]), pauses)
def test_time_between_adds_up(
    one: datetime, two: datetime, three: datetime, unit: LimitUnit, paused: list[Pause]
) -> None:
    first, second, third = sorted((one, two, three))
    parts = working_time_between(first, second, unit, PLAIN, paused)
    parts += working_time_between(second, third, unit, PLAIN, paused)
    assert parts == working_time_between(first, third, unit, PLAIN, paused)


@given(starts, limits, pauses)
def test_at_the_due_instant_just_the_limit_has_counted(
    start: datetime, limit: Limit, paused: list[Pause]
) -> None:
    at = due_at(start, limit, PLAIN, paused)
    assert elapsed_fraction(start, at, limit, PLAIN, paused) == 1
    assert elapsed_fraction(start, at - MOMENT, limit, PLAIN, paused) < 1
