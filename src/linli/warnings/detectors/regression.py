"""Quasi-Poisson regression of many series at once: one design, a row of counts for each series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
MOST_STEPS = 25
SMALL_CHANGE = 1e-9
LEAST_MEAN = 1e-10


@dataclass(frozen=True)
class Fit:
    """A fitted model of each row."""

    means: Array
    """Fitted means: rows x observations."""
    coefficients: Array
    spread: Array
    """Inverse of the weighted cross product of the design: rows x terms x terms."""
    leverage: Array
    dispersion: Array
    """Pearson's, at least 1."""
    freedom: int

    def at(self, terms: Array) -> tuple[Array, Array]:
        """Return the mean expected at `terms` and the variance of the logarithm of that expectation."""
        mean = np.exp(np.minimum(self.coefficients @ terms, 50.0))
        return mean, self.dispersion * np.einsum("i,nij,j->n", terms, self.spread, terms)


def fit(counts: Array, design: Array, weights: Array) -> Fit:
    """Fit log(mean) = design x coefficients to each row of `counts` by weighted least squares, repeated."""
    means = counts + 0.1
    logs = np.log(means)
    deviance = np.full(len(counts), np.inf)
    coefficients = np.zeros((len(counts), design.shape[1]))
    for _ in range(MOST_STEPS):
        work = weights * means
        target = logs + (counts - means) / means
        crossed = np.einsum("ri,nr,rj->nij", design, work, design)
        coefficients = _solved(crossed, (work * target) @ design)
        logs = np.clip(coefficients @ design.T, np.log(LEAST_MEAN), 50.0)
        means = np.exp(logs)
        before, deviance = deviance, _deviance(counts, means, weights)
        if np.all(np.abs(deviance - before) < SMALL_CHANGE * (np.abs(deviance) + 0.1)):
            break
    work = weights * means
    spread = _inverse(np.einsum("ri,nr,rj->nij", design, work, design))
    leverage = np.einsum("ri,nij,rj->nr", design, spread, design) * work
    freedom = len(design) - design.shape[1]
    dispersion = (weights * (counts - means) ** 2 / means).sum(axis=1) / max(freedom, 1)
    return Fit(means, coefficients, spread, leverage, np.maximum(dispersion, 1.0), freedom)


def reweighted_fit(counts: Array, design: Array, *, beyond: float) -> Fit:
    """Fit twice; the second time, periods that stood out by more than `beyond` weigh less, as past outbreaks do."""
    first = fit(counts, design, np.ones_like(counts))
    outliers = standing_out(counts, first.means, first.leverage, first.dispersion)
    return fit(counts, design, down_weighted(outliers, beyond))


def standing_out(counts: Array, means: Array, leverage: Array, dispersion: Array) -> Array:
    """Return Anscombe's residuals, standardised."""
    raw = 1.5 * (counts ** (2 / 3) * means ** (-1 / 6) - means**0.5)
    left = np.maximum(1.0 - leverage, 1e-9)
    found: Array = raw / np.sqrt(dispersion[:, None] * left)
    return found


def down_weighted(residuals: Array, beyond: float) -> Array:
    """Return weights of mean 1; what stood out weighs the less, the more it did."""
    far = residuals > beyond
    weights = np.where(far, np.where(far, residuals, 1.0) ** -2.0, 1.0)
    found: Array = weights * (weights.shape[1] / weights.sum(axis=1))[:, None]
    return found


def _deviance(counts: Array, means: Array, weights: Array) -> Array:
    logs = np.where(counts > 0, counts * np.log(np.where(counts > 0, counts, 1.0) / means), 0.0)
    found: Array = 2.0 * (weights * (logs - (counts - means))).sum(axis=1)
    return found


def _solved(crossed: Array, right: Array) -> Array:
    if crossed.shape[1] == 1:
        return right / crossed[:, 0]
    try:
        return np.linalg.solve(crossed, right[..., None])[..., 0]
    except np.linalg.LinAlgError:
        found: Array = np.einsum("nij,nj->ni", np.linalg.pinv(crossed, hermitian=True), right)
        return found


def _inverse(crossed: Array) -> Array:
    try:
        return np.linalg.inv(crossed)
    except np.linalg.LinAlgError:
        return np.linalg.pinv(crossed, hermitian=True)
