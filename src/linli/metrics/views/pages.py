from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.areas.queries import area_named
from linli.core.errors import Incomplete
from linli.core.time import city_day
from linli.matters.views.listing import row_of
from linli.metrics.access import Scope, require_view, scope_of
from linli.metrics.errors import FiguresNotReady
from linli.metrics.faces import Tile, chart_of, counted_words, lines_of, words_of
from linli.metrics.forms import WindowForm
from linli.metrics.policies.grammar import Question, definition_of
from linli.metrics.policies.indicators import INDICATORS, Dimension, Indicator
from linli.metrics.queries.answering import answer
from linli.metrics.queries.asking import ask
from linli.metrics.queries.behind import behind, has_list
from linli.metrics.queries.glance import HEAD, TABLES
from linli.metrics.queries.sources import FRESH, source_for
from linli.people.access import Viewer, viewer_of_request
from linli.people.models import Unit

SHOWN = 12
"""Lines of a table at a glance; all of them are on the figure's own page."""
MONTHS_FROM = 92
"""Longer periods are drawn by month."""


View = Callable[..., HttpResponse]


def soon(view: View) -> View:
    """Say in words that figures are being made, with what there is meanwhile, where a page would have none."""

    @wraps(view)
    def show(request: HttpRequest, name: str = "") -> HttpResponse:
        try:
            return view(request, name) if name else view(request)
        except FiguresNotReady:
            definition = INDICATORS[name] if name else None
            return render(request, "metrics/soon.html", {"definition": definition})

    return show


@require_safe
@soon
def index(request: HttpRequest) -> HttpResponse:
    """The figures of a place or unit at a glance, units and areas beside each other."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    page = _Page(request, viewer, now)
    source = source_for(now)
    tiles = []
    for name in HEAD:
        found = answer(page.ask(name), source)
        definition = INDICATORS[name]
        tiles.append(
            Tile(
                definition.label,
                words_of(definition, found.figure),
                counted_words(definition, found.figure),
                page.href(name),
                definition.sentence,
            )
        )
    tables = []
    for name, dimension in TABLES:
        found = answer(page.ask(name, dimension), source)
        told = [each for each in lines_of(found, page.address, first=SHOWN) if each.share is not None]
        table = (INDICATORS[name], dimension.label, told, page.href(name, dimension))
        tables.append((*table, len(found.figures) - len(told)))
    trend = answer(page.ask("opened", page.step), source)
    context = page.context() | {
        "tiles": tiles,
        "tables": tables,
        "chart": chart_of(trend),
        "until": trend.until,
        "is_old": now - source.at >= FRESH,
    }
    return render(request, "metrics/index.html", context)


@require_safe
@soon
def figure(request: HttpRequest, name: str) -> HttpResponse:
    """What one figure means, how it stands, how it went, and its parts."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    definition = definition_of(name)
    page = _Page(request, viewer, now, definition)
    source = source_for(now)
    found = answer(page.ask(name), source)
    by = page.by
    context = page.context() | {
        "definition": definition,
        "value": words_of(definition, found.figure),
        "counted": counted_words(definition, found.figure),
        "answer": found,
        "chart": chart_of(answer(page.ask(name, page.step), source)),
        "lines": lines_of(answer(page.ask(name, by), source), page.address) if by else [],
        "by": by,
        "list": f"{reverse('metrics:behind', args=[name])}?{urlencode(page.address)}"
        if has_list(definition)
        else "",
        "is_old": now - source.at >= FRESH,
    }
    return render(request, "metrics/figure.html", context)


@require_safe
@soon
def behind_figure(request: HttpRequest, name: str) -> HttpResponse:
    """The matters that a figure counts, a page at a time."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    definition = definition_of(name)
    page = _Page(request, viewer, now, definition)
    part, cursor = request.GET.get("part", "counted"), request.GET.get("cursor", "")
    before = int(cursor) if cursor.isdecimal() else None
    rows, following = [], None
    if has_list(definition):
        found = behind(viewer, page.ask(name), source_for(now), whole=part == "all", before=before)
        rows, following = [row_of(each, now) for each in found.rows], found.next
    parts = [("counted", definition.counts or definition.label), ("all", definition.of)]
    context = page.context() | {
        "definition": definition,
        "parts": [(each, words, each == part) for each, words in parts if words]
        if definition.denominator
        else [],
        "rows": rows,
        "address": urlencode(page.address),
        "next": urlencode({**page.address, "part": part, "cursor": following}) if following else "",
    }
    return render(request, "metrics/behind.html", context)


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """What each indicator means."""
    require_view(viewer_of_request(request, timezone.now()))
    return render(request, "metrics/catalogue.html", {"definitions": INDICATORS.values()})


class _Page:
    """What a request is about: whose work, which days, by what."""

    def __init__(
        self, request: HttpRequest, viewer: Viewer, now: datetime, definition: Indicator | None = None
    ) -> None:
        known = definition.dimensions if definition else frozenset[Dimension]()
        choices = [("", _("nothing"))]
        choices += [
            (str(each.value), str(each.label)) for each in Dimension if each in known and each not in TIMES
        ]
        given = request.GET.copy()
        given.setdefault("last", "")
        self.form = WindowForm(given, choices=choices, today=city_day(now))
        if not self.form.is_valid():
            raise Incomplete
        clean = self.form.cleaned_data
        self.scope: Scope = scope_of(viewer, place=clean["place"], unit=clean["unit"])
        self.first, self.last = self.form.window()
        self.kind, self.channel = clean["kind"], clean["channel"]
        self.by = Dimension(clean["by"]) if clean["by"] else None
        self.form.initial = {}
        filled = {**clean, "first": self.first, "last": self.last}
        self.form = WindowForm(
            {name: value.isoformat() if isinstance(value, date) else value for name, value in filled.items()},
            choices=choices,
            today=city_day(now),
        )

    @property
    def step(self) -> Dimension:
        return Dimension.MONTH if (self.last - self.first).days > MONTHS_FROM else Dimension.DAY

    @property
    def address(self) -> dict[str, str]:
        clean = {name: self.form.data.get(name, "") for name in ("place", "unit", "kind", "channel", "by")}
        days = {"first": self.first.isoformat(), "last": self.last.isoformat()}
        return {**days, **{name: value for name, value in clean.items() if value}}

    def ask(self, name: str, by: Dimension | None = None) -> Question:
        only = {"kind": self.kind, "channel": self.channel}
        return ask(name, self.scope, self.first, self.last, by=[by] if by else [], **only)

    def href(self, name: str, by: Dimension | None = None) -> str:
        more = {**self.address, **({"by": by.value} if by else {})}
        return f"{reverse('metrics:figure', args=[name])}?{urlencode(more)}"

    def context(self) -> dict[str, Any]:
        return {
            "form": self.form,
            "whose": self.whose(),
            "first": self.first,
            "last": self.last,
            "home": f"{reverse('metrics:index')}?{urlencode({k: v for k, v in self.address.items() if k != 'by'})}",
        }

    def whose(self) -> str:
        names = list(
            Unit.objects.filter(pk__in=self.scope.units).order_by("pk").values_list("name", flat=True)[:3]
        )
        return "、".join(names) if names else area_named(self.scope.place).name


TIMES = frozenset({Dimension.DAY, Dimension.MONTH})
