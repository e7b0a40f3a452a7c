from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from linli.core.time import city_day
from linli.metrics.access import require_view, scope_of
from linli.metrics.answers import answer_out, definitions_out
from linli.metrics.policies.indicators import Dimension
from linli.metrics.queries.answering import answer
from linli.metrics.queries.asking import ask
from linli.metrics.queries.sources import source_for
from linli.people.access import Viewer

router = Router(tags=["figures"])


class IndicatorOut(Schema):
    name: str
    label: str
    sentence: str
    counts: str
    """The numerator in words."""
    of: str
    """The denominator in words; empty: it is a count."""
    grain: str
    shape: str
    excludes: str
    dimensions: list[str]
    measures: list[str]
    rule: str
    """Key of the rulebook entry with its weights; empty: none."""
    smallest: int
    """Figures that rest on fewer cases, but more than none, are kept back."""


class FigureOut(Schema):
    area: str | None = None
    """Digits that the codes of its places begin with."""
    kind: str | None = None
    unit: int | None = None
    channel: str | None = None
    day: date | None = None
    month: date | None = None
    value: str | None
    """A share between 0 and 1, a count, a score or minutes, with all its digits; null: nothing was due, or `few`."""
    numerator: str | None
    denominator: int | None
    few: bool


class AnswerOut(Schema):
    indicator: str
    first: date
    last: date
    by: list[str]
    place: str
    editions: list[int]
    source: str
    until: date
    """Last day that was over."""
    figures: list[FigureOut]


class Asked(Schema):
    first: date | None = None
    """First day; by default thirty days before the last."""
    last: date | None = None
    """Last day, inclusive; by default yesterday."""
    by: list[Dimension] = []
    place: str = ""
    unit: str = ""
    kind: str = ""
    channel: str = ""


def _viewer(request: HttpRequest) -> Viewer:
    return request.auth  # type: ignore[attr-defined,no-any-return]


@router.get("", response=list[IndicatorOut], summary="What the indicators mean")
def indicators(request: HttpRequest) -> list[dict[str, Any]]:
    require_view(_viewer(request))
    return definitions_out()


@router.get("/{indicator}", response=AnswerOut, summary="One indicator")
def compute(request: HttpRequest, indicator: str, asked: Query[Asked]) -> dict[str, Any]:
    now = timezone.now()
    scope = scope_of(_viewer(request), place=asked.place, unit=asked.unit)
    last = asked.last or city_day(now) - timedelta(days=1)
    first = asked.first or last - timedelta(days=29)
    by = [each.value for each in asked.by]
    question = ask(indicator, scope, first, last, by=by, kind=asked.kind, channel=asked.channel)
    out = answer_out(answer(question, source_for(now)))
    return {**out, "first": out.pop("from"), "last": out.pop("to")}
