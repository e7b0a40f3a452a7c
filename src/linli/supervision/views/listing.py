from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.files.queries import attachments_of
from linli.journal.queries import entries_of
from linli.letters.access import visible as visible_letters
from linli.letters.models import Letter
from linli.letters.queries import letters_about, names_of_units, unit_by_words
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.policies import Permission
from linli.supervision import actions
from linli.supervision.access import area_for, get_for
from linli.supervision.actions.listing import check
from linli.supervision.forms import LISTING_FORMS, BatchForm, ListingFilter, ProposeForm, StepForm
from linli.supervision.models import Ladder, Listing
from linli.supervision.policies import LISTED, LISTING_VERBS, ListingLevel, ListingVerb
from linli.supervision.proposals import proposal_of
from linli.supervision.queries import approved
from linli.supervision.queries import listings as listings_for
from linli.supervision.sentences import told
from linli.supervision.views.inbox import before_of, next_page
from linli.supervision.views.steps import actor_of, file_of, offers, verb_named

PAGE = "supervision/listing.html"
MOST_DIGITS = 17
NEW, BATCH = "supervision/propose.html", "supervision/batch.html"


@require_safe
def listings(request: HttpRequest) -> HttpResponse:
    """Problems proposed, listed and solved, newest first."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.SUPERVISION_VIEW)
    form = ListingFilter(request.GET)
    status = form.cleaned_data["status"] if form.is_valid() else ""
    page = listings_for(viewer, status=status, before=before_of(request))
    context = {
        "form": form,
        "rows": [(row, is_late(row, now)) for row in page.rows],
        "next": next_page(request, page.before),
        "may_propose": viewer.may(Permission.LISTING_PROPOSE),
        "may_list": viewer.may(Permission.LISTING_DECIDE),
        "here": "listings",
    }
    return render(request, "supervision/listings.html", context)


def is_late(row: Listing, now: datetime) -> bool:
    return row.due_on is not None and row.status in LISTED and row.due_on < city_day(now)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Propose a problem for the public list."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.LISTING_PROPOSE)
    ladder = _ladder_asked(request, viewer)
    form = ProposeForm(request.POST or None, initial=proposal_of(ladder) if ladder else None)
    context = {"form": form, "units": names_of_units(), "here": "listings", "ladder": ladder}
    if request.method == "GET":
        return render(request, NEW, context)
    if not form.is_valid():
        return page_again(request, NEW, context)
    told_ = dict(form.cleaned_data)
    try:
        owner = unit_by_words(told_.pop("owner"))
        level = ListingLevel(told_.pop("level"))
        by = viewer.actor_for(Permission.LISTING_PROPOSE)
        row = actions.propose(
            **told_,
            level=level,
            owner=owner,
            area_code=area_for(viewer, Permission.LISTING_PROPOSE, owner),
            ladder=ladder,
            by=by,
            now=now,
        )
    except Refusal as refusal:
        return page_again(request, NEW, context, refusal)
    messages.success(request, _("Proposed. Somebody else decides."))
    return redirect("supervision:listing", row.pk)


def _ladder_asked(request: HttpRequest, viewer: Viewer) -> Ladder | None:
    """Return the ladder that the proposal comes from. Raises NotFound for one that is hidden."""
    number = request.GET.get("ladder") or request.POST.get("ladder") or ""
    if not number.isdecimal() or len(number) > MOST_DIGITS:
        return None
    return get_for(viewer, Ladder, int(number), "matter", "unit", "clock")


@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest) -> HttpResponse:
    """Put approved problems on the public list together."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.LISTING_DECIDE)
    waiting = {row.pk: row for row in approved(viewer)}
    choices = [(row.pk, f"{row.title} · {row.owner.name}") for row in waiting.values()]
    form = BatchForm(request.POST or None, rows=choices)
    context = {"form": form, "waiting": len(waiting), "here": "listings"}
    if request.method == "GET":
        return render(request, BATCH, context)
    if not form.is_valid():
        return page_again(request, BATCH, context)
    chosen = [waiting[number] for number in form.cleaned_data["listings"]]
    by = viewer.actor_for(Permission.LISTING_DECIDE)
    try:
        made = actions.list_batch(listings=chosen, due_on=form.cleaned_data["due_on"], by=by, now=now)
    except Refusal as refusal:
        return page_again(request, BATCH, context, refusal)
    messages.success(request, _("Batch %(batch)s is public now.") % {"batch": made})
    return redirect("supervision:listings")


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.SUPERVISION_VIEW)
    row = get_for(viewer, Listing, number, "owner", "batch", "ladder__matter")
    return render(request, PAGE, page_of(viewer, row, now))


def page_of(
    viewer: Viewer, row: Listing, now: datetime, typed: tuple[ListingVerb, StepForm] | None = None
) -> dict[str, Any]:
    table = {verb: step for verb, step in LISTING_VERBS.items() if verb is not ListingVerb.LIST}
    able, refused = offers(viewer, row, row.owner_id, table, check, LISTING_FORMS, typed)
    return {
        "row": row,
        "is_late": is_late(row, now),
        "reports": row.reports.order_by("-month"),
        "letters": letters_of(viewer, row),
        "files": attachments_of(row._meta.label_lower, row.pk),
        "file": "supervision:listing_file",
        "timeline": told(entries_of(row)),
        "steps": able,
        "refused": refused,
        "do": "supervision:listing_do",
        "here": "listings",
    }


def letters_of(viewer: Viewer, row: Listing) -> list[Letter]:
    """Return the letters about it that the viewer may see, newest first. One query."""
    about = letters_about(row).order_by().values("pk")
    return list(visible_letters(viewer).filter(pk__in=about).order_by("-pk"))


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Take a step; refused, the page comes back with what was typed."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.SUPERVISION_VIEW)
    row = get_for(viewer, Listing, number, "owner", "batch", "ladder__matter")
    if request.method == "GET":
        return redirect("supervision:listing", number)
    wanted: ListingVerb = verb_named(ListingVerb, verb)
    step = LISTING_VERBS[wanted]
    by = actor_of(viewer, row, row.owner_id, step.permission, step.by_owner, wanted)
    form = LISTING_FORMS.get(wanted, StepForm)(request.POST, request.FILES, prefix=wanted.value)
    if not form.is_valid():
        return page_again(request, PAGE, page_of(viewer, row, now, (wanted, form)))
    try:
        _take(wanted, row, form.cleaned_data, by, now)
    except Refusal as refusal:
        fresh = get_for(viewer, Listing, number, "owner", "batch", "ladder__matter")
        return page_again(request, PAGE, page_of(viewer, fresh, now, (wanted, form)), refusal)
    messages.success(request, _("Done: %(verb)s.") % {"verb": wanted.label})
    return redirect("supervision:listing", number)


def _take(verb: ListingVerb, row: Listing, told_: dict[str, Any], by: Actor, now: datetime) -> None:
    if verb is ListingVerb.LIST:
        actions.list_batch(listings=[row], by=by, now=now)
        return
    action = getattr(actions, verb.value)
    action(listing=row, **told_, by=by, now=now)


@require_safe
def fetch(request: HttpRequest, number: int, file: int) -> FileResponse:
    """Hand out a picture or paper of one that the viewer may see."""
    viewer = viewer_of_request(request, timezone.now())
    require(viewer, Permission.SUPERVISION_VIEW)
    return file_of(get_for(viewer, Listing, number), file)
