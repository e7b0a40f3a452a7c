"""The detectors over the city's own past: what would have warned, when, and how often for nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linli.core.time import city_day
from linli.rulebook.errors import RuleExpired, RuleMissing
from linli.rulebook.queries import in_force
from linli.warnings.detectors.farrington import YEAR
from linli.warnings.detectors.judging import Counted, judge
from linli.warnings.models import Look
from linli.warnings.policies.index import IndexRule, Measured, index_of
from linli.warnings.policies.rules import Detector, EarlyRule
from linli.warnings.queries.early import Window, counted, windows, windows_before

KEPT = 500
"""Alarms of the rule in force that are kept, newest first."""
MOST_QUIET = 400
"""Series of the quiet city."""
SEED = 7
INDEX = "index"
"""What the published index is called among the detectors."""
Key = tuple[str, str]


def backtest(*, now: datetime) -> Look | None:
    """Judge every week of the past with each detector and keep it with the newest look. Once a week is enough.

    A city that never had an outbreak is dealt from the same series: each with its mean and its scatter outside the
    weeks that raise an alarm. What a detector says about that city is a false alarm for certain.
    """
    row = Look.objects.order_by("-week_on").first()
    if row is None or row.figures:
        return row
    try:
        rule, index = in_force(EarlyRule, city_day(now)).value, in_force(IndexRule, city_day(now)).value
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
    seen = windows(rule, index, series, now, most=series.counts.shape[1])
    figures.append(_index_figures(series, quiet, seen, index))
    told = [*_alarms(series, in_use.alarms, in_use.bounds), *_index_alarms(series, seen, index)]
    told.sort(key=itemgetter(0), reverse=True)
    Look.objects.filter(pk=row.pk).update(figures=figures, alarms=told[:KEPT])
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


def _index_figures(
    series: Counted, quiet: Counted, seen: Sequence[Window], rule: IndexRule
) -> dict[str, Any]:
    """Return how often the index would have warned, and how often in the quiet city.

    There each place and kind has as many people, as old and as much unsolved as its windows usually had.
    """
    size = rule.window_weeks
    judged = max(0, series.counts.shape[1] // size - rule.least_windows)
    scale = len(series.keys) * YEAR / size
    alarms = sum(_warns(each.measured, rule) for each in seen)
    usual = _usual(seen)
    false = sum(
        _warns(each, rule)
        for row, key in enumerate(quiet.keys)
        if key in usual
        for each in _dealt(quiet.counts[row], usual[key], rule)
    )
    windows_judged, calm = judged * len(series.keys), judged * len(quiet.keys)
    return {
        "detector": INDEX,
        "weeks": windows_judged * size,
        "alarms": alarms,
        "a_year": round(alarms / windows_judged * scale, 1) if windows_judged else None,
        "false_a_year": round(false / calm * scale, 1) if calm else None,
    }


@dataclass(frozen=True)
class _Usual:
    people_each: float
    age_days: float
    unresolved: float


def _usual(seen: Sequence[Window]) -> dict[Key, _Usual]:
    """Return the middle of what the windows of each place and kind had."""
    of_key: dict[Key, list[Measured]] = {}
    for each in seen:
        of_key.setdefault(each.key, []).append(each.measured)
    return {
        key: _Usual(
            median(each.people / each.count for each in found),
            median(each.median_age_days for each in found),
            median(each.unresolved / each.count for each in found),
        )
        for key, found in of_key.items()
    }


def _dealt(counts: NDArray[Any], usual: _Usual, rule: IndexRule) -> Iterable[Measured]:
    for until in range(len(counts), 0, -rule.window_weeks):
        window = counts[max(0, until - rule.window_weeks) : until]
        if np.isfinite(window).all() and window.sum() >= rule.least_count:
            count = int(window.sum())
            yield Measured(
                count,
                windows_before(counts[:until], rule),
                round(count * usual.people_each),
                usual.age_days,
                round(count * usual.unresolved),
            )


def _warns(measured: Measured, rule: IndexRule) -> bool:
    value = index_of(measured, rule).value
    return value is not None and value >= rule.enter


def _index_alarms(series: Counted, seen: Sequence[Window], rule: IndexRule) -> list[list[Any]]:
    mondays, found = series.mondays, []
    for each in seen:
        value = index_of(each.measured, rule).value
        if value is not None and value >= rule.enter:
            week = mondays[len(mondays) - 1 - each.back * rule.window_weeks]
            found.append([week.isoformat(), *each.key, each.measured.count, rule.enter, round(value, 1)])
    return sorted(found, key=itemgetter(0), reverse=True)[:KEPT]


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
