from __future__ import annotations

import io
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.areas.queries import city_code
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.entities import tasks
from linli.entities.access import (
    get_ask_for,
    get_edition_for,
    get_entity_for,
    visible_asks,
    visible_editions,
)
from linli.entities.actions.refreshing import Brought, discard, receive, sign
from linli.entities.actions.serving import answer, ask
from linli.entities.forms import AnswerForm, AskForm, SearchForm, SheetForm
from linli.entities.models import Edition
from linli.entities.policies import EditionStatus, Kind, Post
from linli.entities.queries.editions import changes_of, reasons_of, refusals_of
from linli.entities.queries.entities import contacts_of, history_of, search
from linli.entities.sentences import refused_lines, why_refused, why_unread
from linli.files.parking import park
from linli.intake.reports import write_report
from linli.people.access import Permission, Viewer, require, viewer_of_request

PAGE, SHOWN = 30, 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _door(request: HttpRequest, permission: Permission = Permission.ENTITY_VIEW) -> tuple[Viewer, datetime]:
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, permission)
    return viewer, now


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is held of the viewer's places. One row more than a page is read, and nothing is counted."""
    viewer, _now = _door(request)
    form = SearchForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    after = request.GET.get("after", "")
    rows = search(viewer, given.get("q", ""), kind=given.get("kind", ""), trade=given.get("trade", ""))
    if after.isdigit():
        rows = rows.filter(pk__gt=int(after))
    found = list(rows[: PAGE + 1])
    more = request.GET.copy()
    if len(found) > PAGE:
        more["after"] = str(found[PAGE - 1].pk)
    context = {
        "form": form,
        "entities": found[:PAGE],
        "more": more.urlencode() if len(found) > PAGE else "",
        "may_manage": viewer.may(Permission.ENTITY_MANAGE) or viewer.may(Permission.ENTITY_SIGN),
        "may_answer": viewer.may(Permission.SERVICE_ANSWER),
    }
    return render(request, "entities/entities.html", context)


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One entity with its history and its service contacts; a post writes down what it raised."""
    viewer, now = _door(request)
    entity = get_entity_for(viewer, code)
    contacts = contacts_of(entity) if entity.kind == Kind.ENTERPRISE else []
    form = AskForm(request.POST or None)
    context: dict[str, Any] = {
        "entity": entity,
        "history": history_of(code),
        "contacts": contacts,
        "asks": list(entity.asks.select_related("unit").order_by("-raised_at")[:PAGE]),
        "form": form,
        "may_rate": viewer.may(Permission.RATING_VIEW),
    }
    if request.method == "GET":
        return render(request, "entities/entity.html", context)
    require(viewer, Permission.ENTITY_MANAGE)
    if not form.is_valid():
        return page_again(request, "entities/entity.html", context)
    by = viewer.actor_for(Permission.ENTITY_MANAGE)
    post = Post(form.cleaned_data["post"])
    try:
        ask(entity=entity, post=post, words=form.cleaned_data["words"], by=by, now=now)
    except Refusal as refusal:
        return page_again(request, "entities/entity.html", context, refusal)
    messages.success(request, gettext("It was passed on, and the limit runs."))
    return redirect("entities:entity", code)


@require_http_methods(["GET", "POST"])
def editions(request: HttpRequest) -> HttpResponse:
    """Refreshes of the base, and the door for a new sheet."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    may_manage = viewer.may(Permission.ENTITY_MANAGE)
    require(viewer, Permission.ENTITY_SIGN if not may_manage else Permission.ENTITY_MANAGE)
    form = SheetForm(request.POST or None, request.FILES or None)
    rows = visible_editions(viewer).order_by("-proposed_at")[:PAGE]
    context = {"form": form, "editions": rows, "may_manage": may_manage}
    if request.method == "GET":
        return render(request, "entities/editions.html", context)
    require(viewer, Permission.ENTITY_MANAGE)
    if not form.is_valid():
        return page_again(request, "entities/editions.html", context)
    try:
        edition = _bring(form.cleaned_data, viewer, now)
    except Refusal as refusal:
        return page_again(request, "entities/editions.html", context, refusal)
    return redirect("entities:edition", edition.pk)


