"""Whether an action helped: the interval means what it says."""

from __future__ import annotations

import numpy as np
import pytest

from linli.warnings.policies.effect import Effect, Verdict, Weeks, effect_of

LIMITS = {"least_before": 10, "least_weeks": 2, "confidence": 0.95}


def measured(here: tuple[list[int], list[int]], there: tuple[list[int], list[int]]) -> Effect:
    return effect_of(Weeks(*here), Weeks(*there), **LIMITS)  # type: ignore[arg-type]


def test_half_as_many_while_elsewhere_nothing_changed_is_an_effect() -> None:
    found = measured(([20] * 12, [10] * 8), ([100] * 12, [100] * 8))
    assert found.verdict is Verdict.HELPED
    assert found.change == pytest.approx(-0.5, abs=0.01)
    assert found.expected == pytest.approx(20, abs=0.2)
    assert found.low is not None
    assert found.high is not None
    assert found.low < -0.5 < found.high < 0


def test_what_falls_everywhere_is_no_effect() -> None:
    found = measured(([20] * 12, [10] * 8), ([100] * 12, [50] * 8))
    assert found.verdict is Verdict.UNCLEAR
    assert found.change == pytest.approx(0, abs=0.01)


def test_more_than_elsewhere_is_said_too() -> None:
    assert measured(([10] * 12, [30] * 8), ([100] * 12, [100] * 8)).verdict is Verdict.WORSE


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (([0] * 12, [0] * 8), ([100] * 12, [100] * 8)),  # nothing ever came
        (([0, 1] * 6, [0] * 8), ([100] * 12, [100] * 8)),  # a tiny place
        (([20] * 12, [10]), ([100] * 12, [100])),  # one week tells nothing
        (([20] * 12, []), ([100] * 12, [])),
        (([20] * 12, [10] * 8), ([0] * 12, [0] * 8)),  # nothing to compare with
    ],
)
def test_too_little_is_said_to_be_too_little(
    here: tuple[list[int], list[int]], there: tuple[list[int], list[int]]
) -> None:
    found = measured(here, there)
    assert (found.verdict, found.change, found.low) == (Verdict.TOO_FEW, None, None)


def test_a_place_where_nothing_comes_any_more_has_an_effect() -> None:
    found = measured(([5] * 12, [0] * 8), ([100] * 12, [100] * 8))
    assert found.verdict is Verdict.HELPED
    assert found.change is not None
    assert found.change > -1


def test_a_week_that_nobody_counted_is_left_out() -> None:
    whole = effect_of(Weeks([20] * 11, [10] * 8), Weeks([100] * 11, [100] * 8), **LIMITS)  # type: ignore[arg-type]
    gap = effect_of(Weeks([20] * 11 + [None], [10] * 8), Weeks([100] * 11 + [None], [100] * 8), **LIMITS)  # type: ignore[arg-type]
    assert gap == whole


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    """600 made-up actions that take a third away, in a city whose weeks scatter twice as much as counts do."""
    dealt = np.random.default_rng(5)

    def weeks(mean: float, size: int) -> list[int]:
        return [int(each) for each in dealt.negative_binomial(mean, 0.5, size)]

    held = 0
    for _each in range(600):
        here = Weeks(weeks(15, 12), weeks(10 * 1.2, 8))
        there = Weeks(weeks(150, 12), weeks(150 * 1.2, 8))
        found = effect_of(here, there, **LIMITS)  # type: ignore[arg-type]
        assert found.low is not None
        assert found.high is not None
        held += found.low <= -1 / 3 <= found.high
    assert 0.92 <= held / 600 <= 0.99


def test_it_is_kept_and_read_back_as_it_was() -> None:
    found = measured(([20] * 12, [10] * 8), ([100] * 12, [100] * 8))
    assert Effect.of(found.as_data()) == found
