from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.files.queries import attachments_of, download
from linli.files.views import answer as hand_out
from linli.journal.errors import ChangedMeanwhile
from linli.journal.queries import entries_of
from linli.people.access import Grant, Viewer
from linli.people.models import Unit
from linli.registers.access import (
    KEEP,
    actor_of,
    get_record_for,
    grant_for,
    keeping,
    may_keep,
    require_keeper,
)
from linli.registers.actions import records as writing
from linli.registers.errors import NobodyToAsk, NotTheKeeper, RecordNotFound
from linli.registers.forms import SEALED, NoteForm, PurposeForm, RecordForm, WordsForm
from linli.registers.models import Record
from linli.registers.policies.fields import OUTSIDE, FieldType
from linli.registers.queries.known import known
from linli.registers.queries.records import in_words, unit_names, values_now
from linli.registers.sentences import timeline
from linli.registers.views.door import Door, door, tabs_of
from linli.vault.queries import masked, reveal

PAGE, FORM = "registers/record.html", "registers/form.html"


@require_safe
def show(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One record: its values, pictures and history, and what its keeper may do."""
    entered = door(request, code)
    row = get_record_for(entered.viewer, code, number)
    return render(request, PAGE, context_of(entered, row))


def context_of(entered: Door, row: Record, shown: tuple[str, str] | None = None) -> dict[str, Any]:
    """`shown`: a sealed value that was just revealed, after the name of its field."""
    declaration = entered.declaration
    keeper = keeping(entered.viewer, declaration)
    values = values_now(row, entered.register)
    units = unit_names([values], declaration.fields)
    cells = [
        (spec, in_words(spec, values.get(spec.code), units))
        for spec in declaration.fields
        if spec.type not in OUTSIDE
    ]
    masks = masked(row.sealed) if row.sealed else {}
    return {
        **tabs_of(entered, "record", keeps=keeper.may(KEEP)),
        "row": row,
        "cells": cells,
        "sealed": [
            (spec, masks[SEALED[spec.type]]) for spec in declaration.fields if SEALED.get(spec.type) in masks
        ],
        "shown": shown,
        "files": list(attachments_of(writing.SUBJECT, row.pk)),
        "timeline": timeline(list(entries_of(row)), declaration),
        "may_keep": may_keep(keeper, row),
        "is_old": row.edition != entered.register.edition,
        "note_form": NoteForm(auto_id="note-%s"),
        "end_form": WordsForm(auto_id="end-%s"),
        "purpose_form": PurposeForm(auto_id="purpose-%s"),
        "now": entered.now,
    }


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """Put a new record on the register."""
    entered = door(request, code)
    keeper = require_keeper(entered.viewer, entered.declaration)
    form = RecordForm(
        entered.declaration, known(city_day(entered.now)), *_given(request), within=_within(keeper)
    )
    if request.method == "GET":
        return render(request, FORM, _form_context(entered, form))
    if not form.is_valid():
        return page_again(request, FORM, _form_context(entered, form))
    try:
        unit, by = unit_for(keeper, str(form.values.get(entered.declaration.place, "")), entered)
        row = writing.enter(
            register=entered.register,
            values=form.values,
            unit=unit,
            by=by,
            now=entered.now,
            sealed=form.sealed,
        )
        if form.photos:
            writing.add_photos(row=row, photos=form.photos, by=by, now=entered.now)
    except Refusal as refusal:
        return page_again(request, FORM, _form_context(entered, form), refusal)
    messages.success(request, _("It is on the register."))
    return redirect("registers:record", code, row.pk)


def _given(request: HttpRequest) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _within(keeper: Viewer) -> str:
    """Return the area from which a keeper chooses; empty where there is no limit."""
    prefixes = {grant.area_prefix for grant in keeper.grants_for(KEEP)}
    return prefixes.pop().ljust(12, "0") if len(prefixes) == 1 and "" not in prefixes else ""


def unit_for(keeper: Viewer, area: str, entered: Door) -> tuple[Unit, Actor]:
    """Return the unit that keeps a new record there and who acts for it. Raises NotTheKeeper."""
    grant: Grant | None = grant_for(keeper, area)
    if grant is None or grant.unit_id is None:
        require_keeper(replace(entered.viewer, grants=()), entered.declaration)
        raise NotTheKeeper(keepers="")
    return Unit.objects.get(pk=grant.unit_id), actor_of(keeper, grant)


def _form_context(entered: Door, form: RecordForm, row: Record | None = None) -> dict[str, Any]:
    has_units = entered.declaration.of_type(FieldType.UNIT) is not None
    names = Unit.objects.filter(is_active=True).order_by("path").values_list("name", flat=True)[:500]
    return {
        **tabs_of(entered, "new", keeps=True),
        "form": form,
        "row": row,
        "units": list(names) if has_units else [],
    }


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Change a record; it is then written under the edition in force."""
    entered = door(request, code)
    row = get_record_for(entered.viewer, code, number)
    keeper = require_keeper(entered.viewer, entered.declaration, row)
    form = RecordForm(
        entered.declaration,
        known(city_day(entered.now)),
        *_given(request),
        within=_within(keeper),
        initial=_initial(entered, row),
        is_new=False,
    )
    if request.method == "GET":
        return render(request, FORM, _form_context(entered, form, row))
    if not form.is_valid():
        return page_again(request, FORM, _form_context(entered, form, row))
    try:
        _require_unchanged(form, row)
        by = actor_of(keeper)
        writing.change(
            row=row, register=entered.register, values=form.values, by=by, now=entered.now, sealed=form.sealed
        )
        if form.photos:
            writing.add_photos(row=row, photos=form.photos, by=by, now=entered.now)
    except Refusal as refusal:
        return page_again(request, FORM, _form_context(entered, form, row), refusal)
    messages.success(request, _("Changed."))
    return redirect("registers:record", code, number)


def _initial(entered: Door, row: Record) -> dict[str, Any]:
    values = values_now(row, entered.register)
    units = unit_names([values], entered.declaration.fields)
    found: dict[str, Any] = {"seen": row.chain_length}
    for spec in entered.declaration.fields:
        value = values.get(spec.code)
        if value is None:
            continue
        is_words = spec.type in (FieldType.UNIT, FieldType.POINT)
        found[spec.code] = in_words(spec, value, units) if is_words else value
    return found


def _require_unchanged(form: RecordForm, row: Record) -> None:
    """Whoever comes second has not seen what the first wrote. Raises ChangedMeanwhile."""
    seen = form.cleaned_data.get("seen")
    if seen is not None and seen != row.chain_length:
        raise ChangedMeanwhile


@require_POST
def do(request: HttpRequest, code: str, number: int, verb: str) -> HttpResponse:
    """Review a record, take it off, put it back, or read whom to ask."""
    entered = door(request, code)
    row = get_record_for(entered.viewer, code, number)
    keeper = require_keeper(entered.viewer, entered.declaration, row)
    if verb.startswith("reveal-"):
        return _reveal(request, entered, row, verb.removeprefix("reveal-"))
    words = str(request.POST.get("words", ""))[:500]
    by = actor_of(keeper)
    try:
        if verb == "review":
            writing.review(row=row, register=entered.register, by=by, now=entered.now, note=words)
        elif verb == "end":
            writing.end(row=row, note=words, by=by, now=entered.now)
        elif verb == "restore":
            writing.restore(row=row, register=entered.register, by=by, now=entered.now, note=words)
        else:
            raise RecordNotFound
    except RecordNotFound:
        raise
    except Refusal as refusal:
        fresh = get_record_for(entered.viewer, code, number)
        return page_again(request, PAGE, context_of(entered, fresh), refusal)
    messages.success(request, _("Done."))
    return redirect("registers:record", code, number)


def _reveal(request: HttpRequest, entered: Door, row: Record, field: str) -> HttpResponse:
    spec = entered.declaration.by_code.get(field)
    if spec is None or spec.type not in SEALED or row.sealed_id is None:
        raise NobodyToAsk
    try:
        value = reveal(
            row.sealed_id,
            SEALED[spec.type],
            viewer=entered.viewer,
            purpose=request.POST.get("purpose", ""),
            now=entered.now,
            is_handler=True,
        )
    except Refusal as refusal:
        return page_again(request, PAGE, context_of(entered, row), refusal)
    response = render(request, PAGE, context_of(entered, row, shown=(str(spec.name), value)))
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def fetch(request: HttpRequest, code: str, number: int, file: int) -> FileResponse:
    """Hand out a picture of a record that the viewer may see."""
    entered = door(request, code)
    row = get_record_for(entered.viewer, code, number)
    own = (writing.SUBJECT, row.pk)
    return hand_out(download(file, may_see=lambda each: (each.subject_kind, each.subject_id) == own))
