from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.files.queries import attachments_of
from linli.journal.queries import entries_of
from linli.letters.queries import names_of_units, unit_by_words
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.policies import Permission
from linli.supervision import actions
from linli.supervision.access import area_for, get_for
from linli.supervision.actions.hazards import check
from linli.supervision.forms import HAZARD_FORMS, HazardFilter, HazardForm, StepForm
from linli.supervision.models import Hazard
from linli.supervision.policies import HAZARD_VERBS, Gravity, HazardStatus, HazardVerb
from linli.supervision.queries import campaigns, ledgers, sector_names
from linli.supervision.queries import hazards as hazards_for
from linli.supervision.sentences import told
from linli.supervision.views.inbox import before_of, next_page
from linli.supervision.views.steps import actor_of, file_of, offers, verb_named

PAGE, NEW = "supervision/hazard.html", "supervision/hazard_new.html"


@require_safe
def hazards(request: HttpRequest) -> HttpResponse:
    """The ledgers of all sectors in figures, and hazards, newest first."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.SUPERVISION_VIEW)
    names = sector_names(city_day(now))
    form = HazardFilter(request.GET, sectors=names)
    asked = form.cleaned_data if form.is_valid() else {}
    page = hazards_for(
        viewer,
        sector=asked.get("sector", ""),
        status=asked.get("status", ""),
        before=before_of(request),
    )
    context = {
        "form": form,
        "rows": [(row, names.get(row.sector, row.sector), is_late(row, now)) for row in page.rows],
        "ledgers": ledgers(viewer, city_day(now)),
        "next": next_page(request, page.before),
        "may_record": viewer.may(Permission.HAZARD_RECORD),
        "here": "hazards",
    }
    return render(request, "supervision/hazards.html", context)


def is_late(row: Hazard, now: datetime) -> bool:
    return row.status != HazardStatus.CLOSED and row.due_on < city_day(now)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Record a hazard in the ledger of its sector."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.HAZARD_RECORD)
    today = city_day(now)
    running = {row.pk: row for row in campaigns(viewer) if row.begins_on <= today <= row.ends_on}
    choices = [(row.pk, row.name) for row in running.values()]
    form = HazardForm(
        request.POST or None, request.FILES or None, sectors=sector_names(today), campaigns=choices
    )
    context = {"form": form, "units": names_of_units(), "here": "hazards"}
    if request.method == "GET":
        return render(request, NEW, context)
    if not form.is_valid():
        return page_again(request, NEW, context)
    told_ = dict(form.cleaned_data)
    try:
        owner = unit_by_words(told_.pop("owner"))
        row = actions.find(
            **{**told_, "gravity": Gravity(told_["gravity"]), "campaign": running.get(told_["campaign"])},
            owner=owner,
            area_code=area_for(viewer, Permission.HAZARD_RECORD, owner),
            by=viewer.actor_for(Permission.HAZARD_RECORD),
            now=now,
        )
    except Refusal as refusal:
        return page_again(request, NEW, context, refusal)
    messages.success(request, _("The hazard is in the ledger."))
    return redirect("supervision:hazard", row.pk)


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.SUPERVISION_VIEW)
    row = get_for(viewer, Hazard, number, "owner", "campaign")
    return render(request, PAGE, page_of(viewer, row, now))


def page_of(
    viewer: Viewer, row: Hazard, now: datetime, typed: tuple[HazardVerb, StepForm] | None = None
) -> dict[str, Any]:
    able, refused = offers(viewer, row, row.owner_id, HAZARD_VERBS, check, HAZARD_FORMS, typed)
    return {
        "row": row,
        "sector": sector_names(city_day(now)).get(row.sector, row.sector),
        "is_late": is_late(row, now),
        "files": attachments_of(row._meta.label_lower, row.pk),
        "file": "supervision:hazard_file",
        "timeline": told(entries_of(row)),
        "steps": able,
        "refused": refused,
        "do": "supervision:hazard_do",
        "here": "hazards",
    }


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Take a step; refused, the page comes back with what was typed."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.SUPERVISION_VIEW)
    row = get_for(viewer, Hazard, number, "owner", "campaign")
    if request.method == "GET":
        return redirect("supervision:hazard", number)
    wanted: HazardVerb = verb_named(HazardVerb, verb)
    step = HAZARD_VERBS[wanted]
    by = actor_of(viewer, row, row.owner_id, step.permission, step.by_owner, wanted)
    form = HAZARD_FORMS.get(wanted, StepForm)(request.POST, request.FILES, prefix=wanted.value)
    if not form.is_valid():
        return page_again(request, PAGE, page_of(viewer, row, now, (wanted, form)))
    try:
        if wanted is HazardVerb.RECTIFY:
            actions.rectify(hazard=row, **form.cleaned_data, by=by, now=now)
        else:
            is_right = wanted is HazardVerb.PASS
            actions.recheck(hazard=row, is_put_right=is_right, **form.cleaned_data, by=by, now=now)
    except Refusal as refusal:
        fresh = get_for(viewer, Hazard, number, "owner", "campaign")
        return page_again(request, PAGE, page_of(viewer, fresh, now, (wanted, form)), refusal)
    messages.success(request, _("Done: %(verb)s.") % {"verb": wanted.label})
    return redirect("supervision:hazard", number)


@require_safe
def fetch(request: HttpRequest, number: int, file: int) -> FileResponse:
    """Hand out a picture or paper of one that the viewer may see."""
    viewer = viewer_of_request(request, timezone.now())
    require(viewer, Permission.SUPERVISION_VIEW)
    return file_of(get_for(viewer, Hazard, number), file)
