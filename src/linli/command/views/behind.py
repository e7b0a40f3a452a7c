from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.catalogue.queries import kinds
from linli.command.access import require_place, whole_of
from linli.command.errors import NoSuchFigure
from linli.command.faces import counted_words, face_of
from linli.command.policies import INDICATORS, Shape
from linli.command.queries.board import asked, board_of, rule_of
from linli.command.views.pages import crumbs
from linli.core.errors import Sentence
from linli.matters.queries.figures import BEHIND, Place, list_behind
from linli.matters.views.listing import row_of
from linli.people.access import viewer_of_request

PARTS: dict[str, Sentence] = {"all": _("All"), "counted": _("Counted"), "not_counted": _("Not counted")}


@require_safe
def behind(request: HttpRequest, code: str, figure: str) -> HttpResponse:
    """What a figure means, how it stands, and the matters it counts, a page at a time."""
    now = timezone.now()
    viewer, here = viewer_of_request(request, now), Place(code)
    require_place(viewer, here)
    part, kind = request.GET.get("part", "all"), request.GET.get("kind", "")
    if figure not in INDICATORS or part not in BEHIND[figure]:
        raise NoSuchFigure(figure=figure)
    board = board_of(here, now=now)
    page = list_behind(
        whole_of(here), figure, part, asked(here, now, kind), cursor=request.GET.get("cursor", "")
    )
    context = {
        "name": board.name,
        "crumbs": [*_linked(crumbs(viewer, here, now), code), {"url": "", "label": INDICATORS[figure].label}],
        "indicator": INDICATORS[figure],
        "words": _definition(figure, now),
        "value": "" if figure == "rising" else face_of(board).cell(figure).words,
        "counted": counted_words(board) if INDICATORS[figure].shape is Shape.SHARE else "",
        "kind": kinds()[kind].name if kind in kinds() else "",
        "parts": [(each, PARTS[each], each == part) for each in BEHIND[figure]],
        "rows": [row_of(each, now) for each in page.rows],
        "next": _next(request, page.next_cursor),
    }
    return render(request, "command/behind.html", context)


def _linked(way: list[dict[str, str]], code: str) -> list[dict[str, str]]:
    return [*way[:-1], {**way[-1], "url": reverse("command:place", args=[code])}]


def _definition(figure: str, now: Any) -> dict[str, str]:
    rule, indicator = rule_of(now), INDICATORS[figure]
    numbers = {"days": rule.days, "week": rule.rising.days, "before": rule.rising.before_days}
    said = {"counts": indicator.counts, "of": indicator.of, "note": indicator.note}
    return {name: str(words) % numbers for name, words in said.items() if words}


def _next(request: HttpRequest, cursor: str) -> str:
    if not cursor:
        return ""
    query = request.GET.copy()
    query["cursor"] = cursor
    return query.urlencode()
