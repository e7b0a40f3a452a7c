"""CUSUM: small excesses that go on add up until they are one alarm."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linli.warnings.detectors.sums import SumsRule, past_of

Array = NDArray[Any]


@dataclass(frozen=True)
class CusumRule:
    allowance: float = 0.5
    """Standard deviations above the mean that add nothing."""
    decision: float = 4.0
    """Added standard deviations above which it is an alarm."""
    past: SumsRule = field(default_factory=SumsRule)


def cusum(counts: Array, *, rule: CusumRule) -> Array:
    """Return the threshold of each week of each series (rows): the count that brings the sum above its bound.

    After an alarm the sum begins anew. A missing week leaves it as it was; nan where the past is too short.
    """
    rows = np.atleast_2d(counts)
    mean, variance, enough = past_of(rows, 1, rule.past)
    mean = np.maximum(mean, rule.past.least_mean)
    sigma = np.sqrt(np.maximum(variance, mean))
    bounds = np.full(rows.shape, np.nan)
    total = np.zeros(len(rows))
    for week in range(rows.shape[1]):
        known = enough[:, week] & np.isfinite(rows[:, week])
        bound = mean[:, week] + sigma[:, week] * (rule.decision + rule.allowance - total)
        bounds[known, week] = np.maximum(bound, rule.past.least_count - 0.5)[known]
        step = (rows[:, week] - mean[:, week]) / sigma[:, week] - rule.allowance
        risen = np.where(rows[:, week] > bounds[:, week], 0.0, np.maximum(0.0, total + step))
        total = np.where(known, risen, total)
    return bounds.reshape(counts.shape)
