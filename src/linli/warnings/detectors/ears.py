"""The three EARS detectors: a count far above the mean of the few periods just before it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.special import ndtri

Series = NDArray[Any]
LAG = 2
"""Periods that C2 and C3 leave out between the baseline and the period judged, so that a slow rise is no baseline."""


def c1(counts: Series, *, alpha: float = 0.001, baseline: int = 7, least_sigma: float = 0.0) -> Series:
    """Return the threshold of each period from the `baseline` periods right before it; nan where too few came before.

    `counts` may hold several series, one per row; periods run along the last axis. A count above its
    threshold is an alarm.
    """
    mean, sigma = _baseline(counts, baseline, 0, least_sigma)
    return mean - ndtri(alpha) * sigma


def c2(counts: Series, *, alpha: float = 0.001, baseline: int = 7, least_sigma: float = 0.0) -> Series:
    """Return thresholds as C1 does, from a baseline that ends two periods earlier."""
    mean, sigma = _baseline(counts, baseline, LAG, least_sigma)
    return mean - ndtri(alpha) * sigma


def c3(counts: Series, *, alpha: float = 0.025, baseline: int = 7, least_sigma: float = 0.0) -> Series:
    """Return thresholds that fall below the count itself once the two periods before exceeded C2's mean by far.

    As the reference implementation has it: the count is an alarm when the excess of the two periods before, each
    counted in standard deviations above one, adds up to more than the normal quantile.
    """
    mean, sigma = _baseline(counts, baseline, LAG, least_sigma)
    with np.errstate(divide="ignore", invalid="ignore"):
        excess = np.maximum(0.0, (counts - mean) / sigma - 1.0)
    excess = np.nan_to_num(excess, nan=0.0, posinf=0.0)  # a baseline without any spread measures no excess
    bound = counts + sigma * (-ndtri(alpha) - _shifted(excess, 1) - _shifted(excess, 2))
    return np.maximum(0.0, bound)


def _baseline(counts: Series, size: int, lag: int, least_sigma: float) -> tuple[Series, Series]:
    mean, sigma = np.full(counts.shape, np.nan), np.full(counts.shape, np.nan)
    first = size + lag
    if counts.shape[-1] > first:
        windows = sliding_window_view(counts, size, axis=-1)[..., : counts.shape[-1] - first, :]
        mean[..., first:] = windows.mean(axis=-1)
        sigma[..., first:] = np.maximum(windows.std(axis=-1, ddof=1), least_sigma)
    return np.where(np.isfinite(counts), mean, np.nan), sigma


def _shifted(values: Series, by: int) -> Series:
    moved = np.full(values.shape, np.nan)
    moved[..., by:] = values[..., :-by]
    return moved
