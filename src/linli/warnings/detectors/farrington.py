"""Farrington's detectors: what the same weeks of past years let expect, past outbreaks weighing less."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from scipy.special import ndtri, stdtr

from linli.warnings.detectors.regression import Array, Fit, reweighted_fit
from linli.warnings.detectors.seasons import MOST_LOG, Seasons, reweighted_season_fit

YEAR = 52
LEAST_YEARS_FOR_TREND = 3
LEAST_MEAN = 1e-6


@dataclass(frozen=True)
class Regression:
    """How far back is looked and how strict the bound is."""

    years: int = 2
    half_window: int = 3
    """Weeks before and after the same week of a past year that are looked at too."""
    alpha: float = 0.01
    beyond: float = 1.0
    """From which standardised residual on a past week weighs less."""
    trend_alpha: float = 0.05
    least_cases: int = 5
    cases_within: int = 4
    """Fewer than `least_cases` in these last weeks raise no alarm, whatever the bound."""
    year: int = 52
    """Periods of a year."""


def farrington(counts: Array, *, rule: Regression) -> Array:
    """Return the threshold of each week of each series (rows); nan where it is not judged, inf where too few cases.

    The bound is two-sided `alpha` on the scale of the power 2/3. A trend counts with three past years or more, when
    it is significant and expects no more than was ever seen.
    """
    rows = np.atleast_2d(counts)
    bounds = np.full(rows.shape, np.nan)
    enough = _recent(rows, rule.cases_within) >= rule.least_cases
    for at in range(rule.years * rule.year, rows.shape[1]):
        weeks = _same_weeks(at, rule)
        known = np.isfinite(rows[:, weeks]).all(axis=1) & np.isfinite(rows[:, at])
        bounds[known, at] = np.inf
        judged = known & enough[:, at]
        bounds[judged, at] = _bound(rows[judged][:, weeks], weeks, at, rule)
    return bounds.reshape(counts.shape)


def _same_weeks(at: int, rule: Regression) -> Array:
    middles = [at - rule.year * back for back in range(rule.years, 0, -1)]
    weeks = [
        week
        for middle in middles
        for week in range(max(0, middle - rule.half_window), middle + rule.half_window + 1)
    ]
    return np.array(weeks)


def _bound(past: Array, weeks: Array, at: int, rule: Regression) -> Array:
    """Return the bounds of one week; a past without any case expects none, so its bound is next to nothing."""
    bounds = np.full(len(past), LEAST_MEAN)
    seen = past.sum(axis=1) > 0
    some = past[seen]
    if len(some):
        plain = reweighted_fit(some, np.ones((len(weeks), 1)), beyond=rule.beyond)
        mean, variance = plain.at(np.ones(1))
        if rule.years >= LEAST_YEARS_FOR_TREND:
            mean, variance, dispersion = _with_trend(some, weeks, at, rule, plain)
        else:
            dispersion = plain.dispersion
        bounds[seen] = _power_bound(mean, variance, dispersion, rule.alpha / 2)
    return bounds


def _with_trend(
    past: Array, weeks: Array, at: int, rule: Regression, plain: Fit
) -> tuple[Array, Array, Array]:
    centred = (weeks - at) / rule.year
    design = np.column_stack([np.ones(len(weeks)), centred])
    sloped = reweighted_fit(past, design, beyond=rule.beyond)
    error = np.sqrt(np.maximum(sloped.dispersion * sloped.spread[:, 1, 1], 1e-300))
    doubt = 2 * stdtr(sloped.freedom, -np.abs(sloped.coefficients[:, 1]) / error)
    here = np.array([1.0, 0.0])
    mean, variance = sloped.at(here)
    flat_mean, flat_variance = plain.at(np.ones(1))
    holds = (doubt < rule.trend_alpha) & (mean <= past.max(axis=1))
    return (
        np.where(holds, mean, flat_mean),
        np.where(holds, variance, flat_variance),
        np.where(holds, sloped.dispersion, plain.dispersion),
    )


def _power_bound(mean: Array, variance: Array, dispersion: Array, tail: float) -> Array:
    """Return the bound of a count that is near normal once raised to 2/3."""
    whole = dispersion + variance * mean
    bound: Array = mean * (1 - 2 / 3 * ndtri(tail) * np.sqrt(whole / mean)) ** 1.5
    return bound


def _recent(rows: Array, weeks: int) -> Array:
    """Return the sum of each week and those right before it, `weeks` of them."""
    sums = np.cumsum(np.nan_to_num(rows), axis=1)
    recent = sums.copy()
    recent[:, weeks:] -= sums[:, :-weeks]
    return recent


@dataclass(frozen=True)
class Flexible:
    """The later variant: all weeks of the past, the season in steps, a negative binomial bound."""

    years: int = 4
    half_window: int = 3
    periods: int = 10
    """Steps of the season, the window around the same week being one of them."""
    recent_left_out: int = 26
    """Weeks right before the one judged that are no part of its past."""
    alpha: float = 0.05
    beyond: float = 2.58
    least_cases: int = 5
    cases_within: int = 4


def farrington_flexible(counts: Array, mondays: list[date], *, rule: Flexible) -> Array:
    """Return the threshold of each week of each series (rows) as `farrington` does; `mondays` are the weeks' days."""
    rows = np.atleast_2d(counts)
    bounds = np.full(rows.shape, np.nan)
    enough = _recent(rows, rule.cases_within) >= rule.least_cases
    places = {day: week for week, day in enumerate(mondays)}
    for at in range(rule.years * YEAR, rows.shape[1]):
        middles = [places.get(day, -1) for day in _same_days(mondays[at], rule.years)]
        if middles[-1] < rule.half_window:
            continue
        weeks, steps = _seasons(at, middles, rule)
        known = np.isfinite(rows[:, weeks]).all(axis=1) & np.isfinite(rows[:, at])
        bounds[known, at] = np.inf
        judged = known & enough[:, at]
        bounds[judged, at] = _flexible_bounds(rows[judged][:, weeks], steps, (weeks - at) / YEAR, rule)
    return bounds.reshape(counts.shape)


