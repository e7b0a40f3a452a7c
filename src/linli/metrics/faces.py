"""Figures as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.areas.errors import BadCode, UnknownArea
from linli.areas.policies.codes import padded
from linli.areas.queries import area_named
from linli.catalogue.queries import kinds
from linli.core.errors import Sentence
from linli.matters.policies import Channel
from linli.metrics.policies.indicators import Dimension, Indicator, Shape
from linli.metrics.queries.answering import Answer, Figure
from linli.people.models import Unit

NOTHING, FEW = "–", "<5"
WIDTH, HEIGHT, EDGE = 600, 120, 6
HOUR, DAY = 60, 24 * 60


def words_of(definition: Indicator, figure: Figure) -> str:
    """Return a figure as people read it."""
    if figure.is_few:
        return FEW
    if figure.value is None:
        return NOTHING
    match definition.shape:
        case Shape.SHARE:
            return f"{figure.value * 100:.1f}%"
        case Shape.SCORE:
            return f"{figure.value:.2f}"
        case Shape.MEDIAN:
            return time_words(int(figure.value))
        case _:
            return f"{figure.value:,.0f}"


def time_words(minutes: int) -> str:
    if minutes < 2 * HOUR:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    if minutes < 2 * DAY:
        return _("%(count)s hours") % {"count": f"{minutes / HOUR:.1f}"}
    return _("%(count)s days") % {"count": f"{minutes / DAY:.1f}"}


def counted_words(definition: Indicator, figure: Figure) -> str:
    """Return what a share was made of."""
    if definition.shape is not Shape.SHARE or figure.value is None or figure.top is None:
        return ""
    top = figure.bottom - figure.top if definition.is_complement and figure.bottom else figure.top
    return f"{top.normalize():f} / {figure.bottom:,}"


@dataclass(frozen=True)
class Line:
    """One row of a table of figures."""

    name: str
    words: str
    counted: str
    share: float | None
    """Length of its bar, between 0 and 1."""
    href: str = ""


@dataclass(frozen=True)
class Chart:
    """A line over days or months, as points of a drawing."""

    points: str
    marks: tuple[tuple[float, float, str], ...]
    """Where each stands, and what it says."""
    first: str
    last: str
    highest: str


def lines_of(found: Answer, address: dict[str, str], *, first: int | None = None) -> list[Line]:
    """Return a line for each figure, the largest first; those kept back and empty ones last. Two queries at most.

    `first`: only so many.
    """
    definition, dimension = found.question.definition, found.question.by[0]
    most = max((each.value for each in found.figures if each.value), default=Decimal(0))
    ordered = sorted(found.figures, key=lambda each: (each.value is None, -(each.value or 0), str(each.keys)))
    ordered = ordered[:first]
    keys = [each.keys[0] for each in ordered]
    names, codes = names_of(dimension, keys), _codes(keys) if dimension is Dimension.UNIT else {}
    return [
        Line(
            names[each.keys[0]],
            words_of(definition, each),
            counted_words(definition, each),
            float(each.value / most) if each.value and most > 0 else None,
            _address(definition, dimension, each.keys[0], address, codes),
        )
        for each in ordered
    ]


def _codes(units: list[int]) -> dict[int, str]:
    return dict(Unit.objects.filter(pk__in=units).values_list("pk", "code"))


def _address(
    definition: Indicator, dimension: Dimension, key: Any, address: dict[str, str], codes: dict[int, str]
) -> str:
    """Return where a line leads: the same figure of that part alone."""
    more = dict(address)
    match dimension:
        case Dimension.AREA:
            try:
                more["place"] = area_named(padded(key)).code
            except (BadCode, UnknownArea):
                return ""
        case Dimension.UNIT:
            code = codes.get(key)
            if not code:
                return ""
            more["unit"] = code
        case Dimension.KIND | Dimension.CHANNEL:
            more[dimension.value] = key
        case _:
            return ""
    more.pop("by", None)
    return f"{reverse('metrics:figure', args=[definition.name])}?{urlencode(more)}"


def names_of(dimension: Dimension, keys: Iterable[Any]) -> dict[Any, str]:
    match dimension:
        case Dimension.AREA:
            return {key: _area(key) for key in keys}
        case Dimension.KIND:
            known = kinds()
            return {
                key: str(known[key].name) if key in known else key or _("not classified yet") for key in keys
            }
        case Dimension.UNIT:
            names = dict(Unit.objects.filter(pk__in=list(keys)).values_list("pk", "name"))
            return {key: names.get(key) or _("no unit yet") for key in keys}
        case Dimension.CHANNEL:
            return {key: str(Channel(key).label) if key in Channel.values else key for key in keys}
        case _:
            return {key: _day(key, dimension) for key in keys}


def _area(prefix: str) -> str:
    try:
        return area_named(padded(prefix)).name
    except (BadCode, UnknownArea):
        return prefix


def _day(day: date, dimension: Dimension) -> str:
    return f"{day:%Y-%m}" if dimension is Dimension.MONTH else day.isoformat()


def chart_of(found: Answer) -> Chart | None:
    """Return the line of an answer by day or month, None where there are fewer than two points."""
    known = [each for each in found.figures if each.value is not None]
    if len(known) < 2:
        return None
    definition, dimension = found.question.definition, found.question.by[0]
    top = Decimal(1) if definition.shape is Shape.SHARE else max(each.value or Decimal(0) for each in known)
    top = max(top, max(each.value or Decimal(0) for each in known)) or Decimal(1)
    begin, end = known[0].keys[0], known[-1].keys[0]
    marks = []
    for each in known:
        across = (each.keys[0] - begin).days / ((end - begin).days or 1)
        up = float((each.value or Decimal(0)) / top)
        said = f"{_day(each.keys[0], dimension)}: {words_of(definition, each)}"
        marks.append(
            (
                round(EDGE + across * (WIDTH - 2 * EDGE), 1),
                round(HEIGHT - EDGE - up * (HEIGHT - 2 * EDGE), 1),
                said,
            )
        )
    highest = max(known, key=lambda each: each.value or Decimal(0))
    return Chart(
        " ".join(f"{x},{y}" for x, y, _said in marks),
        tuple(marks),
        _day(begin, dimension),
        _day(end, dimension),
        words_of(definition, highest),
    )


@dataclass(frozen=True)
class Tile:
    label: Sentence
    words: str
    counted: str
    href: str
    sentence: Sentence
