"""Ratings of single bodies, on their way from review to their end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.entities.access import get_entity_for
from linli.journal.queries import entries_of
from linli.people.access import Permission, Viewer, require, viewer_of_request, work_of
from linli.ratings.access import get_label_for, require_speaks_for, speaks_for, visible_labels
from linli.ratings.actions import labels as doing
from linli.ratings.models import Label
from linli.ratings.policies.states import LabelStatus
from linli.ratings.queries.facts import facts_about
from linli.ratings.queries.results import signed_run, why
from linli.ratings.queries.schemes import kinds_on, schemes_on
from linli.ratings.sentences import timeline
from linli.ratings.views.door import PAGE, SHOWN, door, step_of


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
    context = {"labels": [(each, *step_of(each)) for each in page], "page": page, "what": wanted}
    return render(request, "ratings/review.html", context)


@require_safe
def show_label(request: HttpRequest, number: int) -> HttpResponse:
    viewer, now = door(request)
    return render(request, "ratings/label.html", _label_page(viewer, get_label_for(viewer, number), now))


def _label_page(viewer: Viewer, label: Label, now: datetime) -> dict[str, Any]:
    found, step = step_of(label)
    own = label.reviewed_by is not None and label.reviewed_by == viewer.account_id
    return {
        "label": label,
        "scheme": found,
        "step": step,
        "why": why(label.run, label.entity),
        "now": now,
        "own": own,
        "may_report": speaks_for(viewer, label),
        "timeline": timeline(entries_of(label)),
        "may_review": viewer.may(Permission.RATING_REVIEW),
        "may_decide": viewer.may(Permission.RATING_DECIDE),
    }


@require_POST
def do_label(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Confirm, drop, re-check, or decide an appeal."""
    viewer, now = door(request)
    if verb not in VERBS:
        raise Http404
    permission, act = VERBS[verb]
    label = get_label_for(viewer, number, permission)
    if verb == "rectified":
        require_speaks_for(viewer, label)
    words = request.POST.get("words", "")
    facts = [int(each) for each in request.POST.getlist("facts") if each.isdigit()]
    try:
        act(label, words, facts, viewer.actor_for(permission), now)
    except Refusal as refusal:
        return page_again(request, "ratings/label.html", _label_page(viewer, label, now), refusal)
    messages.success(request, LabelStatus(label.status).label)
    return redirect("ratings:label", number)


Act = Callable[[Label, str, list[int], Any, datetime], object]
VERBS: dict[str, tuple[Permission, Act]] = {
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
    "rectified": (
        Permission.RATING_VIEW,
        lambda label, words, facts, by, now: doing.report_rectified(label=label, words=words, by=by, now=now),
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
    viewer, now = door(request)
    entity = get_entity_for(viewer, code)
    explained = []
    for each in schemes_on(city_day(now)):
        row = signed_run(each.scheme.code)
        if row is not None and (found := why(row, entity)) is not None:
            explained.append(found)
    labels = (
        visible_labels(viewer).filter(entity=entity).select_related("run", "entity").order_by("-pk")[:PAGE]
    )
    kinds = kinds_on(city_day(now)).kinds
    work = work_of(entity, unit_fields=("unit_id",), area_field="area_code")
    facts = [(each, kinds.get(each.kind.code)) for each in facts_about(entity)[:SHOWN]]
    context = {
        "entity": entity,
        "explained": explained,
        "labels": [(each, *step_of(each)) for each in labels],
        "facts": facts,
        "may_record": viewer.may_see(Permission.RATING_RECORD, work),
    }
    return render(request, "ratings/body.html", context)
