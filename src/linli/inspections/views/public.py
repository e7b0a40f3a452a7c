"""For everybody: draws with their proof, results, figures and the list of exemptions. Nothing here is of a person."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.core.errors import Refusal
from linli.core.time import city_day
from linli.inspections.errors import NotFound
from linli.inspections.models import Draw
from linli.inspections.policies import verify_draw
from linli.inspections.queries import public
from linli.inspections.queries.visits import sheet_of
from linli.inspections.rules import DrawingRules, ExemptionList
from linli.inspections.views.plans import task_names
from linli.people.policies import UnitKind
from linli.rulebook.queries import edition_named, in_force

SHOWN = 100
LINES = "application/jsonl; charset=utf-8"
VERIFIER = Path(verify_draw.__file__)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All draws, promised, drawn and void, and the newest results."""
    names = task_names(timezone.now())
    context = {
        "draws": [(row, names.get(row.task, row.task)) for row in public.draws()[:SHOWN]],
        "results": public.results(most=10),
        "here": "draws",
    }
    return render(request, "inspections/public/index.html", context)


@require_safe
def draw(request: HttpRequest, draw: int) -> HttpResponse:
    """What was promised, what came out, and how anybody checks it."""
    row = public.draw_numbered(draw)
    drawn = [line for line in (row.result or {}).get("drawn", ()) if not line.get("struck")]
    context = {
        "draw": row,
        "task": sheet_of(row).task,
        "source": edition_named(DrawingRules, row.rules_edition).value.source,
        "strata": row.commitment["strata"],
        "drawn": drawn,
        "redraws": list(row.redraws.order_by("position")),
        "here": "draws",
    }
    return render(request, "inspections/public/draw.html", context)


@require_safe
def commitment(request: HttpRequest, draw: int) -> HttpResponse:
    return _document(public.draw_numbered(draw).commitment, "commitment.json")


@require_safe
def result(request: HttpRequest, draw: int) -> HttpResponse:
    row = public.draw_numbered(draw)
    if row.result is None:
        raise NotFound
    return _document(row.result, "result.json")


def _document(content: object, name: str) -> HttpResponse:
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
def pool(request: HttpRequest, draw: int, kind: str) -> HttpResponse:
    """Hand out a pool as it was frozen, byte by byte."""
    row: Draw = public.draw_numbered(draw)
    found = row.pools.filter(kind=kind).first()
    if found is None:
        raise NotFound
    answer = HttpResponse(gzip.decompress(bytes(found.content)), content_type=LINES)
    answer["Content-Disposition"] = f'attachment; filename="{kind}.jsonl"'
    return answer


@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """Hand out the program with which anybody draws again."""
    answer = HttpResponse(VERIFIER.read_bytes(), content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="verify_draw.py"'
    return answer


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Published results, of all bodies or of the one whose code is asked for."""
    code = request.GET.get("code", "").strip()[:40]
    context = {"results": public.results(code=code, most=SHOWN), "code": code, "here": "results"}
    return render(request, "inspections/public/results.html", context)


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Coverage and problem rates; too few visits are not shown."""
    today = city_day(timezone.now())
    years = list(public.years())
    given = request.GET.get("year", "")
    year = int(given) if given.isdecimal() and int(given) in years else (years[0] if years else today.year)
    context = {
        "rows": public.statistics(year, today),
        "years": years,
        "year": year,
        "here": "statistics",
    }
    return render(request, "inspections/public/statistics.html", context)


@require_safe
def exemptions(request: HttpRequest) -> HttpResponse:
    """The list of slight violations that go without a penalty."""
    groups: dict[str, list[object]] = {}
    try:
        rule = in_force(ExemptionList, city_day(timezone.now())).value
    except Refusal:
        rule = None
    for item in rule.items if rule else ():
        groups.setdefault(str(UnitKind(item.department).label), []).append(item)
    context = {"groups": groups, "rule": rule, "here": "exemptions"}
    return render(request, "inspections/public/exemptions.html", context)
