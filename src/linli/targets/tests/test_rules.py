"""The rules by themselves: milestones, circles, periods, cells, and how a task stands."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise, product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.calendars.policies import WorkingCalendar
from linli.calendars.rules import CalendarYear
from linli.core.errors import Refusal
from linli.intake.policies.cells import harmless, words_of
from linli.people.testing import value_of_rule
from linli.targets.board import Board, cut
from linli.targets.policies import (
    MARKS,
    Cadence,
    Course,
    Standing,
    Step,
    TaskStatus,
    circles_in,
    due_of,
    period_of,
    scheduled_back,
    standing,
)
from linli.targets.policies.sheets import (
    code_of,
    day_of,
    names_of,
    steps_of,
    weight_of,
    year_in,
)

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkingCalendar(
    {year: CalendarYear.model_validate(value_of_rule(f"calendar-{year}")) for year in (2025, 2026, 2027)},
    (),
    ZONE,
)
DAYS = st.dates(date(2025, 6, 1), date(2027, 6, 1))
LATER_DAYS = st.dates(date(2025, 9, 1), date(2027, 6, 1))
"""120 working days before the first of them are still in a year that the calendar knows."""


@pytest.mark.parametrize(
    ("day", "before", "expected"),
    [
        ("2026-10-12", 1, "2026-10-10"),  # Monday: the Saturday before is worked
        ("2026-10-12", 3, "2026-10-08"),
        ("2026-10-12", 4, "2026-09-30"),  # over National Day
        ("2026-03-09", 5, "2026-03-02"),
        ("2026-03-09", 0, "2026-03-09"),
    ],
)
def test_working_days_are_counted_back(day: str, before: int, expected: str) -> None:
    found = CALENDAR.working_days_before(date.fromisoformat(day), before)
    assert found == date.fromisoformat(expected)


@given(DAYS, st.integers(0, 60))
def test_so_many_working_days_lie_between(day: date, before: int) -> None:
    first = CALENDAR.working_days_before(day, before)
    between = (first + timedelta(days=n) for n in range((day - first).days))
    assert sum(map(CALENDAR.is_working_day, between)) == before


@given(LATER_DAYS, st.integers(0, 200), st.lists(st.integers(0, 120), max_size=5))
def test_milestones_lie_within_the_task_and_in_order(due: date, length: int, backs: list[int]) -> None:
    starts = due - timedelta(days=length)
    steps = [Step(f"{back}", before=back) for back in backs]
    found = scheduled_back(steps, starts_on=starts, due_on=due, calendar=CALENDAR)
    assert all(starts <= each.on <= due for each in found)
    assert [each.on for each in found] == sorted(each.on for each in found)


CODES = st.sampled_from("abcdefg")
NEEDS = st.dictionaries(CODES, st.lists(CODES, max_size=3, unique=True), max_size=7)


@given(NEEDS)
def test_who_is_in_a_circle_reaches_itself_and_nobody_else_does(needs: dict[str, list[str]]) -> None:
    def reached(code: str) -> set[str]:
        seen, waiting = set[str](), [code]
        while waiting:
            for other in needs.get(waiting.pop(), []):
                if other in needs and other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return seen

    found = circles_in(needs)
    assert set(found) <= {code for code in needs if code in reached(code)}
    assert bool(found) == any(code in reached(code) for code in needs)
    for circle in found.values():
        assert circle[0] == circle[-1]
        assert all(after in needs[before] for before, after in pairwise(circle))


@pytest.mark.parametrize(
    ("day", "cadence", "label", "first", "last"),
    [
        ("2026-03-10", Cadence.MONTHLY, "2026-M03", "2026-03-01", "2026-03-31"),
        ("2026-12-31", Cadence.MONTHLY, "2026-M12", "2026-12-01", "2026-12-31"),
        ("2026-03-31", Cadence.QUARTERLY, "2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-07-01", Cadence.HALF_YEARLY, "2026-H2", "2026-07-01", "2026-12-31"),
        ("2026-07-01", Cadence.YEARLY, "2026", "2026-01-01", "2026-12-31"),
    ],
)
def test_periods(day: str, cadence: Cadence, label: str, first: str, last: str) -> None:
    period = period_of(date.fromisoformat(day), cadence)
    assert (period.label, f"{period.first}", f"{period.last}") == (label, first, last)


@given(DAYS, st.sampled_from(Cadence), st.integers(0, 20))
def test_a_day_lies_in_its_period_and_the_duty_is_due_on_a_working_day(
    day: date, cadence: Cadence, after: int
) -> None:
    period = period_of(day, cadence)
    assert period.first <= day <= period.last
    assert period_of(period.last + timedelta(days=1), cadence).first == period.last + timedelta(days=1)
    if period.last < date(2027, 11, 1):
        due = due_of(period, after, CALENDAR)
        assert CALENDAR.is_working_day(due)
        assert (due > period.last) == (after > 0)


TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("status", "due", "submitted", "step", "problem", "expected"),
    [
        ("planned", 10, None, None, False, Standing.RUNNING),  # its first day has come
        ("running", 0, None, None, False, Standing.RUNNING),
        ("running", -1, None, None, False, Standing.OVERDUE),
        ("running", 10, None, -1, False, Standing.AT_RISK),
        ("running", 10, None, 0, False, Standing.RUNNING),
        ("running", 10, None, None, True, Standing.AT_RISK),
        ("running", -1, None, -5, True, Standing.OVERDUE),
        ("submitted", -5, -1, None, False, Standing.SUBMITTED),
        ("accepted", -5, -5, None, False, Standing.ACCEPTED),
        ("accepted", -5, -4, None, False, Standing.ACCEPTED_LATE),
        ("withdrawn", -5, None, None, True, Standing.WITHDRAWN),
    ],
)
def test_how_a_task_stands(status, due, submitted, step, problem, expected) -> None:
    def on(days):
        return None if days is None else TODAY + timedelta(days=days)

    course = Course(TaskStatus(status), TODAY - timedelta(days=9), on(due), on(submitted), on(step), problem)
    assert standing(course, TODAY) is expected


def test_every_state_stands_somehow_and_every_standing_has_a_mark_of_its_own() -> None:
    assert set(MARKS) == set(Standing)
    assert len(set(MARKS.values())) == len(Standing)
    for status, problem in product(TaskStatus, (True, False)):
        assert standing(Course(status, TODAY, TODAY, TODAY, None, problem), TODAY) in Standing


def test_before_its_first_day_it_has_not_begun() -> None:
    course = Course(TaskStatus.PLANNED, TODAY + timedelta(days=1), TODAY + timedelta(days=9))
    assert standing(course, TODAY) is Standing.PLANNED


# Cells


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026年6月30日", "2026-06-30"),
        ("2026年6月30日前", "2026-06-30"),
        ("２０２６年６月３０日", "2026-06-30"),
        ("2026/6/30", "2026-06-30"),
        ("6月底前", "2026-06-30"),
        ("6月30日", "2026-06-30"),
        ("2026年2月", "2026-02-28"),
        ("2026年12月底", "2026-12-31"),
        ("年底前", "2026-12-31"),
        (46203, "2026-06-30"),
        (datetime(2026, 6, 30, 9, 0, tzinfo=ZONE), "2026-06-30"),
        (date(2026, 6, 30), "2026-06-30"),
        ("", None),
        (None, None),
    ],
)
def test_days_as_offices_write_them(cell, expected) -> None:
    found = day_of(cell, edge="last", year=2026, zone=ZONE)
    assert found == (date.fromisoformat(expected) if expected else None)


def test_a_month_is_its_first_day_where_something_begins() -> None:
    assert day_of("2026年2月", edge="first", year=None, zone=ZONE) == date(2026, 2, 1)


@pytest.mark.parametrize("cell", ["长期坚持", "每季度", "13月底", "2026年2月30日", "6月底前后", "立即"])
def test_what_is_no_day_is_refused(cell: str) -> None:
    with pytest.raises(Refusal):
        day_of(cell, edge="last", year=2026, zone=ZONE)


def test_without_a_year_a_month_is_refused() -> None:
    with pytest.raises(Refusal):
        day_of("6月底", edge="last", year=None, zone=ZONE)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("3-2", "3-2"),
        (" 3－2 ", "3-2"),
        (datetime(2026, 3, 2, tzinfo=ZONE), "3-2"),
        ("3月2日", "3-2"),
        (7.0, "7"),
        ("", ""),
    ],
)
def test_numbers_that_a_spreadsheet_took_for_dates(cell, expected: str) -> None:
    assert code_of(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"), [("", "1"), (2, "2"), ("2.5", "2.5"), ("5分", "5"), ("１０", "10")]
)
def test_weights(cell, expected: str) -> None:
    assert weight_of(cell) == Decimal(expected)


def test_milestones_are_read() -> None:
    steps = steps_of("方案印发（提前40个工作日）；\n主体完工(8月底)", year=2026, zone=ZONE)
    assert steps == (Step("方案印发", before=40), Step("主体完工", on=date(2026, 8, 31)))


def test_a_milestone_twice_is_refused() -> None:
    with pytest.raises(Refusal):
        steps_of("自查（提前5个工作日）；自查（提前9个工作日）", year=2026, zone=ZONE)


def test_names_of_units_are_parted_by_what_offices_use() -> None:
    assert names_of("市住建局、市城管局，市民政局\n市教育局；市民政局") == (
        "市住建局",
        "市城管局",
        "市民政局",
        "市教育局",
    )


@given(st.text(max_size=30))
def test_harmless_text_never_begins_a_formula_and_reads_back(text: str) -> None:
    plain = words_of(text)
    assert not harmless(plain).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert words_of(harmless(plain)) == words_of(plain)


@pytest.mark.parametrize(
    ("title", "year"),
    [("安和市2026年任务表", 2026), ("2025年至2027年三年行动", None), ("20260101", None)],
)
def test_the_year_of_a_title(title: str, year: int | None) -> None:
    assert year_in(title) == year


def test_words_are_cut_to_what_fits() -> None:
    assert (cut("一二三四", 4), cut("一二三四五", 4)) == ("一二三四", "一二三…")
    assert Board(TODAY, TODAY, TODAY, {}).by_measure([]) == []