def _same_days(day: date, years: int) -> list[date]:
    """Return the Monday nearest to the same date, one to `years` years back."""
    found = []
    for back in range(1, years + 1):
        same = day.replace(year=day.year - back, day=min(day.day, 28) if day.month == 2 else day.day)
        off = (same.weekday() - day.weekday()) % 7
        found.append(same - timedelta(off) if off <= 3 else same + timedelta(7 - off))
    return found


def _seasons(at: int, middles: list[int], rule: Flexible) -> tuple[Array, Array]:
    """Return the weeks of the past and the step of the season each is in; 0 is the step of the week judged."""
    steps = np.zeros(at + 1, dtype=int)
    later = at
    for middle in middles:
        first, last = middle + rule.half_window + 1, later - rule.half_window
        steps[first:last] = _divided(last - first, rule.periods - 1)
        later = middle
    weeks = np.arange(middles[-1] - rule.half_window, at - rule.recent_left_out)
    return weeks, steps[weeks]


def _divided(size: int, parts: int) -> Array:
    """Return 1 to `parts`, in order, in shares as equal as can be, the first ones larger."""
    return np.concatenate(
        [np.full(len(part), n + 1) for n, part in enumerate(np.array_split(np.arange(size), parts))]
    )


def _flexible_bounds(past: Array, steps: Array, ago: Array, rule: Flexible) -> Array:
    """Return the bounds of one week; a past without any case expects none."""
    from scipy.stats import nbinom, poisson  # 60 MB, and every process of the city loads this module

    bounds = np.zeros(len(past))
    seen = past.any(axis=1)
    some = past[seen]
    if not len(some):
        return bounds
    model = reweighted_season_fit(some, Seasons(steps, ago), beyond=rule.beyond)
    mean, spread = np.exp(np.minimum(model.logs[:, 0], MOST_LOG)), model.dispersion
    rising = np.flatnonzero(mean > some.max(axis=1))
    if len(rising):  # a trend that expects more than was ever seen is not believed
        flat = reweighted_season_fit(some[rising], Seasons(steps, None), beyond=rule.beyond)
        mean[rising], spread[rising] = np.exp(np.minimum(flat.logs[:, 0], MOST_LOG)), flat.dispersion
    wide = spread > 1.0
    found: Array = np.asarray(poisson.isf(rule.alpha, mean))
    found[wide] = nbinom.isf(rule.alpha, mean[wide] / (spread[wide] - 1), 1 / spread[wide])
    bounds[seen] = found
    return bounds
