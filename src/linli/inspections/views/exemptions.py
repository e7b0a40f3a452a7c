from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.files.queries import attachments_of, download
from linli.files.views import answer as hand_out
from linli.inspections.access import (
    actor,
    get_exemption_for,
    may_exempt,
    own_authority,
    visible_exemptions,
)
from linli.inspections.actions import exemptions as actions
from linli.inspections.errors import ExemptItemUnknown, NotFound
from linli.inspections.forms import ExemptionForm, PromiseForm, SeenForm, WordsForm
from linli.inspections.models import Exemption
from linli.inspections.policies.states import CONDITIONS, ExemptionStatus
from linli.inspections.queries.bodies import body_typed
from linli.inspections.rules import ExemptionList
from linli.inspections.sentences import told
from linli.journal.errors import ChangedMeanwhile
from linli.journal.queries import entries_of
from linli.people.access import Permission, Viewer, require, viewer_of_request
from linli.rulebook.queries import edition_named, in_force

PAGE, NEW = "inspections/exemption.html", "inspections/exemption_new.html"
HANDLE, DECIDE = Permission.EXEMPTION_HANDLE, Permission.EXEMPTION_DECIDE
SHOWN = 100
STEPS: dict[str, tuple[Permission, tuple[ExemptionStatus, ...], type[SeenForm]]] = {
    "sign": (HANDLE, (ExemptionStatus.OPENED,), PromiseForm),
    "corrected": (HANDLE, (ExemptionStatus.PROMISED,), WordsForm),
    "decide": (DECIDE, (ExemptionStatus.CORRECTED,), WordsForm),
    "refuse": (HANDLE, actions.ON_ITS_WAY, WordsForm),
}
"""Step -> who takes it, in which states, and what is asked."""


def _labels() -> dict[str, str]:
    return {
        "sign": gettext("Keep the signed promise"),
        "corrected": gettext("Found put right"),
        "decide": gettext("Decide: no penalty"),
        "refuse": gettext("Not exempt: the ordinary way"),
    }


def require_handling(viewer: Viewer) -> None:
    """Raises LogInFirst, NotAllowed."""
    require(viewer, DECIDE if viewer.may(DECIDE) else HANDLE)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the unit deals with, and the city's list to begin from."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_handling(viewer)
    rows = visible_exemptions(viewer).select_related("authority").order_by("-pk")[:SHOWN]
    rule, unit = in_force(ExemptionList, city_day(now)).value, own_authority(viewer)
    items = [each for each in rule.items if unit is not None and each.department == unit.kind]
    context = {
        "rows": [(row, rule.item.get(row.item)) for row in rows],
        "items": items if viewer.may(HANDLE) else [],
        "here": "exemptions",
    }
    return render(request, "inspections/exemptions.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, item: str) -> HttpResponse:
    """Write down a slight violation; only when every condition holds."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, HANDLE)
    row = in_force(ExemptionList, city_day(now)).value.item.get(item)
    unit = own_authority(viewer)
    if row is None or unit is None:
        raise ExemptItemUnknown(number=item)
    form = ExemptionForm(row, CONDITIONS[row.kind], request.POST if request.method == "POST" else None)
    context = {"form": form, "item": row, "here": "exemptions"}
    if request.method == "GET":
        return render(request, NEW, context)
    if not form.is_valid():
        return page_again(request, NEW, context)
    try:
        made = actions.open_one(
            item=item,
            authority=unit,
            body=body_typed(form.cleaned_data["target"]),
            facts=form.cleaned_data["facts"],
            conditions=form.conditions,
            concrete=form.concrete,
            by=actor(viewer, HANDLE),
            now=now,
        )
    except Refusal as refusal:
        return page_again(request, NEW, context, refusal)
    return redirect("inspections:exemption", made.pk)


@require_safe
def show(request: HttpRequest, exemption: int) -> HttpResponse:
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_handling(viewer)
    return render(request, PAGE, page_of(viewer, get_exemption_for(viewer, exemption)))


def page_of(viewer: Viewer, row: Exemption, typed: tuple[str, SeenForm] | None = None) -> dict[str, Any]:
    labels = _labels()
    steps = []
    for verb, (permission, states, kind) in STEPS.items():
        if row.status in states and may_exempt(viewer, row, permission):
            form = (
                typed[1]
                if typed and typed[0] == verb
                else kind(initial={"seen": row.chain_length}, auto_id=f"{verb}-%s")
            )
            steps.append((verb, labels[verb], form))
    return {
        "row": row,
        "item": edition_named(ExemptionList, row.edition).value.item[row.item],
        "steps": steps,
        "papers": list(attachments_of(actions.SUBJECT, row.pk)),
        "timeline": told(entries_of(row)),
        "here": "exemptions",
    }


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, exemption: int, verb: str) -> HttpResponse:
    """Take a step; refused, the page comes back with what was typed."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_handling(viewer)
    if request.method == "GET":
        return redirect("inspections:exemption", exemption)
    if verb not in STEPS:
        raise NotFound
    permission, _states, kind = STEPS[verb]
    row = get_exemption_for(viewer, exemption, permission)
    form = kind(request.POST, request.FILES, auto_id=f"{verb}-%s")
    if not form.is_valid():
        return page_again(request, PAGE, page_of(viewer, row, (verb, form)))
    try:
        _perform(viewer, row, verb, form.cleaned_data, permission, now)
    except Refusal as refusal:
        fresh = get_exemption_for(viewer, exemption)
        return page_again(request, PAGE, page_of(viewer, fresh, (verb, form)), refusal)
    messages.success(request, gettext("Done."))
    return redirect("inspections:exemption", exemption)


def _perform(
    viewer: Viewer, row: Exemption, verb: str, given: dict[str, Any], permission: Permission, now: datetime
) -> None:
    if given.get("seen") is not None and given["seen"] != row.chain_length:
        raise ChangedMeanwhile
    by = actor(viewer, permission)
    if verb == "sign":
        actions.sign(exemption=row, files=given["papers"], by=by, now=now)
    elif verb == "corrected":
        actions.find_corrected(exemption=row, words=given["words"], by=by, now=now)
    elif verb == "decide":
        actions.decide(exemption=row, words=given["words"], by=by, now=now)
    else:
        actions.refuse(exemption=row, words=given["words"], by=by, now=now)


@require_safe
def fetch(request: HttpRequest, exemption: int, number: int) -> FileResponse:
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_handling(viewer)
    row = get_exemption_for(viewer, exemption)
    own = (actions.SUBJECT, row.pk)
    return hand_out(download(number, may_see=lambda each: (each.subject_kind, each.subject_id) == own))
