"""Schemes and their runs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.entities.access import visible_entities
from linli.entities.models import Entity
from linli.people.access import Permission, Viewer, require
from linli.ratings.access import (
    get_run_for,
    visible_labels,
    visible_runs,
)
from linli.ratings.actions.running import discard, run, verify
from linli.ratings.actions.signing import sign
from linli.ratings.explaining import sentence_of, table_of
from linli.ratings.exports import take_copy
from linli.ratings.forms import RunForm
from linli.ratings.models import Run
from linli.ratings.policies.periods import period_at, period_of
from linli.ratings.policies.scheme import Scheme
from linli.ratings.policies.states import LabelStatus
from linli.ratings.queries.results import results_of, signed_run
from linli.ratings.queries.schemes import scheme_of, scheme_on, schemes_on
from linli.ratings.views.door import PAGE, SHOWN, areas_in, counted, door
from linli.ratings.views.maps import is_drawn


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The schemes in force, each with how many bodies stand where."""
    viewer, now = door(request)
    lines = []
    for each in schemes_on(city_day(now)):
        row = signed_run(each.scheme.code)
        lines.append((each.scheme, sentence_of(each.scheme), row, counted(row, each.scheme)))
    waiting = visible_labels(viewer, Permission.RATING_REVIEW).filter(status=LabelStatus.CANDIDATE)
    context = {
        "schemes": lines,
        "waiting": waiting.count(),
        "may_review": viewer.may(Permission.RATING_REVIEW),
    }
    context["may_record"] = viewer.may(Permission.RATING_RECORD)
    context["may_decide"] = viewer.may(Permission.RATING_DECIDE)
    return render(request, "ratings/schemes.html", context)


@require_http_methods(["GET", "POST"])
def scheme(request: HttpRequest, code: str) -> HttpResponse:
    """A scheme as a sentence and as a table, its runs, and the areas by colour; a post rates everybody."""
    viewer, now = door(request)
    today = city_day(now)
    found = scheme_on(code, today).scheme
    current = signed_run(code)
    first = period_at(today, found.period).text
    form = RunForm(request.POST or None, initial={"period": first})
    context = {
        "scheme": found,
        "sentence": sentence_of(found),
        "rows": table_of(found, today),
        "current": current,
        "counted": counted(current, found),
        "areas": areas_in(current),
        "runs": visible_runs(viewer).filter(scheme=code).order_by("-pk")[:PAGE],
        "form": form,
        "is_drawn": is_drawn(found),
        "may_run": viewer.may(Permission.RATING_RUN),
    }
    if request.method == "GET":
        return render(request, "ratings/scheme.html", context)
    require(viewer, Permission.RATING_RUN)
    if not form.is_valid():
        return page_again(request, "ratings/scheme.html", context)
    try:
        by = viewer.actor_for(Permission.RATING_RUN)
        row = run(scheme=code, period=period_of(form.cleaned_data["period"]), by=by, now=now)
    except Refusal as refusal:
        return page_again(request, "ratings/scheme.html", context, refusal)
    return redirect("ratings:run", row.pk)


@require_safe
def show_run(request: HttpRequest, number: int) -> HttpResponse:
    """What a run found, and who stands elsewhere than in the run before."""
    viewer, _now = door(request)
    row = get_run_for(viewer, number)
    found = scheme_of(row)
    place = request.GET.get("step", "")
    wanted = int(place) if place.isdigit() and int(place) < len(found.steps) else None
    lines = _stand(row, found, viewer, wanted)
    own = row.computed_by is not None and row.computed_by == viewer.account_id
    context = {
        "run": row,
        "scheme": found,
        "counted": counted(row, found),
        "areas": areas_in(row),
        "lines": lines[:SHOWN],
        "is_cut": len(lines) > SHOWN,
        "shown": SHOWN,
        "wanted": None if wanted is None else found.steps[wanted],
        "own": own,
        "digest": bytes(row.digest).hex(),
        "may_run": viewer.may(Permission.RATING_RUN),
    }
    return render(request, "ratings/run.html", context)


def _stand(row: Run, found: Scheme, viewer: Viewer, wanted: int | None) -> list[tuple[Entity, Any, Any]]:
    """Return bodies that the viewer sees: on one step, or elsewhere than before. One more than is shown."""
    rows = results_of(row)
    rows = rows.exclude(was=None).exclude(was=F("step")) if wanted is None else rows.filter(step=wanted)
    seen = visible_entities(viewer, Permission.RATING_VIEW)
    results = list(rows.filter(entity_id__in=seen.values("pk")).order_by("entity_id")[: SHOWN + 1])
    bodies = Entity.objects.in_bulk([each.entity_id for each in results])
    before = scheme_of(row.previous).steps if row.previous else ()
    return [
        (bodies[each.entity_id], None if each.was is None else before[each.was], found.steps[each.step])
        for each in results
    ]


@require_POST
def do_run(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    viewer, now = door(request, Permission.RATING_RUN)
    row = get_run_for(viewer, number, Permission.RATING_RUN)
    by = viewer.actor_for(Permission.RATING_RUN)
    if verb == "sign":
        candidates, released = sign(row=row, by=by, now=now)
        facts = {"candidates": candidates, "released": released}
        messages.success(
            request, gettext("Signed. %(candidates)s go into review, %(released)s are released.") % facts
        )
    elif verb == "discard":
        discard(row=row, by=by, now=now)
    elif verb == "verify":
        again = verify(row=row)
        said = (
            gettext("Reckoned again: it gives the same, body by body.")
            if again.is_same
            else gettext("Reckoned again, it gives something else. Please tell the operator.")
        )
        messages.info(request, said)
    else:
        raise Http404
    return redirect("ratings:run", number)


@require_POST
def export(request: HttpRequest, code: str) -> HttpResponse:
    """Take the ratings in effect as a table. It is remembered, so that a correction finds it."""
    viewer, now = door(request)
    found = scheme_on(code, city_day(now)).scheme
    by = viewer.actor_for(Permission.RATING_VIEW)
    _copy, content = take_copy(scheme=found, viewer=viewer, by=by, now=now)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{code}.csv"'
    return response
