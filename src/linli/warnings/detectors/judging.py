"""The detectors that a city put in force, over all its series at once. No tables, no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linli.warnings.detectors import ears
from linli.warnings.detectors.backtest import MOST_YEARS, Settings
from linli.warnings.detectors.cusum import cusum
from linli.warnings.detectors.farrington import YEAR, farrington, farrington_flexible
from linli.warnings.detectors.scan import Cluster, ScanRule, scan, zones_of
from linli.warnings.detectors.sums import sums
from linli.warnings.policies.index import Level
from linli.warnings.policies.rules import Detector, EarlyRule, ScanSettings

Array = NDArray[Any]
TOGETHER = 4
"""Weeks whose sum must reach the least count."""


@dataclass(frozen=True)
class Counted:
    """A row for each place and kind, a column for each week; nan where nothing is known of a week."""

    keys: tuple[tuple[str, str], ...]
    """Place and kind."""
    first_on: date
    """Monday of the first column."""
    counts: Array

    @property
    def mondays(self) -> list[date]:
        return [self.first_on + timedelta(weeks=week) for week in range(self.counts.shape[1])]

    def until(self, monday: date) -> Counted:
        """Return the same without the weeks after one."""
        weeks = (monday - self.first_on).days // 7 + 1
        return replace(self, counts=self.counts[:, :weeks])


@dataclass(frozen=True)
class Judged:
    """Thresholds of each series and week, and which detector gave them."""

    bounds: Array
    """nan where no detector has seen enough, inf where none could be exceeded."""
    chosen: NDArray[np.int8]
    """Place in the rule's list of detectors; -1: none."""
    alarms: NDArray[np.bool_]


def settings_of(rule: EarlyRule) -> Settings:
    known = Settings()
    return replace(
        known, ears_alpha=rule.ears_alpha, sums=replace(known.sums, alpha=rule.sums_alpha, least_count=3)
    )


def judge(counted: Counted, rule: EarlyRule) -> Judged:
    """Let the first detector of the rule that has seen enough judge each week of each series.

    A week that is missing raises nothing, and neither does one that, with the three before it, brought fewer than the
    least count.
    """
    counts, settings = counted.counts, settings_of(rule)
    bounds = np.full(counts.shape, np.nan)
    chosen = np.full(counts.shape, -1, dtype=np.int8)
    if counts.size:
        for place, detector in enumerate(rule.detectors):
            found = _bounds(detector, counted, settings)
            fresh = np.isnan(bounds) & ~np.isnan(found)
            bounds[fresh], chosen[fresh] = found[fresh], place
    with np.errstate(invalid="ignore"):
        alarms = (counts > bounds) & (_together(counts) >= rule.least_count)
    return Judged(bounds, chosen, alarms)


def _together(counts: Array) -> Array:
    """Return the sum of each week and the three before it; missing weeks bring nothing."""
    added = np.cumsum(np.nan_to_num(counts), axis=1)
    before = np.zeros_like(added)
    before[:, TOGETHER:] = added[:, :-TOGETHER]
    result: Array = added - before
    return result


def _bounds(detector: Detector, counted: Counted, settings: Settings) -> Array:
    counts = counted.counts
    years = min(MOST_YEARS, counts.shape[1] // YEAR // 2)
    nothing = np.full(counts.shape, np.nan)
    match detector:
        case Detector.SUMS:
            return sums(counts, rule=settings.sums)
        case Detector.EARS_C1:
            return ears.c1(counts, alpha=settings.ears_alpha)
        case Detector.EARS_C2:
            return ears.c2(counts, alpha=settings.ears_alpha)
        case Detector.EARS_C3:
            return ears.c3(counts, alpha=settings.ears_c3_alpha)
        case Detector.CUSUM:
            return cusum(counts, rule=replace(settings.cusum, past=settings.sums))
        case Detector.FARRINGTON:
            if not years:
                return nothing
            return farrington(counts, rule=replace(settings.farrington, years=years))
        case Detector.FARRINGTON_FLEXIBLE:
            if not years:
                return nothing
            rule = replace(settings.flexible, years=years)
            return farrington_flexible(counts, counted.mondays, rule=rule)


@dataclass(frozen=True)
class Found:
    """A series that stands out in its last week."""

    area: str
    kind: str
    detector: Detector
    count: float
    bound: float
    level: Level


def standing_out(counted: Counted, judged: Judged, rule: EarlyRule, week: int = -1) -> list[Found]:
    """Return the series that raise an alarm in a week, by its column."""
    found = []
    for row in np.flatnonzero(judged.alarms[:, week]):
        count, bound = float(counted.counts[row, week]), float(judged.bounds[row, week])
        level = rule.bands.level_of(count / max(bound, 0.5))
        detector = rule.detectors[judged.chosen[row, week]]
        found.append(Found(*counted.keys[row], detector, count, bound, level))
    return found


@dataclass(frozen=True)
class FoundTogether:
    """Neighbouring places that stand out together."""

    kind: str
    areas: tuple[str, ...]
    """The place that brought most beyond its share first."""
    cluster: Cluster


def scanned(
    counted: Counted, neighbours: Mapping[str, Sequence[str]], settings: ScanSettings, least: int
) -> list[FoundTogether]:
    """Return for each kind the strongest zone of two places or more that chance would seldom bring."""
    rows_of: dict[str, list[int]] = {}
    for row, (_area, kind) in enumerate(counted.keys):
        rows_of.setdefault(kind, []).append(row)
    found = []
    for kind, rows in sorted(rows_of.items()):
        each = _scan_kind(counted, kind, rows, neighbours, settings)
        if each is not None and each.cluster.count >= least:
            found.append(each)
    return found


def _scan_kind(
    counted: Counted,
    kind: str,
    rows: list[int],
    neighbours: Mapping[str, Sequence[str]],
    settings: ScanSettings,
) -> FoundTogether | None:
    counts = counted.counts[rows]
    past = counts[:, -settings.weeks - settings.baseline_weeks : -settings.weeks]
    if past.shape[1] < settings.baseline_weeks or len(rows) < 3:
        return None
    known = np.isfinite(past).sum(axis=1)
    # A place that had nothing before is expected to bring a little: half a matter in all that time.
    expected = (np.nansum(past, axis=1) + 0.5) / np.maximum(known, 1)
    recent = counts[:, -settings.weeks :]
    areas = [counted.keys[row][0] for row in rows]
    at = {area: place for place, area in enumerate(areas)}
    near = {at[area]: [at[each] for each in neighbours.get(area, ()) if each in at] for area in areas}
    zones = zones_of(near, len(areas))
    awaited = np.repeat(expected[:, None], recent.shape[1], axis=1)
    rule = ScanRule(longest=settings.weeks, trials=settings.trials)
    cluster = scan(recent, awaited, zones, rule=rule)
    if cluster is None or len(cluster.zone) < 2 or cluster.chance > settings.alpha:
        return None
    beyond = np.nansum(recent[:, -cluster.weeks :], axis=1) - expected * cluster.weeks
    ordered = sorted(cluster.zone, key=lambda place: (-beyond[place], areas[place]))
    return FoundTogether(kind, tuple(areas[place] for place in ordered), cluster)
