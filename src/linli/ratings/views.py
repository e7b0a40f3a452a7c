from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.areas.queries import city_code
from linli.areas.queries.tree import children
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.entities.access import get_entity_for
from linli.entities.models import Entity
from linli.people.access import Permission, Viewer, require, viewer_of_request
from linli.ratings.access import (
    get_label_for,
    get_run_for,
    label_with,
    public_labels,
    visible_labels,
    visible_runs,
)
from linli.ratings.actions import labels as doing
from linli.ratings.actions.running import discard, run, verify
from linli.ratings.actions.signing import sign
from linli.ratings.explaining import sentence_of, table_of
from linli.ratings.exports import take_copy
from linli.ratings.forms import AppealForm, RunForm
from linli.ratings.models import Label, Run
from linli.ratings.policies.periods import period_at, period_of
from linli.ratings.policies.scheme import Scheme
from linli.ratings.policies.states import LabelStatus
from linli.ratings.queries.results import areas_of, counts_of, results_of, signed_run, why
from linli.ratings.queries.schemes import scheme_of, scheme_on, schemes_on

PAGE, SHOWN = 30, 100


def _door(request: HttpRequest, permission: Permission = Permission.RATING_VIEW) -> tuple[Viewer, datetime]:
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, permission)
    return viewer, now


def _counted(row: Run | None, scheme: Scheme) -> list[tuple[Any, int]]:
    counts = counts_of(row) if row else {}
    return [(step, counts.get(place, 0)) for place, step in enumerate(scheme.steps)]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The schemes in force, each with how many bodies stand where."""
    viewer, now = _door(request)
    lines = []
    for each in schemes_on(city_day(now)):
        row = signed_run(each.scheme.code)
        lines.append((each.scheme, sentence_of(each.scheme), row, _counted(row, each.scheme)))
    waiting = visible_labels(viewer, Permission.RATING_REVIEW).filter(status=LabelStatus.CANDIDATE)
    context = {
        "schemes": lines,
        "waiting": waiting.count(),
        "may_review": viewer.may(Permission.RATING_REVIEW),
    }
    context["may_decide"] = viewer.may(Permission.RATING_DECIDE)
    return render(request, "ratings/schemes.html", context)


@require_http_methods(["GET", "POST"])
def scheme(request: HttpRequest, code: str) -> HttpResponse:
    """A scheme as a sentence and as a table, its runs, and the areas by colour; a post rates everybody."""
    viewer, now = _door(request)
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
        "counted": _counted(current, found),
        "areas": _areas(current),
        "runs": visible_runs(viewer).filter(scheme=code).order_by("-pk")[:PAGE],
        "form": form,
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


def _areas(row: Run | None) -> list[tuple[str, Any]]:
    """Return the counties with their figures; areas without any body are left out."""
    if row is None:
        return []
    names = {each.code: each.name for each in children(city_code())}
    return [(names[line.code], line) for line in areas_of(row, list(names)) if line.bodies]


@require_safe
def show_run(request: HttpRequest, number: int) -> HttpResponse:
    """What a run found, and who stands elsewhere than in the run before."""
    viewer, _now = _door(request)
    row = get_run_for(viewer, number)
    found = scheme_of(row)
    moved = results_of(row).exclude(was=None).exclude(was=F("step"))
    changed = list(moved.order_by("entity_id")[:SHOWN])
    bodies = Entity.objects.in_bulk([each.entity_id for each in changed])
    lines = [
        (bodies[each.entity_id], found.steps[each.was], found.steps[each.step])
        for each in changed
        if each.was is not None
    ]
    own = row.computed_by is not None and row.computed_by == viewer.account_id
    context = {
        "run": row,
        "scheme": found,
        "counted": _counted(row, found),
        "areas": _areas(row),
        "changed": lines,
        "own": own,
        "digest": bytes(row.digest).hex(),
        "may_run": viewer.may(Permission.RATING_RUN),
    }
    return render(request, "ratings/run.html", context)


@require_POST
def do_run(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    viewer, now = _door(request, Permission.RATING_RUN)
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


@require_safe
def review(request: HttpRequest) -> HttpResponse:
    """What waits for somebody to look at it: candidates, and appeals."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    reviews = viewer.may(Permission.RATING_REVIEW)
    require(viewer, Permission.RATING_REVIEW if reviews else Permission.RATING_DECIDE)
    wanted = request.GET.get("what", "candidate" if reviews else "appealed")
    permission = Permission.RATING_DECIDE if wanted == "appealed" else Permission.RATING_REVIEW
    status = {
        "appealed": LabelStatus.APPEALED, "effective": LabelStatus.EFFECTIVE
    }.get(wanted, LabelStatus.CANDIDATE)  # fmt: skip
    rows = visible_labels(viewer, permission).filter(status=status).select_related("entity", "run")
    page = Paginator(rows.order_by("scheme", "-step", "pk"), PAGE).get_page(request.GET.get("page"))
    context = {"labels": [(each, *_step(each)) for each in page], "page": page, "what": wanted}
    return render(request, "ratings/review.html", context)


