"""The same regression with steps of the season and a trend, for many series at once and without large matrices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linli.warnings.detectors.regression import (
    LEAST_MEAN,
    MOST_STEPS,
    SMALL_CHANGE,
    down_weighted,
    standing_out,
)

Array = NDArray[Any]
MOST_LOG = 50.0


@dataclass(frozen=True)
class Seasons:
    """Weeks of the past, the same for all series."""

    steps: Array
    """Which step of the season each week is in, from 0 on; each step has weeks."""
    trend: Array | None
    """How long ago each week was, in years; None: without a trend."""

    @property
    def members(self) -> Array:
        """Weeks x steps: 1 where a week is in the step."""
        found: Array = (self.steps[:, None] == np.arange(self.steps.max() + 1)).astype(float)
        return found


@dataclass(frozen=True)
class SeasonFit:
    """A fitted model of each row."""

    logs: Array
    """Logarithm of the mean of each step today: rows x steps."""
    means: Array
    leverage: Array
    dispersion: Array
    """Pearson's, at least 1."""


def season_fit(counts: Array, seasons: Seasons, weights: Array, start: Array | None = None) -> SeasonFit:
    """Fit log(mean) = step of the season + trend to each row by weighted least squares, repeated.

    The cross product of such a design is a diagonal with one border, so it is solved without a matrix. `start` is
    where to begin from. Rows that changed little are done.
    """
    member = seasons.members
    coefficients = np.zeros((len(counts), member.shape[1]))
    slopes = np.zeros(len(counts))
    means = _begun(counts, seasons, member) if start is None else start.copy()
    deviance = np.full(len(counts), np.inf)
    undone = np.arange(len(counts))
    logs_of = _constant(counts)
    for _ in range(MOST_STEPS):
        some, weight = counts[undone], weights[undone]
        coefficients[undone], slopes[undone], fitted = _step(some, means[undone], weight, seasons, member)
        means[undone] = fitted
        now = 2.0 * (weight * (logs_of[undone] - some * np.log(fitted) - some + fitted)).sum(axis=1)
        done = np.abs(now - deviance[undone]) < SMALL_CHANGE * (np.abs(now) + 0.1)
        deviance[undone] = now
        undone = undone[~done]
        if not len(undone):
            break
    leverage = _leverage(weights * means, seasons, member)
    freedom = counts.shape[1] - member.shape[1] - (seasons.trend is not None)
    dispersion = (weights * (counts - means) ** 2 / means).sum(axis=1) / max(freedom, 1)
    return SeasonFit(coefficients, means, leverage, np.maximum(dispersion, 1.0))


def reweighted_season_fit(counts: Array, seasons: Seasons, *, beyond: float) -> SeasonFit:
    """Fit twice; the second time, weeks that stood out by more than `beyond` weigh less, as past outbreaks do."""
    first = season_fit(counts, seasons, np.ones_like(counts))
    outliers = standing_out(counts, first.means, first.leverage, first.dispersion)
    return season_fit(counts, seasons, down_weighted(outliers, beyond), first.means)


def _begun(counts: Array, seasons: Seasons, member: Array) -> Array:
    """A step that never brought anything ends at next to nothing, so it begins there."""
    empty = (counts @ member == 0)[:, seasons.steps]
    found: Array = np.where(empty, LEAST_MEAN, counts + 0.1)
    return found


def _constant(counts: Array) -> Array:
    found: Array = np.where(counts > 0, counts * np.log(np.where(counts > 0, counts, 1.0)), 0.0)
    return found


def _step(
    counts: Array, means: Array, weights: Array, seasons: Seasons, member: Array
) -> tuple[Array, Array, Array]:
    work = weights * means
    target = work * np.log(means) + weights * (counts - means)
    size, right = np.maximum(work @ member, LEAST_MEAN), target @ member
    if seasons.trend is None:
        steps, slope = right / size, np.zeros(len(counts))
        logs = steps @ member.T
    else:
        steps, slope = _bordered(work, target, size, right, seasons.trend, member)
        logs = steps @ member.T + slope[:, None] * seasons.trend
    return steps, slope, np.exp(np.clip(logs, np.log(LEAST_MEAN), MOST_LOG))


def _bordered(
    work: Array, target: Array, size: Array, right: Array, trend: Array, member: Array
) -> tuple[Array, Array]:
    border = (work * trend) @ member
    rest = (work * trend) @ trend - (border**2 / size).sum(axis=1)
    slope = (target @ trend - (border * right / size).sum(axis=1)) / np.maximum(rest, 1e-12)
    return (right - slope[:, None] * border) / size, slope


def _leverage(work: Array, seasons: Seasons, member: Array) -> Array:
    size = np.maximum(work @ member, LEAST_MEAN)
    found: Array = work / size[:, seasons.steps]
    if seasons.trend is not None:
        border = (work * seasons.trend) @ member
        rest = np.maximum((work * seasons.trend) @ seasons.trend - (border**2 / size).sum(axis=1), 1e-12)
        away = seasons.trend - (border / size)[:, seasons.steps]
        found = found + work * away**2 / rest[:, None]
    return found
