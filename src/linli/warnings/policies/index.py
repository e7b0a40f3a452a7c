"""The published index: how much of a warning a place and a kind of matter deserve, from 0 to 100."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from statistics import fmean


class Level(IntEnum):
    """Colours of a warning, the higher the more urgent."""

    NONE = 0
    BLUE = 1
    YELLOW = 2
    ORANGE = 3
    RED = 4


@dataclass(frozen=True)
class IndexRule:
    """Weights and scales of the index, and from where each colour begins."""

    count_weight: float = 40
    people_weight: float = 25
    age_weight: float = 20
    unresolved_weight: float = 15
    count_scale: float = 3
    """Times the baseline at which the count has its full weight."""
    people_scale: int = 50
    age_scale: int = 30
    """Days."""
    windows: int = 12
    """Past windows whose mean is the baseline."""
    least_windows: int = 3
    blue: float = 20
    yellow: float = 40
    orange: float = 60
    red: float = 80


@dataclass(frozen=True)
class Measured:
    """What one window of a place and a kind of matter brought."""

    count: int
    before: Sequence[int]
    """Counts of earlier windows, latest last."""
    people: int
    median_age_days: float
    unresolved: int


@dataclass(frozen=True)
class Part:
    """What one input gave to the index: the reason that is shown."""

    name: str
    value: float
    points: float


@dataclass(frozen=True)
class Index:
    value: float | None
    """None when there are too few past windows to compare with."""
    level: Level
    baseline: float | None
    parts: tuple[Part, ...]


def index_of(measured: Measured, rule: IndexRule) -> Index:
    """Return the index, its parts and its colour. A place that had nothing before is compared with one matter."""
    before = list(measured.before)[-rule.windows :]
    if len(before) < rule.least_windows:
        return Index(None, Level.NONE, None, ())
    baseline = fmean(before)
    if not measured.count:
        return Index(0.0, Level.NONE, baseline, ())
    share = measured.unresolved / measured.count
    times = measured.count / max(baseline, 1.0)
    parts = (
        Part("count", times, rule.count_weight * min(1.0, times / rule.count_scale)),
        Part("people", measured.people, rule.people_weight * min(1.0, measured.people / rule.people_scale)),
        Part(
            "age",
            measured.median_age_days,
            rule.age_weight * min(1.0, measured.median_age_days / rule.age_scale),
        ),
        Part("unresolved", share, rule.unresolved_weight * min(1.0, share)),
    )
    value = sum(part.points for part in parts)
    return Index(value, level_of(value, rule), baseline, parts)


def level_of(value: float, rule: IndexRule) -> Level:
    """Return the colour; each begins at its number."""
    starts = (
        (rule.red, Level.RED),
        (rule.orange, Level.ORANGE),
        (rule.yellow, Level.YELLOW),
        (rule.blue, Level.BLUE),
    )
    return next((level for start, level in starts if value >= start), Level.NONE)
