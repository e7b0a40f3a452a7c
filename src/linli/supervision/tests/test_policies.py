"""The ladder as pure rules: when each rung is reached, what is climbed next, what still holds."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from linli.calendars.policies import HoursFrom, Limit, WorkingCalendar
from linli.calendars.policies import due_at as end_of
from linli.calendars.rules import CalendarYear, WorkingHours
from linli.core.testing import CHECKOUT
from linli.people.testing import value_of_rule
from linli.supervision.policies import (
    LEVELS,
    Cause,
    Course,
    LadderRule,
    Rung,
    city_from,
    months_later,
    next_of,
    plan,
    still_held,
    when_at_work,
)
from linli.supervision.policies.table import NATIONAL_DAY, national_day_table

ZONE = ZoneInfo("Asia/Shanghai")
RULE = LadderRule.model_validate(value_of_rule("supervision-ladder"))


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    years = {year: CalendarYear.model_validate(value_of_rule(f"calendar-{year}")) for year in (2026, 2027)}
    hours = WorkingHours.model_validate(value_of_rule("working-hours"))
    return WorkingCalendar(years, (HoursFrom(date(2024, 1, 1), None, hours),), ZONE)


def at(words: str) -> datetime:
    return datetime.strptime(words, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE).astimezone(UTC)


def told(instant: datetime) -> str:
    return instant.astimezone(ZONE).strftime("%m-%d %H:%M")


def ladder_of(calendar: WorkingCalendar, tier: str, start: str, limit: str, cause: Cause | None = None):
    begin, length = at(start), Limit.parse(limit)
    course = Course(begin, end_of(begin, length, calendar), length, at_once=cause)
    planned = plan(course, RULE, RULE.tiers[tier], calendar)
    waits = RULE.tiers[tier]
    first = min(planned[Rung.NOTICE], planned[Rung.ORDER])
    return course, planned | {Rung.CITY: city_from(first, waits, None, calendar)[0]}


@pytest.mark.parametrize(
    ("tier", "start", "limit", "due", "half", "most", "notice", "order", "city"),
    [
        # A Monday in the week before; the last working day is Wednesday, then seven days off and a worked Saturday.
        ("ordinary", "2026-09-28 10:00", "5 working_days", "10-11 00:00",
         "10-08 12:00", "10-10 00:00", "10-12 08:30", "10-13 08:30", "10-20 08:30"),
        ("ordinary", "2026-09-25 10:00", "5 working_days", "10-10 00:00",
         "09-30 12:00", "10-09 00:00", "10-10 08:30", "10-12 08:30", "10-19 08:30"),
        # Due on the eve: the notice waits until the first working morning, over the whole week.
        ("ordinary", "2026-09-29 15:00", "1 working_days", "10-01 00:00",
         "09-30 12:00", "09-30 19:12", "10-08 08:30", "10-09 08:30", "10-15 08:30"),
        # Hours run through the holiday for what cannot wait, and so does the ladder of an urgent matter.
        ("urgent", "2026-10-02 09:00", "2 hours", "10-02 11:00",
         "10-02 10:00", "10-02 10:36", "10-02 11:00", "10-02 12:00", "10-14 08:30"),
        ("fast", "2026-09-30 16:00", "24 hours", "10-01 16:00",
         "10-01 04:00", "10-01 11:12", "10-08 08:30", "10-09 08:30", "10-15 08:30"),
    ],
)  # fmt: skip
def test_the_ladder_across_national_day(
    calendar: WorkingCalendar, tier, start, limit, due, half, most, notice, order, city
) -> None:
    course, planned = ladder_of(calendar, tier, start, limit)
    found = {rung.value: told(instant) for rung, instant in planned.items()}
    assert told(course.due_at) == due
    assert found == {
        "first_reminder": half,
        "second_reminder": most,
        "notice": notice,
        "order": order,
        "city": city,
    }


def test_the_rule_page_shows_the_table_as_it_is(calendar: WorkingCalendar) -> None:
    page = (CHECKOUT / "docs" / "rules" / "supervision-ladder.md").read_text("utf-8")
    table = national_day_table(RULE, calendar)
    assert table in page, f"put this table into the page:\n{table}"
    assert len(table.splitlines()) == len(NATIONAL_DAY) + 2


def test_reworked_too_often_it_is_an_order_from_the_start(calendar: WorkingCalendar) -> None:
    course, planned = ladder_of(calendar, "ordinary", "2026-03-10 10:00", "3 working_days", Cause.REWORKED)
    assert planned[Rung.ORDER] == course.started_at
    following = next_of(planned, (), None, course.started_at)
    assert following is not None
    assert following.rung is Rung.ORDER


def test_a_missed_order_reaches_the_city_before_the_time_is_over(calendar: WorkingCalendar) -> None:
    first, missed = at("2026-03-10 08:30"), at("2026-03-13 00:00")
    work_begins = at("2026-03-13 08:30")
    assert city_from(first, RULE.tiers["ordinary"], missed, calendar) == (work_begins, Cause.UNANSWERED)
    assert city_from(first, RULE.tiers["ordinary"], None, calendar)[1] is Cause.NO_REASON


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-03-10 00:00", "2026-03-10 08:30"),
        ("2026-03-10 08:30", "2026-03-10 08:30"),
        ("2026-03-10 11:59", "2026-03-10 11:59"),
        ("2026-03-10 12:00", "2026-03-10 14:00"),
        ("2026-03-10 23:00", "2026-03-11 08:30"),
        ("2026-03-13 18:00", "2026-03-16 08:30"),  # a Friday evening
        ("2026-10-01 10:00", "2026-10-08 08:30"),  # National Day
        ("2026-10-10 09:00", "2026-10-10 09:00"),  # a Saturday that is worked
    ],
)
def test_letters_go_out_in_working_hours(calendar: WorkingCalendar, now: str, opens: str) -> None:
    assert when_at_work(at(now), calendar) == at(opens)


def test_what_is_outrun_is_left_out(calendar: WorkingCalendar) -> None:
    course, planned = ladder_of(calendar, "ordinary", "2026-03-02 10:00", "5 working_days")
    planned.pop(Rung.CITY)
    following = next_of(planned, (), None, course.due_at + timedelta(days=3))
    assert following is not None
    assert following.rung is Rung.ORDER
    assert next_of(planned, {Rung.ORDER}, None, course.due_at) is None


def test_nobody_reaches_the_third_level_without_a_letter_before(calendar: WorkingCalendar) -> None:
    course, planned = ladder_of(calendar, "ordinary", "2026-03-02 10:00", "5 working_days")
    planned.pop(Rung.CITY)
    far = course.due_at + timedelta(days=90)
    assert next_of(planned, {Rung.NOTICE, Rung.ORDER}, None, far) is None


def test_a_new_date_lets_go_what_it_does_not_reach(calendar: WorkingCalendar) -> None:
    _course, planned = ladder_of(calendar, "ordinary", "2026-03-02 10:00", "10 working_days")
    planned.pop(Rung.CITY)
    held = {Rung.FIRST_REMINDER, Rung.SECOND_REMINDER, Rung.NOTICE, Rung.CITY}
    assert still_held(held, planned, at("2026-03-11 10:00")) == {Rung.FIRST_REMINDER}


@given(
    start=st.dates(date(2026, 1, 5), date(2026, 11, 1)),
    days=st.integers(1, 15),
    wait=st.integers(0, 60 * 24 * 30),
)
def test_the_rungs_come_in_their_order(calendar: WorkingCalendar, start, days, wait) -> None:
    _course, planned = ladder_of(calendar, "ordinary", f"{start} 10:00", f"{days} working_days")
    instants = [planned[rung] for rung in Rung]
    assert instants == sorted(instants)
    now = planned[Rung.FIRST_REMINDER] + timedelta(minutes=wait)
    below = {rung: planned[rung] for rung in planned if rung is not Rung.CITY}
    following = next_of(below, (), None, now)
    assert following is not None
    if following.at <= now:  # of what is reached, the highest
        assert all(at_ > now for rung, at_ in below.items() if rung.height > following.rung.height)


def test_only_the_three_levels_ask_for_a_letter() -> None:
    written = [rung for rung in Rung if getattr(RULE, rung.value).letter]
    assert tuple(written) == LEVELS


def test_the_texts_of_the_letters_are_in_the_pack() -> None:
    for rung in LEVELS:
        kind, _colon, name = getattr(RULE, rung.value).letter.partition(":")
        entry = yaml.safe_load((CHECKOUT / "cities" / "anhe" / "letters" / f"{kind}.yaml").read_text("utf-8"))
        assert name in entry["value"]["templates"]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 10, 15), 3, date(2027, 1, 15)),
        (date(2026, 3, 1), -1, date(2026, 2, 1)),
    ],
)
def test_months_later_is_the_same_day_or_the_months_last(day, months, later) -> None:
    assert months_later(day, months) == later