def _step(label: Label) -> tuple[Scheme, Any]:
    found = scheme_of(label.run)
    return found, found.steps[label.step]


@require_safe
def show_label(request: HttpRequest, number: int) -> HttpResponse:
    viewer, now = _door(request)
    return render(request, "ratings/label.html", _label_page(viewer, get_label_for(viewer, number), now))


def _label_page(viewer: Viewer, label: Label, now: datetime) -> dict[str, Any]:
    found, step = _step(label)
    own = label.reviewed_by is not None and label.reviewed_by == viewer.account_id
    return {
        "label": label,
        "scheme": found,
        "step": step,
        "why": why(label.run, label.entity),
        "now": now,
        "own": own,
        "may_review": viewer.may(Permission.RATING_REVIEW),
        "may_decide": viewer.may(Permission.RATING_DECIDE),
    }


@require_POST
def do_label(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Confirm, drop, re-check, or decide an appeal."""
    viewer, now = _door(request)
    door = DOORS.get(verb)
    if door is None:
        raise Http404
    permission, act = door
    label = get_label_for(viewer, number, permission)
    words = request.POST.get("words", "")
    facts = [int(each) for each in request.POST.getlist("facts") if each.isdigit()]
    try:
        act(label, words, facts, viewer.actor_for(permission), now)
    except Refusal as refusal:
        return page_again(request, "ratings/label.html", _label_page(viewer, label, now), refusal)
    messages.success(request, LabelStatus(label.status).label)
    return redirect("ratings:label", number)


Act = Callable[[Label, str, list[int], Any, datetime], object]
DOORS: dict[str, tuple[Permission, Act]] = {
    "confirm": (
        Permission.RATING_REVIEW,
        lambda label, words, facts, by, now: doing.confirm(label=label, by=by, now=now, note=words),
    ),
    "drop": (
        Permission.RATING_REVIEW,
        lambda label, words, facts, by, now: doing.drop(label=label, words=words, by=by, now=now),
    ),
    "recheck": (
        Permission.RATING_REVIEW,
        lambda label, words, facts, by, now: doing.recheck(
            label=label, put_right=facts, words=words, by=by, now=now
        ),
    ),
    "refuse": (
        Permission.RATING_DECIDE,
        lambda label, words, facts, by, now: doing.refuse_appeal(label=label, words=words, by=by, now=now),
    ),
    "grant": (
        Permission.RATING_DECIDE,
        lambda label, words, facts, by, now: doing.grant_appeal(
            label=label, wrong=facts, words=words, by=by, now=now
        ),
    ),
}


@require_safe
def body(request: HttpRequest, code: str) -> HttpResponse:
    """One body's ratings by each scheme, with why."""
    viewer, now = _door(request)
    entity = get_entity_for(viewer, code)
    explained = []
    for each in schemes_on(city_day(now)):
        row = signed_run(each.scheme.code)
        if row is not None and (found := why(row, entity)) is not None:
            explained.append(found)
    labels = (
        visible_labels(viewer).filter(entity=entity).select_related("run", "entity").order_by("-pk")[:PAGE]
    )
    context = {"entity": entity, "explained": explained, "labels": [(each, *_step(each)) for each in labels]}
    return render(request, "ratings/body.html", context)


@require_POST
def export(request: HttpRequest, code: str) -> HttpResponse:
    """Take the ratings in effect as a table. It is remembered, so that a correction finds it."""
    viewer, now = _door(request)
    found = scheme_on(code, city_day(now)).scheme
    by = viewer.actor_for(Permission.RATING_VIEW)
    _copy, content = take_copy(scheme=found, viewer=viewer, by=by, now=now)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{code}.csv"'
    return response


@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest) -> HttpResponse:
    """Whoever holds a notice reads the reasons and appeals. Nothing is said of what the codes do not fit."""
    now = timezone.now()
    form = AppealForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "GET":
        return render(request, "ratings/appeal.html", context)
    if not form.is_valid():
        return page_again(request, "ratings/appeal.html", context)
    given = form.cleaned_data
    try:
        label = label_with(given["entity"], given["code"])
        context |= {"label": label, "why": why(label.run, label.entity)}
        context["scheme"], context["step"] = _step(label)
        if given["words"].strip():
            doing.appeal(label=label, words=given["words"], now=now)
            context["done"] = True
    except Refusal as refusal:
        return page_again(request, "ratings/appeal.html", context, refusal)
    return render(request, "ratings/appeal.html", context)


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """Ratings in effect by the schemes that the city publishes: for everybody, each with its rule."""
    today = city_day(timezone.now())
    schemes = {each.scheme.code: each.scheme for each in schemes_on(today) if each.scheme.is_public}
    words = request.GET.get("q", "").strip()
    rows = public_labels(list(schemes))
    if words:
        rows = rows.filter(entity__name__contains=words) | rows.filter(entity__code=words.upper())
    page = Paginator(rows.select_related("run").order_by("scheme", "-pk"), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "labels": [(each, *_step(each)) for each in page],
        "page": page,
        "q": words,
        "schemes": [(each, sentence_of(each)) for each in schemes.values()],
    }
    return render(request, "ratings/public.html", context)
