from __future__ import annotations

from datetime import UTC, datetime

import pytest

from linli.warnings.policies.index import IndexRule, Level, Measured, index_of, level_of
from linli.warnings.policies.states import (
    NEXT,
    OPEN,
    Hysteresis,
    Status,
    begins,
    expires_at,
    is_over,
    may_move,
    quiet_after,
)

RULE = IndexRule()
LINES = Hysteresis(enter=40, leave=30, quiet_windows=2)


def test_the_index_is_the_sum_of_its_four_parts():
    # 12 where 4 are usual: 3 times, 40 points; 25 of 50 people: 12.5; 15 of 30 days: 10; 6 of 12 open: 7.5.
    found = index_of(Measured(12, [4] * 12, 25, 15, 6), RULE)
    assert [part.points for part in found.parts] == pytest.approx([40, 12.5, 10, 7.5])
    assert found.value == pytest.approx(70)
    assert found.level is Level.ORANGE


@pytest.mark.parametrize(
    ("value", "level"),
    [
        (19.9, Level.NONE),
        (20, Level.BLUE),
        (40, Level.YELLOW),
        (59.9, Level.YELLOW),
        (60, Level.ORANGE),
        (80, Level.RED),
    ],
)
def test_each_colour_begins_at_its_number(value, level):
    assert level_of(value, RULE) is level


def test_two_past_windows_are_too_few_to_compare_with():
    assert index_of(Measured(50, [1, 1], 50, 30, 50), RULE).value is None


def test_only_the_last_twelve_windows_are_the_baseline():
    assert index_of(Measured(1, [100, *[2] * 12], 0, 0, 0), RULE).baseline == 2


def test_nothing_is_worth_nothing_whatever_was_before():
    assert index_of(Measured(0, [0, 0, 0], 0, 0, 0), RULE).value == 0


def test_a_place_without_a_past_is_compared_with_one_matter():
    found = index_of(Measured(1, [0, 0, 0], 0, 0, 0), RULE)
    assert found.value == pytest.approx(40 / 3)


def test_every_status_has_its_moves():
    assert set(NEXT) == set(Status)


@pytest.mark.parametrize("status", [Status.LIFTED, Status.EXPIRED])
def test_what_ended_does_not_go_on(status):
    assert status not in OPEN
    assert not any(may_move(status, new) for new in Status)


def test_no_letter_goes_out_before_a_person_confirmed():
    assert not may_move(Status.RAISED, Status.NOTIFIED)


def test_a_value_between_the_lines_neither_begins_nor_ends_a_warning():
    assert not begins(35, LINES)
    assert quiet_after(35, 0, LINES) == 0


def test_one_quiet_window_does_not_end_a_proposal_and_a_louder_one_starts_the_count_anew():
    raised = datetime(2026, 3, 1, tzinfo=UTC)
    end = expires_at(raised, 90)
    assert not is_over(quiet_after(10, 0, LINES), raised, end, LINES)
    assert is_over(quiet_after(10, 1, LINES), raised, end, LINES)
    assert quiet_after(32, 1, LINES) == 0


def test_a_proposal_nobody_looked_at_ends_at_its_day():
    raised = datetime(2026, 3, 1, tzinfo=UTC)
    assert is_over(0, expires_at(raised, 90), expires_at(raised, 90), LINES)
