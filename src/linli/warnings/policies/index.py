"""The published index: how much of a warning a place and a kind of matter deserve, from 0 to 100."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import ClassVar, Self

from django.db.models import IntegerChoices
from django.utils.translation import gettext_lazy as _
from pydantic import Field, model_validator

from linli.rulebook.policies import Rule, rule
from linli.warnings.errors import LinesOutOfOrder, WeightsNotWhole


class Level(IntegerChoices):
    """Colours of a warning, the higher the more urgent."""

    NONE = 0, _("None")
    BLUE = 1, _("Blue")
    YELLOW = 2, _("Yellow")
    ORANGE = 3, _("Orange")
    RED = 4, _("Red")


@rule
class IndexRule(Rule):
    """Weights and scales of the index, and from where each colour begins."""

    key: ClassVar[str] = "warnings.index"

    count_weight: float = Field(default=40, ge=0, le=100)
    affected_weight: float = Field(default=25, ge=0, le=100)
    age_weight: float = Field(default=20, ge=0, le=100)
    unresolved_weight: float = Field(default=15, ge=0, le=100)
    count_scale: float = Field(default=3, gt=0)
    """Times the baseline at which the count has its full weight."""
    affected_scale: int = Field(default=50, ge=1)
    age_scale: int = Field(default=30, ge=1)
    """Days."""
    window_weeks: int = Field(default=1, ge=1, le=8)
    windows: int = Field(default=12, ge=1, le=104)
    """Past windows whose mean is the baseline."""
    least_windows: int = Field(default=3, ge=1)
    least_count: int = Field(default=5, ge=3)
    """Fewer matters in a window raise nothing: a tiny place is no warning."""
    blue: float = 20
    yellow: float = 40
    orange: float = 60
    red: float = 80
    enter: float = Field(default=40, gt=0, le=100)
    """A warning is proposed from here on."""
    leave: float = Field(default=30, gt=0, le=100)
    """Windows below it are quiet."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        weights = self.count_weight + self.affected_weight + self.age_weight + self.unresolved_weight
        if abs(weights - 100) > 1e-9:
            raise ValueError(WeightsNotWhole(total=f"{weights:g}"))
        if not 0 < self.blue < self.yellow < self.orange < self.red <= 100 or self.leave > self.enter:
            raise ValueError(LinesOutOfOrder())
        return self


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
        Part(
            "affected",
            measured.people,
            rule.affected_weight * min(1.0, measured.people / rule.affected_scale),
        ),
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
