"""Counts over time as a drawing: the weeks of a warning with the threshold beside them, the matters of an issue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from linli.core.moments import day_words
from linli.warnings.queries.hot import Stretch
from linli.warnings.wording import figure

WIDTH, HEIGHT, EDGE = 600, 140, 8
WIDEST = 40
FEW = 5


@dataclass(frozen=True)
class Bar:
    """One stretch of time. `words` say what the bar shows, `dark` is the height of its darker part."""

    x: float
    y: float
    width: float
    height: float
    week: str
    words: str
    bound: str = ""
    is_alarm: bool = False
    is_unknown: bool = False
    dark: float = 0.0

    @property
    def dark_y(self) -> float:
        return self.y + self.height - self.dark


@dataclass(frozen=True)
class Chart:
    bars: tuple[Bar, ...]
    line: str
    """Points of the threshold; empty: there is none."""
    label: str
    highest: str
    width: int = WIDTH
    height: int = HEIGHT


def chart_of(evidence: dict[str, Any], *, hides_few: bool = False, last: int = 53) -> Chart | None:
    """Return the weeks that a warning was raised by. With `hides_few` no count below five is told or drawn as it is."""
    counts = evidence["counts"][-last:]
    bounds = (evidence.get("bounds") or [None] * len(evidence["counts"]))[-last:]
    if not counts:
        return None
    first = date.fromisoformat(evidence["first_on"]) + timedelta(weeks=len(evidence["counts"]) - len(counts))
    few = [hides_few and count is not None and 0 < count < FEW for count in counts]
    told = [FEW / 2 if is_few else count for count, is_few in zip(counts, few, strict=True)]
    top = max([count or 0 for count in told] + [bound or 0 for bound in bounds] + [1]) * 1.05
    step = (WIDTH - 2 * EDGE) / len(counts)
    bars = tuple(
        _bar(place, first, told[place], bounds[place], top, step, is_few=few[place])
        for place in range(len(counts))
    )
    highest = max((count for count in counts if count is not None), default=0)
    label = _("%(weeks)s weeks from %(first)s to %(last)s; the last brought %(count)s.") % {
        "weeks": len(counts),
        "first": day_words(first),
        "last": day_words(first + timedelta(weeks=len(counts) - 1)),
        "count": bars[-1].words,
    }
    hides_all = hides_few and 0 < highest < FEW
    return Chart(bars, _line(bounds, top, step), label, _("fewer than 5") if hides_all else figure(highest))


def chart_of_stretches(stretches: Sequence[Stretch]) -> Chart | None:
    """Return how many matters came in when; the darker part of a bar is still open."""
    if not stretches:
        return None
    top = max(each.matters for each in stretches)
    step = (WIDTH - 2 * EDGE) / len(stretches)
    high = (HEIGHT - 2 * EDGE) / max(top, 1)
    bars = tuple(
        Bar(
            x=round(EDGE + (place + 0.1) * step, 1),
            y=round(HEIGHT - EDGE - high * each.matters, 1),
            width=round(min(step * 0.8, WIDEST), 1),
            height=round(high * each.matters, 1),
            week=day_words(each.first_on),
            words=figure(each.matters),
            dark=round(high * each.unresolved, 1),
        )
        for place, each in enumerate(stretches)
    )
    period = {"first": day_words(stretches[0].first_on), "last": day_words(stretches[-1].last_on)}
    return Chart(bars, "", _("Matters from %(first)s to %(last)s.") % period, figure(top))


def _bar(
    place: int,
    first: date,
    count: float | None,
    bound: float | None,
    top: float,
    step: float,
    *,
    is_few: bool,
) -> Bar:
    height = (count or 0) / top * (HEIGHT - 2 * EDGE)
    words = _("fewer than 5") if is_few else _("not counted") if count is None else figure(count)
    return Bar(
        x=round(EDGE + place * step + step * 0.1, 1),
        y=round(HEIGHT - EDGE - height, 1),
        width=round(min(step * 0.8, WIDEST), 1),
        height=round(height, 1),
        week=day_words(first + timedelta(weeks=place)),
        words=words,
        bound="" if bound is None else figure(bound),
        is_alarm=count is not None and bound is not None and count > bound and not is_few,
        is_unknown=count is None,
    )


def _line(bounds: Sequence[float | None], top: float, step: float) -> str:
    points = []
    for place, bound in enumerate(bounds):
        if bound is not None:
            y = round(HEIGHT - EDGE - bound / top * (HEIGHT - 2 * EDGE), 1)
            points += [f"{EDGE + place * step:.1f},{y}", f"{EDGE + (place + 1) * step:.1f},{y}"]
    return " ".join(points)
