"""The detectors over the city's own past: what would have warned, when, and how often for nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linli.core.time import city_day
from linli.rulebook.errors import RuleExpired, RuleMissing
from linli.rulebook.queries import in_force
from linli.warnings.detectors.farrington import YEAR
from linli.warnings.detectors.judging import Counted, judge
from linli.warnings.models import Look
from linli.warnings.policies.rules import Detector, EarlyRule
from linli.warnings.queries.early import counted

KEPT = 500
"""Alarms of the rule in force that are kept, newest first."""
MOST_QUIET = 400
"""Series of the quiet city."""
SEED = 7


def backtest(*, now: datetime) -> Look | None:
    """Judge every week of the past with each detector and keep it with the newest look. Once a week is enough.

    A city that never had an outbreak is dealt from the same series: each with its mean and its scatter outside the
    weeks that raise an alarm. What a detector says about that city is a false alarm for certain.
    """
    row = Look.objects.order_by("-week_on").first()
    if row is None or row.figures:
        return row
    try:
        rule = in_force(EarlyRule, city_day(now)).value
    except (RuleMissing, RuleExpired):
        return row
    series = counted(rule, row.week_on)
    if not series.counts.size:
        return row
    in_use = judge(series, rule)
    quiet = quiet_city(series, in_use.alarms)
    figures = [_figures("", series, quiet, rule)]
    figures += [
        _figures(each.value, series, quiet, rule.model_copy(update={"detectors": (each,)}))
        for each in Detector
    ]
    Look.objects.filter(pk=row.pk).update(
        figures=figures, alarms=_alarms(series, in_use.alarms, in_use.bounds)
    )
    row.refresh_from_db()
    return row


def quiet_city(series: Counted, alarms: NDArray[np.bool_]) -> Counted:
    """Return as many weeks as there were, dealt by each series' own mean and scatter. Always the same."""
    rows = np.linspace(0, len(series.keys) - 1, min(MOST_QUIET, len(series.keys))).astype(int)
    calm = np.where(alarms[rows], np.nan, series.counts[rows])
    known = np.maximum(np.isfinite(calm).sum(axis=1), 1)
    mean = np.nansum(calm, axis=1) / known
    scatter = np.nansum((calm - mean[:, None]) ** 2, axis=1) / np.maximum(known - 1, 1)
    dealt = np.random.default_rng(SEED)
    counts = np.empty(calm.shape)
    for row, (middle, spread) in enumerate(zip(mean, scatter, strict=True)):
        if spread > middle * 1.05 and middle > 0:
            share = middle**2 / (spread - middle)
            counts[row] = dealt.negative_binomial(share, share / (share + middle), calm.shape[1])
        else:
            counts[row] = dealt.poisson(middle, calm.shape[1])
    counts[np.isnan(series.counts[rows])] = np.nan
    return Counted(tuple(series.keys[row] for row in rows), series.first_on, counts)


def _figures(name: str, series: Counted, quiet: Counted, rule: EarlyRule) -> dict[str, Any]:
    """Return a detector's alarms, and those in the quiet city scaled to the whole one, for a year."""
    found, calm = judge(series, rule), judge(quiet, rule)
    weeks, calm_weeks = (int((~np.isnan(each.bounds)).sum()) for each in (found, calm))
    alarms, false = int(found.alarms.sum()), int(calm.alarms.sum())
    scale = len(series.keys) * YEAR
    return {
        "detector": name,
        "weeks": weeks,
        "alarms": alarms,
        "a_year": round(alarms / weeks * scale, 1) if weeks else None,
        "false_a_year": round(false / calm_weeks * scale, 1) if calm_weeks else None,
    }


def _alarms(series: Counted, alarms: NDArray[np.bool_], bounds: NDArray[Any]) -> list[list[Any]]:
    rows, weeks = np.nonzero(alarms)
    newest = np.lexsort((rows, -weeks))[:KEPT]
    mondays = series.mondays
    return [
        [
            mondays[weeks[at]].isoformat(),
            *series.keys[rows[at]],
            int(series.counts[rows[at], weeks[at]]),
            round(float(bounds[rows[at], weeks[at]]), 1),
        ]
        for at in newest
    ]
