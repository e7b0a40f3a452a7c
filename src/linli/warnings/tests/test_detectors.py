from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.warnings.detectors import ears
from linli.warnings.detectors.backtest import CountSeries, Settings, alarms, quality, thresholds
from linli.warnings.detectors.cusum import CusumRule, cusum
from linli.warnings.detectors.farrington import Flexible, Regression, farrington, farrington_flexible
from linli.warnings.detectors.regression import reweighted_fit
from linli.warnings.detectors.scan import ScanRule, scan, zones_of
from linli.warnings.detectors.seasons import Seasons, reweighted_season_fit
from linli.warnings.detectors.sums import SumsRule, sums

YEARS = 5 * 52
FIRST_MONDAY = date(2020, 1, 6)


def weekly(rate: float = 2.0, weeks: int = YEARS, seed: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).poisson(rate, weeks).astype(float)


def series(counts: np.ndarray, outbreak: np.ndarray | None = None) -> CountSeries:
    marked = np.zeros(len(counts), dtype=bool) if outbreak is None else outbreak
    return CountSeries("s", "all", 1, counts, marked, has_truth=outbreak is not None, start=FIRST_MONDAY)


def test_c1_is_the_mean_and_the_spread_of_the_seven_weeks_before():
    counts = np.array([1.0, 2, 3, 1, 2, 3, 2, 9])
    before = counts[:7]
    assert ears.c1(counts, alpha=0.05)[7] == pytest.approx(
        before.mean() + 1.6448536269514722 * before.std(ddof=1)
    )
    assert np.isnan(ears.c1(counts)[:7]).all()


def test_c2_leaves_out_the_two_weeks_before():
    counts = np.array([1.0, 2, 3, 1, 2, 3, 2, 50, 60, 4])
    assert ears.c2(counts, alpha=0.05)[9] == pytest.approx(ears.c1(counts, alpha=0.05)[7])


def test_c3_warns_after_two_high_weeks_even_when_the_third_is_quiet():
    counts = np.array([1.0, 2, 3, 1, 2, 3, 2, 2, 2, 9, 9, 3])
    assert alarms(counts, ears.c3(counts))[11]
    assert not alarms(counts, ears.c2(counts))[11]


DETECTORS = {
    "sums": lambda counts: sums(counts, rule=SumsRule()),
    "cusum": lambda counts: cusum(counts, rule=CusumRule()),
    "c1": ears.c1,
    "c2": ears.c2,
    "c3": ears.c3,
    "farrington": lambda counts: farrington(counts, rule=Regression()),
}


@pytest.mark.parametrize("name", DETECTORS)
def test_a_series_of_zeros_warns_of_nothing(name):
    zeros = np.zeros((2, YEARS))
    assert not alarms(zeros, DETECTORS[name](zeros)).any()


@pytest.mark.parametrize("name", DETECTORS)
def test_a_missing_week_is_not_judged_and_warns_of_nothing(name):
    counts = weekly()
    counts[200] = np.nan
    bounds = DETECTORS[name](counts)
    assert np.isnan(bounds[200])
    assert not alarms(counts, bounds)[200]


@pytest.mark.parametrize("name", DETECTORS)
def test_a_burst_is_seen(name):
    counts = weekly()
    counts[230:233] = 40
    assert alarms(counts, DETECTORS[name](counts))[230:234].any()


@pytest.mark.parametrize("name", DETECTORS)
@pytest.mark.parametrize("weeks", [0, 1, 7, 51])
def test_a_short_series_gives_an_answer_for_every_week(name, weeks):
    counts = weekly(weeks=weeks)
    assert DETECTORS[name](counts).shape == counts.shape


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(0, 200), min_size=120, max_size=160))
def test_series_judged_together_get_the_answers_they_get_alone(counts):
    one, other = np.array(counts, dtype=float), weekly(weeks=len(counts))
    for detector in DETECTORS.values():
        together = detector(np.stack([one, other]))
        np.testing.assert_allclose(together[0], detector(one), rtol=1e-6)


def test_sums_do_not_warn_of_a_season_that_comes_every_year():
    weeks = np.arange(YEARS)
    usual = np.round(4 * np.exp(1.2 * np.sin(2 * np.pi * weeks / 52)))
    assert not alarms(usual, sums(usual, rule=SumsRule()))[156:].any()


