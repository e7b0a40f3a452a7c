"""What stands out: in the counts of one place, by the index, and in neighbouring places together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from linli.areas.policies.codes import Level as AreaLevel
from linli.areas.queries.neighbours import neighbours
from linli.warnings.detectors.judging import Counted, Judged, scanned, standing_out
from linli.warnings.policies.index import Index, IndexRule, Level, index_of
from linli.warnings.policies.rules import EarlyRule, Family
from linli.warnings.queries.early import measured

SHOWN_WEEKS = 53
"""Weeks of a series that are kept with a warning, so that it can be looked at as it was."""
Key = tuple[str, str, str]
"""Family, place and kind."""


@dataclass(frozen=True)
class Finding:
    """Something that stands out, before it is a warning."""

    family: Family
    area: str
    kind: str
    value: float
    threshold: float
    level: Level
    week_on: date
    evidence: Mapping[str, Any]
    detector: str = ""

    @property
    def key(self) -> Key:
        return self.family.value, self.area, self.kind

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(self.evidence.get("zone") or (self.area,))


def of_series(series: Counted, judged: Judged, rule: EarlyRule) -> Iterable[Finding]:
    at = {key: row for row, key in enumerate(series.keys)}
    weeks = range(max(0, series.counts.shape[1] - 2), series.counts.shape[1])
    for week in weeks:
        for each in standing_out(series, judged, rule, week):
            row = at[each.area, each.kind]
            evidence = _series_evidence(series, row, week, judged) | {"detector": each.detector.value}
            yield Finding(
                Family.SERIES,
                each.area,
                each.kind,
                each.count,
                each.bound,
                each.level,
                series.mondays[week],
                evidence,
                each.detector.value,
            )


def _series_evidence(series: Counted, row: int, week: int, judged: Judged | None = None) -> dict[str, Any]:
    first = max(0, week + 1 - SHOWN_WEEKS)
    span = slice(first, week + 1)
    mondays = series.mondays
    return {
        "first_on": mondays[first].isoformat(),
        "since": mondays[week].isoformat(),
        "counts": [_plain(each) for each in series.counts[row, span]],
        "bounds": [_plain(each) for each in judged.bounds[row, span]] if judged else [],
    }


def _plain(value: float) -> float | None:
    return round(float(value), 3) if np.isfinite(value) else None


def index_values(
    rule: EarlyRule, index: IndexRule, complete: Counted, now: datetime
) -> dict[tuple[str, str], Index]:
    found = measured(rule, index, complete, now)
    return {key: index_of(each, index) for key, each in found.items()}


def of_index(
    indexes: Mapping[tuple[str, str], Index], index: IndexRule, complete: Counted
) -> Iterable[Finding]:
    at = {key: row for row, key in enumerate(complete.keys)}
    last = complete.counts.shape[1] - 1
    for (area, kind), each in indexes.items():
        if each.value is None or each.value < index.enter:
            continue
        evidence = _series_evidence(complete, at[area, kind], last)
        since = complete.mondays[last] - timedelta(weeks=index.window_weeks - 1)
        evidence |= {
            "since": since.isoformat(),
            "baseline": _plain(each.baseline or 0.0),
            "parts": [[part.name, round(part.value, 2), round(part.points, 1)] for part in each.parts],
        }
        yield Finding(
            Family.INDEX,
            area,
            kind,
            round(each.value, 1),
            index.enter,
            each.level,
            complete.mondays[last],
            evidence,
        )


def of_scan(complete: Counted, rule: EarlyRule) -> Iterable[Finding]:
    if rule.scan is None:
        return
    at = {key: row for row, key in enumerate(complete.keys)}
    last = complete.counts.shape[1] - 1
    near = neighbours(AreaLevel[rule.place.upper()])
    for each in scanned(complete, near, rule.scan, rule.least_count):
        cluster = each.cluster
        rows = [at[area, each.kind] for area in each.areas]
        together = Counted(
            ((each.areas[0], each.kind),), complete.first_on, complete.counts[rows].sum(axis=0)[None]
        )
        evidence = _series_evidence(together, 0, last) | {
            "since": (complete.mondays[last] - timedelta(weeks=cluster.weeks - 1)).isoformat(),
            "zone": list(each.areas),
            "weeks": cluster.weeks,
            "expected": _plain(cluster.expected),
            "chance": float(f"{cluster.chance:.2g}"),
        }
        level = rule.bands.level_of(cluster.count / max(cluster.expected, 0.5))
        yield Finding(
            Family.SCAN,
            each.areas[0],
            each.kind,
            cluster.count,
            round(cluster.expected, 2),
            level,
            complete.mondays[last],
            evidence,
        )


def strongest(findings: Iterable[Finding]) -> list[Finding]:
    """Return one finding for each family, place and kind."""
    found: dict[Key, Finding] = {}
    for each in findings:
        if each.key not in found or each.level > found[each.key].level:
            found[each.key] = each
    return list(found.values())
