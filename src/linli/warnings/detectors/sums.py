"""The default detector: the last one, two and four weeks together against what two years and the season let expect."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Array = NDArray[Any]
LEAST_SEASONS = 2


@dataclass(frozen=True)
class SumsRule:
    """How far back is looked and how strict the bound is."""

    spans: tuple[int, ...] = (1, 2, 4)
    """Weeks that are counted together, ending with the one judged."""
    past: int = 104
    left_out: int = 8
    """Weeks right before the one judged that are no part of its past, so that a slow rise is not its own excuse."""
    alpha: float = 0.005
    least_mean: float = 0.1
    """A week is never expected to bring less."""
    least_count: int = 3
    """Fewer together raise no alarm."""
    half_window: int = 3
    years: int = 5
    year: int = 52
    """Periods of a year."""

    def for_periods(self, year: int) -> SumsRule:
        """Return the same rule for series of other periods than weeks."""
        if year == self.year:
            return self
        scaled = year / self.year
        return replace(
            self,
            year=year,
            spans=tuple(sorted({max(1, round(span * scaled)) for span in self.spans})),
            past=round(self.past * scaled),
            left_out=max(1, round(self.left_out * scaled)),
            half_window=round(self.half_window * scaled),
        )


def sums(counts: Array, *, rule: SumsRule) -> Array:
    """Return the threshold of each week of each series (rows); nan within the first year and where a week is missing.

    The season is the lowest mean that the same weeks of at least two past years had; where it is above the mean of
    the past, it takes its place. A count above its threshold is an alarm.
    """
    rows = np.atleast_2d(counts)
    season = _season(rows, rule)
    bounds = np.full(rows.shape, np.inf)
    judged = np.zeros(rows.shape, dtype=bool)
    for span in rule.spans:
        bound, before = _span_bound(rows, season, span, rule)
        known = np.isfinite(bound)
        judged |= known
        bounds = np.where(known, np.minimum(bounds, bound - before), bounds)
    mean, _, _ = past_of(rows, 1, rule)
    bounds = np.maximum(bounds, np.maximum(mean, rule.least_mean))
    bounds[:, : rule.year] = np.nan
    return np.where(judged & np.isfinite(rows), bounds, np.nan).reshape(counts.shape)


def _span_bound(rows: Array, season: Array, span: int, rule: SumsRule) -> tuple[Array, Array]:
    """Return the bound of the sum over `span` weeks, and what the weeks before the last bring of it."""
    together = _together(rows, span)
    mean, variance, known = past_of(together, span, rule)
    mean = np.maximum(mean, rule.least_mean * span)
    dispersion = np.maximum(variance / mean, 1.0)
    mean = np.maximum(mean, season * span)
    bound = mean * (1 - 2 / 3 * ndtri(rule.alpha) * np.sqrt(dispersion / mean)) ** 1.5
    bound = np.maximum(bound, rule.least_count - 0.5)
    return np.where(known, bound, np.nan), together - rows


def _together(rows: Array, span: int) -> Array:
    """Return sums that end at each week; nan where one of the weeks is missing or before the first."""
    whole = rows.copy()
    for back in range(1, span):
        whole[:, back:] += rows[:, :-back]
        whole[:, :back] = np.nan
    return whole


def past_of(rows: Array, span: int, rule: SumsRule) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Return mean, variance and "is there enough" of the values that lie wholly in the past of each week."""
    known = np.isfinite(rows)
    filled = np.where(known, rows, 0.0)
    size, total, squares = (_running(each, span, rule) for each in (known.astype(float), filled, filled**2))
    enough = size >= rule.year / 2 - span
    size = np.maximum(size, 2.0)
    mean = total / size
    variance = np.maximum((squares - size * mean**2) / (size - 1), 0.0)
    return mean, variance, enough


def _running(values: Array, span: int, rule: SumsRule) -> Array:
    """Return the sum over the past of each week: it ends `left_out` weeks before, and is at most `past` weeks long."""
    cumulated = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    weeks = np.arange(values.shape[1])
    last = np.maximum(weeks - rule.left_out, 0)
    first = np.minimum(np.maximum(weeks - rule.past, 0) + span - 1, last)
    found: Array = cumulated[:, last] - cumulated[:, first]
    return found


def _season(rows: Array, rule: SumsRule) -> Array:
    """Return the lowest mean of the same weeks of past years; 0 with fewer than two of them."""
    known = np.isfinite(rows)
    size, total = (
        _around(each, rule.half_window) for each in (known.astype(float), np.where(known, rows, 0.0))
    )
    means = np.where(size > 0, total / np.maximum(size, 1.0), np.nan)
    lowest, years = np.full(rows.shape, np.inf), np.zeros(rows.shape)
    for back in range(rule.year, min(rule.years * rule.year, rows.shape[1] - 1) + 1, rule.year):
        same = means[:, :-back]
        there = np.isfinite(same)
        lowest[:, back:] = np.where(there, np.minimum(lowest[:, back:], same), lowest[:, back:])
        years[:, back:] += there
    return np.where(years >= LEAST_SEASONS, lowest, 0.0)


def _around(values: Array, half_window: int) -> Array:
    cumulated = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    weeks = np.arange(values.shape[1])
    last = np.minimum(weeks + half_window + 1, values.shape[1])
    found: Array = cumulated[:, last] - cumulated[:, np.maximum(weeks - half_window, 0)]
    return found
