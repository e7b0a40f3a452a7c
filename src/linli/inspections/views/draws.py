from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.inspections.access import actor, get_draw_for, may_plan, require_view
from linli.inspections.actions import draws
from linli.inspections.actions.visits import publish
from linli.inspections.errors import NotFound
from linli.inspections.forms import RevealForm, SeenForm, WordsForm
from linli.inspections.models import Draw
from linli.inspections.policies.states import DrawStatus, VisitStatus
from linli.inspections.queries.visits import sheet_of
from linli.inspections.rules import DrawingRules
from linli.inspections.sentences import told
from linli.journal.errors import ChangedMeanwhile
from linli.journal.queries import entries_of
from linli.people.access import Permission, Viewer, viewer_of_request
from linli.rulebook.queries import edition_named

PAGE = "inspections/draw.html"
PLAN = Permission.INSPECTION_PLAN
FORMS: dict[str, type[SeenForm]] = {"reveal": RevealForm, "void": WordsForm}


@require_safe
def show(request: HttpRequest, draw: int) -> HttpResponse:
    """What was promised, what came out, and the visits."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_view(viewer)
    return render(request, PAGE, page_of(viewer, get_draw_for(viewer, draw), now))


def page_of(
    viewer: Viewer, draw: Draw, now: datetime, typed: tuple[str, SeenForm] | None = None
) -> dict[str, Any]:
    source = edition_named(DrawingRules, draw.rules_edition).value.source
    visits = list(draw.visits.prefetch_related("problems").order_by("place"))
    may = may_plan(viewer, draw)
    is_open = draw.status == DrawStatus.COMMITTED
    forms = {
        name: kind(initial={"seen": draw.chain_length}, auto_id=f"{name}-%s") for name, kind in FORMS.items()
    }
    if typed:
        forms[typed[0]] = typed[1]
    return {
        "draw": draw,
        "task": sheet_of(draw).task,
        "source": source,
        "strata": draw.commitment["strata"],
        "visits": visits,
        "redraws": list(draw.redraws.order_by("position")),
        "ready": sum(visit.status == VisitStatus.VISITED for visit in visits),
        "reveal_form": forms["reveal"] if may and is_open and now >= draw.known_at else None,
        "void_form": forms["void"] if may and is_open and now < draw.known_at else None,
        "is_open": is_open,
        "may": may,
        "timeline": told(entries_of(draw)),
        "now": now,
        "here": "inspections",
    }


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, draw: int, verb: str) -> HttpResponse:
    """Reveal with the public value, let a promise be void, or publish what is ready."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_view(viewer)
    row = get_draw_for(viewer, draw, to_plan=request.method == "POST")
    if request.method == "GET":
        return redirect("inspections:draw", draw)
    form = FORMS[verb](request.POST, auto_id=f"{verb}-%s") if verb in FORMS else None
    if form is not None and not form.is_valid():
        return page_again(request, PAGE, page_of(viewer, row, now, (verb, form)))
    try:
        _perform(viewer, row, verb, form.cleaned_data if form else {}, now)
    except Refusal as refusal:
        fresh = get_draw_for(viewer, draw)
        return page_again(request, PAGE, page_of(viewer, fresh, now, (verb, form) if form else None), refusal)
    messages.success(request, gettext("Done."))
    return redirect("inspections:draw", draw)


def _perform(viewer: Viewer, draw: Draw, verb: str, given: dict[str, Any], now: datetime) -> None:
    if given.get("seen") is not None and given["seen"] != draw.chain_length:
        raise ChangedMeanwhile
    by = actor(viewer, PLAN)
    if verb == "reveal":
        draws.reveal(draw=draw, value=given["value"], note=given["words"], by=by, now=now)
    elif verb == "void":
        draws.void(draw=draw, note=given["words"], by=by, now=now)
    elif verb == "publish":
        for visit in draw.visits.filter(status=VisitStatus.VISITED).order_by("place"):
            publish(visit=visit, by=by, now=now)
    else:
        raise NotFound