def _bring(given: dict[str, Any], viewer: Viewer, now: datetime) -> Edition:
    """Write down that a sheet came, and let a job read it. Raises FileTooLarge, FileEmpty."""
    sheet: UploadedFile[bytes] = given["sheet"]
    grant = viewer.grants_for(Permission.ENTITY_MANAGE)[0]
    area = (grant.area_prefix or city_code().rstrip("0")).ljust(12, "0")
    by = viewer.actor_for(Permission.ENTITY_MANAGE)
    handle = park(sheet, most=settings.LINLI.max_upload_bytes)
    brought = Brought(sheet.name or "", area, given["period"], given["is_whole"])
    with transaction.atomic():
        edition = receive(brought, by=by, now=now)
        tasks.read.defer(edition=edition.pk, handle=handle, unit=by.unit, role=by.role)
    return edition


@require_safe
def edition(request: HttpRequest, number: int) -> HttpResponse:
    """How far a sheet is read, then what it changes and what of it was refused."""
    viewer = viewer_of_request(request, timezone.now())
    row = get_edition_for(viewer, number)
    is_reading = row.status == EditionStatus.READING
    if request.headers.get("HX-Request") == "true":
        if not is_reading:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "entities/parts/reading.html", {"edition": row})
    changes = Paginator(changes_of(row), PAGE).get_page(request.GET.get("page"))
    context = {
        "edition": row,
        "is_reading": is_reading,
        "unread": why_unread(row),
        "reasons": [(count, first, why_refused(first)) for count, first in reasons_of(row)],
        "changes": changes,
        "refusals": [(each, why_refused(each)) for each in refusals_of(row)[:SHOWN]],
        "own": row.proposed_by is not None and row.proposed_by == viewer.account_id,
        "shown": SHOWN,
        "may_sign": viewer.may(Permission.ENTITY_SIGN),
    }
    return render(request, "entities/edition.html", context)


@require_safe
def refused(request: HttpRequest, number: int) -> HttpResponse:
    """The refused rows with their reasons as a spreadsheet."""
    viewer = viewer_of_request(request, timezone.now())
    row = get_edition_for(viewer, number)
    content = io.BytesIO()
    write_report(refused_lines(row), content)
    response = HttpResponse(content.getvalue(), content_type=XLSX)
    name = quote(f"{row.source}.refused.xlsx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


@require_POST
def decide(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    row = get_edition_for(viewer, number, Permission.ENTITY_SIGN)
    by = viewer.actor_for(Permission.ENTITY_SIGN)
    if verb == "sign":
        sign(edition=row, by=by, now=now)
    elif verb == "discard":
        discard(edition=row, by=by, now=now)
    else:
        raise Http404
    messages.success(request, row.get_status_display())
    return redirect("entities:edition", number)


@require_safe
def asks(request: HttpRequest) -> HttpResponse:
    """What enterprises wait for, the first due first."""
    viewer, now = _door(request, Permission.SERVICE_ANSWER)
    rows = visible_asks(viewer, Permission.SERVICE_ANSWER).filter(answered_at=None)
    found = rows.select_related("entity", "unit").order_by("due_at")[:SHOWN]
    return render(request, "entities/asks.html", {"asks": found, "now": now, "form": AnswerForm()})


@require_POST
def answer_ask(request: HttpRequest, number: int) -> HttpResponse:
    viewer, now = _door(request, Permission.SERVICE_ANSWER)
    row = get_ask_for(viewer, number)
    by = viewer.actor_for(Permission.SERVICE_ANSWER)
    answer(ask=row, words=request.POST.get("words", ""), by=by, now=now)
    messages.success(request, gettext("The answer was given."))
    return redirect("entities:asks")
