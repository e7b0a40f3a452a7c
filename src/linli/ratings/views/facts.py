"""Where facts are written down that ratings are made of: one by one, and from sheets."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.entities.access import get_entity_for
from linli.entities.errors import EntityNotFound
from linli.entities.models import Entity
from linli.entities.policies import State
from linli.people.access import Permission, Viewer
from linli.ratings.actions.recording import NewFact, end_facts, record_facts
from linli.ratings.actions.sheets import TakenSheet, is_known, take_sheet
from linli.ratings.errors import BodyUnknown, FactKnown, FactNotFound
from linli.ratings.forms import FactForm, FactSheetForm
from linli.ratings.policies.states import Ending
from linli.ratings.queries.facts import recordings
from linli.ratings.queries.schemes import kinds_on
from linli.ratings.views.door import PAGE, door


@require_http_methods(["GET", "POST"])
def facts(request: HttpRequest) -> HttpResponse:
    """What was recorded last, and the doors for one fact and for a sheet of them."""
    viewer, now = door(request, Permission.RATING_RECORD)
    kinds = kinds_on(city_day(now)).kinds
    is_sheet = request.method == "POST" and "sheet" in request.FILES
    initial = {"entity": request.GET.get("entity", ""), "happened_on": city_day(now)}
    form = FactForm(request.POST if request.method == "POST" and not is_sheet else None, initial=initial)
    form.choose(kinds)
    sheet_form = FactSheetForm(*((request.POST, request.FILES) if is_sheet else ()))
    context: dict[str, Any] = {
        "form": form,
        "sheet_form": sheet_form,
        "kinds": kinds.items(),
        "recordings": recordings()[:PAGE],
    }
    if request.method == "GET":
        return render(request, "ratings/facts.html", context)
    given = sheet_form if is_sheet else form
    if not given.is_valid():
        return page_again(request, "ratings/facts.html", context)
    try:
        if not is_sheet:
            body = _record(form, viewer, now)
            messages.success(request, gettext("It is recorded, and counts in the next run."))
            return redirect("ratings:body", body.code)
        taken = _take(sheet_form.cleaned_data, viewer, now)
    except Refusal as refusal:
        return page_again(request, "ratings/facts.html", context, refusal)
    return _told(request, taken, context)


def _record(form: FactForm, viewer: Viewer, now: datetime) -> Entity:
    """Raises BodyUnknown, FactKnown and what `record_facts` raises."""
    given = form.cleaned_data
    code = given["entity"].strip().upper()
    try:
        body = get_entity_for(viewer, code, Permission.RATING_RECORD)
    except EntityNotFound:
        raise BodyUnknown(entity=code) from None
    if body.state == State.GONE:
        raise BodyUnknown(entity=code)
    fact = NewFact(body.pk, given["kind"], given["happened_on"], given["evidence"], given["value"])
    if is_known(fact):
        name = kinds_on(city_day(now)).kinds[fact.kind].name
        raise FactKnown(kind=name, on=fact.happened_on, evidence=fact.evidence, entity=body.name)
    by = viewer.actor_for(Permission.RATING_RECORD)
    record_facts(facts=[fact], source=gettext("Recorded by hand"), by=by, now=now)
    return body


def _take(given: dict[str, Any], viewer: Viewer, now: datetime) -> TakenSheet:
    sheet: UploadedFile[bytes] = given["sheet"]
    with TemporaryDirectory() as folder:
        path = Path(folder) / Path(sheet.name or "sheet").name
        with path.open("wb") as target:
            for chunk in sheet.chunks():
                target.write(chunk)
        by = viewer.actor_for(Permission.RATING_RECORD)
        return take_sheet(path, viewer=viewer, by=by, now=now, good_ones=given["good_ones"])


def _told(request: HttpRequest, taken: TakenSheet, context: dict[str, Any]) -> HttpResponse:
    if taken.recording is not None and not taken.refused:
        told = ngettext("%(n)s fact was recorded.", "%(n)s facts were recorded.", taken.taken)
        messages.success(request, told % {"n": taken.taken})
        return redirect("ratings:facts")
    response = render(request, "ratings/facts.html", {**context, "taken": taken})
    if taken.recording is None:
        response.status_code = 422
    return response


@require_POST
def end_fact(request: HttpRequest, code: str) -> HttpResponse:
    """Say that facts about a body were recorded wrongly: they stop counting from the next run on."""
    viewer, now = door(request, Permission.RATING_RECORD)
    entity = get_entity_for(viewer, code, Permission.RATING_RECORD)
    by = viewer.actor_for(Permission.RATING_RECORD)
    numbers = [int(each) for each in request.POST.getlist("facts") if each.isdigit()]
    if not numbers:
        raise FactNotFound
    words = request.POST.get("words", "")
    end_facts(numbers=numbers, ending=Ending.WRONG, words=words, by=by, now=now, entity=entity)
    messages.success(request, gettext("It does not count any more, from the next run on."))
    return redirect("ratings:body", code)
