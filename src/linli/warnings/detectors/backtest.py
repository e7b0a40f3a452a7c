"""What each detector would have said, week by week, and how often it would have been wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linli.warnings.detectors import ears
from linli.warnings.detectors.cusum import CusumRule, cusum
from linli.warnings.detectors.farrington import (
    LEAST_YEARS_FOR_TREND,
    YEAR,
    Flexible,
    Regression,
    farrington,
    farrington_flexible,
)
from linli.warnings.detectors.sums import SumsRule, sums

Array = NDArray[Any]
DEFAULT = "sums"
MOST_YEARS = 4


@dataclass(frozen=True)
class Settings:
    """How strict each detector is."""

    ears_alpha: float = 0.001
    ears_c3_alpha: float = 0.025
    farrington: Regression = field(default_factory=Regression)
    flexible: Flexible = field(default_factory=Flexible)
    cusum: CusumRule = field(default_factory=CusumRule)
    sums: SumsRule = field(default_factory=SumsRule)


@dataclass(frozen=True)
class CountSeries:
    """Counts of one place and kind, a value for every week from the first to the last; nan where a week is missing."""

    name: str
    unit: str
    first: int
    """Number of the first week."""
    counts: Array
    outbreak: NDArray[np.bool_]
    """Weeks that are known to be outbreaks."""
    has_truth: bool
    start: date | None = None
    """Monday of the first week, where known."""
    year: int = YEAR
    """Periods of a year."""

    @property
    def years(self) -> int:
        """Half of the whole years are the past of the others, at most four."""
        return min(MOST_YEARS, len(self.counts) // self.year // 2)


@dataclass(frozen=True)
class Quality:
    """How a detector did on weeks that it judged and whose truth is known."""

    weeks: int = 0
    outbreak_weeks: int = 0
    found: int = 0
    false: int = 0

    def plus(self, other: Quality) -> Quality:
        return Quality(
            self.weeks + other.weeks,
            self.outbreak_weeks + other.outbreak_weeks,
            self.found + other.found,
            self.false + other.false,
        )

    @property
    def false_a_year(self) -> float | None:
        """False alarms that one weekly series brings in a year."""
        return self.false * YEAR / self.weeks if self.weeks else None


def thresholds(group: list[CountSeries], settings: Settings) -> dict[str, Array]:
    """Return each detector's thresholds for series of one length (rows). nan: not judged; inf: no alarm possible."""
    counts = np.stack([series.counts for series in group])
    years, year = group[0].years, group[0].year
    past = settings.sums.for_periods(year)
    found = {
        "sums": sums(counts, rule=past),
        "ears_c1": ears.c1(counts, alpha=settings.ears_alpha),
        "ears_c2": ears.c2(counts, alpha=settings.ears_alpha),
        "ears_c3": ears.c3(counts, alpha=settings.ears_c3_alpha),
        "cusum": cusum(counts, rule=replace(settings.cusum, past=past)),
    }
    if years:
        found["farrington"] = farrington(counts, rule=replace(settings.farrington, years=years, year=year))
    if years >= LEAST_YEARS_FOR_TREND and group[0].start:
        rule = replace(settings.flexible, years=years)
        found["farrington_flexible"] = farrington_flexible(counts, _mondays(group[0]), rule=rule)
    return found


def _mondays(series: CountSeries) -> list[date]:
    assert series.start
    return [series.start + timedelta(weeks=week) for week in range(len(series.counts))]


def alarms(counts: Array, bounds: Array) -> NDArray[np.bool_]:
    """A week that is missing or not judged raises none."""
    with np.errstate(invalid="ignore"):
        result: NDArray[np.bool_] = counts > bounds
    return result


def quality(series: CountSeries, bounds: Array, *, first: int = 0) -> Quality:
    """Judge the weeks from `first` on (position in the series) that the detector judged."""
    judged = ~np.isnan(bounds) & np.isfinite(series.counts)
    judged[:first] = False
    raised = alarms(series.counts, bounds) & judged
    return Quality(
        int(judged.sum()),
        int((series.outbreak & judged).sum()),
        int((raised & series.outbreak).sum()),
        int((raised & ~series.outbreak).sum()),
    )


def in_groups(all_series: Iterable[CountSeries], most: int = 2_000) -> Iterable[list[CountSeries]]:
    """Series that can be judged together: of the same weeks, at most `most` at a time."""
    groups: dict[tuple[int, int, date | None], list[CountSeries]] = {}
    for series in all_series:
        groups.setdefault((len(series.counts), series.year, series.start), []).append(series)
    for group in groups.values():
        for start in range(0, len(group), most):
            yield group[start : start + most]
