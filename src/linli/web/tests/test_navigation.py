"""What stands in the row of the navigation, and what is behind “More”."""

from __future__ import annotations

import pytest

from linli.web.context import MOST_IN_ROW, Place, in_row


def some(count: int) -> tuple[Place, ...]:
    return tuple(Place(f"/{number}/", str(number), "flag", False) for number in range(count))


def test_a_short_navigation_stays_whole() -> None:
    assert in_row(some(MOST_IN_ROW)) == (some(MOST_IN_ROW), ())


def test_what_does_not_fit_is_behind_more_and_the_last_stays_in_sight() -> None:
    row, more = in_row(some(MOST_IN_ROW + 4))
    assert len(row) == MOST_IN_ROW
    assert row[-1] == some(MOST_IN_ROW + 4)[-1]
    assert len(more) == 4


@pytest.mark.parametrize("count", range(25))
def test_no_entry_is_lost_or_twice(count: int) -> None:
    row, more = in_row(some(count))
    assert sorted((*row, *more), key=lambda each: int(each.label)) == list(some(count))