def test_sums_see_a_slow_rise_that_no_single_week_shows():
    counts = np.tile([1.0, 0.0], YEARS // 2)
    counts[200:206] = 3
    alone = sums(counts, rule=SumsRule(spans=(1,)))
    assert (
        not alarms(counts, alone)[200:206].any()
        or alarms(counts, sums(counts, rule=SumsRule()))[203:206].all()
    )
    assert alarms(counts, sums(counts, rule=SumsRule()))[203:206].any()


def test_two_cases_are_never_an_alarm():
    counts = np.zeros(YEARS)
    counts[200] = 2
    assert not alarms(counts, sums(counts, rule=SumsRule())).any()


def test_a_past_outbreak_weighs_less_in_the_regression():
    counts = weekly(seed=5)
    counts[YEARS - 1 - 52] = 60
    with_weights = farrington(counts, rule=Regression())[-1]
    without = farrington(counts, rule=Regression(beyond=1e9))[-1]
    assert with_weights < without * 0.6


def test_the_regression_follows_a_trend_only_when_it_is_clear():
    rising = np.round(np.linspace(1, 30, YEARS + 52))
    flat = weekly(weeks=YEARS + 52)
    three = Regression(years=3)
    assert farrington(rising, rule=three)[-1] > farrington(rising, rule=Regression(years=2))[-1] * 0.9
    assert farrington(flat, rule=three)[-1] < 15


def test_the_regression_is_silent_when_hardly_anything_happened():
    counts = np.zeros(YEARS)
    counts[YEARS - 1] = 4
    assert not alarms(counts, farrington(counts, rule=Regression()))[-1]
    counts[YEARS - 1] = 5
    assert alarms(counts, farrington(counts, rule=Regression()))[-1]


def test_the_flexible_regression_expects_more_in_the_season():
    weeks = 6 * 52
    mondays = [FIRST_MONDAY + timedelta(weeks=week) for week in range(weeks)]
    season = 15 + 10 * np.sin(2 * np.pi * np.arange(weeks) / 52)
    counts = np.random.default_rng(1).poisson(season).astype(float)
    bounds = farrington_flexible(counts, mondays, rule=Flexible())
    last = slice(weeks - 52, weeks)
    assert bounds[last][13] > bounds[last][39]


def test_the_flexible_regression_bears_leap_days():
    mondays = [date(2016, 2, 29) - timedelta(weeks=5 * 52 - week) for week in range(5 * 52 + 10)]
    assert len(farrington_flexible(weekly(weeks=len(mondays)), mondays, rule=Flexible())) == len(mondays)


def test_cusum_starts_anew_after_an_alarm():
    counts = np.tile([1.0, 0.0, 2.0, 1.0], YEARS // 4)
    counts[200:203] = 12
    bounds = cusum(counts, rule=CusumRule())
    assert alarms(counts, bounds)[200]
    assert bounds[201] > bounds[200] * 0.9


def test_the_scan_finds_a_place_and_its_neighbours():
    counts = np.full((6, 8), 2.0)
    counts[2, -2:] = 12
    counts[3, -2:] = 11
    found = scan(counts, np.full((6, 8), 2.0), zones_of({2: [3]}, 6), rule=ScanRule())
    assert found is not None
    assert (found.zone, found.weeks, found.count) == ((2, 3), 2, 46.0)
    assert found.chance < 0.001


def test_the_scan_makes_no_cluster_of_a_week_that_is_high_everywhere():
    counts = np.full((6, 8), 2.0)
    counts[:, -1] = 30
    found = scan(counts, np.full((6, 8), 2.0), zones_of({}, 6), rule=ScanRule())
    assert found is None or found.chance > 0.5


@pytest.mark.parametrize("counts", [np.zeros((3, 5)), np.full((3, 5), np.nan)])
def test_the_scan_of_nothing_is_nothing(counts):
    assert scan(counts, np.ones((3, 5)), zones_of({}, 3), rule=ScanRule()) is None


def test_quality_counts_the_weeks_that_were_judged():
    counts = weekly()
    counts[230] = 50
    counts[240] = 50
    outbreak = np.zeros(YEARS, dtype=bool)
    outbreak[[10, 230]] = True
    one = series(counts, outbreak)
    found = quality(one, thresholds([one], Settings())["sums"][0], first=225)
    assert (found.weeks, found.outbreak_weeks, found.found) == (35, 1, 1)
    assert found.false >= 1
    assert found.false_a_year == pytest.approx(found.false * 52 / 35)


def test_the_fit_of_the_season_is_that_of_the_general_regression():
    counts = np.random.default_rng(3).poisson(4.0, (5, 78)).astype(float)
    counts[0, ::6] = 0
    steps, ago = np.arange(78) % 6, (np.arange(78) - 104) / 52
    design = np.column_stack([steps == step for step in range(6)] + [ago]).astype(float)
    fast = reweighted_season_fit(counts, Seasons(steps, ago), beyond=2.58)
    plain = reweighted_fit(counts, design, beyond=2.58)
    assert np.allclose(fast.means, plain.means, atol=1e-6)
    assert np.allclose(fast.leverage[1:], plain.leverage[1:], atol=1e-6)
    assert np.allclose(fast.dispersion, plain.dispersion, atol=1e-6)
