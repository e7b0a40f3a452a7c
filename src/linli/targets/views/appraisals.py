from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.journal.queries import entries_of
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.models import Unit
from linli.people.policies import Permission
from linli.targets.access import (
    acting_for,
    get_appraisal_for,
    get_sheet_for,
    get_sheet_to_object,
    may_object,
    may_prepare,
    require_view,
    visible_appraisals,
)
from linli.targets.actions import appraising
from linli.targets.errors import NotPermitted, SheetNotFound
from linli.targets.forms import DecisionForm, NumbersForm, ObjectionForm, PrepareForm, WordsForm
from linli.targets.models import Sheet
from linli.targets.policies import AppraisalStatus, ObjectionStatus, Source
from linli.targets.queries.appraisals import (
    holds,
    lines_of,
    objection_to,
    results,
    rule_of,
    waiting_objections,
)
from linli.targets.sentences import timeline


def _door(request: HttpRequest) -> tuple[Viewer, datetime]:
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_view(viewer)
    return viewer, now


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The appraisals somebody sees; a new one is prepared here."""
    viewer, now = _door(request)
    if request.method == "POST":
        return _prepare(request, viewer, now)
    return render(request, "targets/appraisals.html", _list(viewer))


def _list(viewer: Viewer, form: PrepareForm | None = None) -> dict[str, Any]:
    rows = visible_appraisals(viewer).select_related("issuer").order_by("-last_on", "-pk")
    may = viewer.may(Permission.APPRAISAL_PREPARE)
    return {"appraisals": list(rows), "form": (form or PrepareForm()) if may else None}


def _prepare(request: HttpRequest, viewer: Viewer, now: datetime) -> HttpResponse:
    require(viewer, Permission.APPRAISAL_PREPARE)
    form = PrepareForm(request.POST)
    if not form.is_valid():
        return page_again(request, "targets/appraisals.html", _list(viewer, form))
    by = viewer.actor_for(Permission.APPRAISAL_PREPARE)
    issuer = Unit.objects.filter(pk=by.unit or 0).first()
    try:
        if issuer is None:
            raise NotPermitted(verb=Permission.APPRAISAL_PREPARE.label)
        made = appraising.prepare(**form.cleaned_data, issuer=issuer, by=by, now=now)
    except Refusal as refusal:
        return page_again(request, "targets/appraisals.html", _list(viewer, form), refusal)
    messages.success(request, gettext("The sheets were prepared."))
    return redirect("targets:appraisal", made.pk)


@require_safe
def show(request: HttpRequest, appraisal: int) -> HttpResponse:
    """The results of an appraisal, as far as somebody sees them."""
    viewer, _now = _door(request)
    return render(request, "targets/appraisal.html", _results(viewer, appraisal))


def _results(viewer: Viewer, number: int) -> dict[str, Any]:
    row = get_appraisal_for(viewer, number)
    may = may_prepare(viewer, row)
    decides = may_prepare(viewer, row, Permission.APPRAISAL_DECIDE)
    return {
        "appraisal": row,
        "waiting": list(waiting_objections(viewer, row)) if decides else [],
        "results": results(viewer, row),
        "rule": rule_of(row),
        "may_publish": may and row.status == AppraisalStatus.DRAFT,
        "timeline": timeline(list(entries_of(row))) if may else [],
    }


@require_POST
def publish(request: HttpRequest, appraisal: int) -> HttpResponse:
    """Freeze the sheets and show them to their units."""
    viewer, now = _door(request)
    row = get_appraisal_for(viewer, appraisal, to_prepare=True)
    try:
        appraising.publish(appraisal=row, by=viewer.actor_for(Permission.APPRAISAL_PREPARE), now=now)
    except Refusal as refusal:
        return page_again(request, "targets/appraisal.html", _results(viewer, appraisal), refusal)
    messages.success(request, gettext("Published. The units may object now."))
    return redirect("targets:appraisal", appraisal)


@require_safe
def sheet(request: HttpRequest, sheet: int) -> HttpResponse:
    """One unit's sheet: numbers, points, score, objections, and how each came about."""
    viewer, now = _door(request)
    return render(request, "targets/sheet.html", page_of(viewer, get_sheet_for(viewer, sheet), now))


def page_of(
    viewer: Viewer, row: Sheet, now: datetime, typed: tuple[str, WordsForm] | None = None
) -> dict[str, Any]:
    offered = {name: form(row) for name, (form, is_offered) in FORMS.items() if is_offered(viewer, row, now)}
    if typed:
        offered[typed[0]] = typed[1]
    return {
        "sheet": row,
        "lines": lines_of(row),
        "holds": holds(row),
        "objections": [
            (each, str(_names(row).get(each.indicator, each.indicator)))
            for each in row.objections.order_by("-pk")
        ],
        "forms": [(name, LABELS[name](), form) for name, form in offered.items()],
        "typed": typed[0] if typed else "",
        "timeline": timeline(list(entries_of(row))),
    }


def _names(row: Sheet) -> dict[str, Any]:
    return {leaf.code: leaf.name for leaf in rule_of(row.appraisal).leaves}


def _fill_form(row: Sheet, data: Any = None) -> WordsForm:
    form = NumbersForm(data, auto_id="fill-%s")
    leaves = [leaf for leaf in rule_of(row.appraisal).leaves if leaf.source is Source.CHECKED]
    form.fields["indicator"].choices = [(leaf.code, str(leaf.name)) for leaf in leaves]  # type: ignore[attr-defined]
    return form


def _object_form(row: Sheet, data: Any = None) -> WordsForm:
    form = ObjectionForm(data, auto_id="object-%s")
    form.fields["indicator"].choices = [(code, str(name)) for code, name in _names(row).items()]  # type: ignore[attr-defined]
    return form


def _decide_form(row: Sheet, data: Any = None) -> WordsForm:
    form = DecisionForm(data, auto_id="decide-%s")
    names = _names(row)
    waiting = row.objections.filter(status=ObjectionStatus.OPEN).order_by("pk")
    choices = [(each.pk, f"{names.get(each.indicator, each.indicator)}: {each.words}") for each in waiting]
    form.fields["objection"].choices = choices  # type: ignore[attr-defined]
    form.initial["objection"] = choices[0][0] if choices else None
    return form


def _may_fill(viewer: Viewer, row: Sheet, now: datetime) -> bool:
    return row.appraisal.status == AppraisalStatus.DRAFT and may_prepare(viewer, row)


def _may_object(viewer: Viewer, row: Sheet, now: datetime) -> bool:
    until = row.appraisal.object_until
    return until is not None and now < until and may_object(viewer, row)


def _may_decide(viewer: Viewer, row: Sheet, now: datetime) -> bool:
    return (
        may_prepare(viewer, row, Permission.APPRAISAL_DECIDE)
        and row.objections.filter(status=ObjectionStatus.OPEN).exists()
    )


FORMS: dict[str, tuple[Callable[..., WordsForm], Callable[[Viewer, Sheet, datetime], bool]]] = {
    "fill": (_fill_form, _may_fill),
    "object": (_object_form, _may_object),
    "decide": (_decide_form, _may_decide),
}
LABELS: dict[str, Callable[[], str]] = {
    "fill": lambda: gettext("Enter numbers"),
    "object": lambda: gettext("Object"),
    "decide": lambda: gettext("Decide an objection"),
}


@require_POST
def do(request: HttpRequest, sheet: int, verb: str) -> HttpResponse:
    """Enter numbers, object, or decide an objection."""
    viewer, now = _door(request)
    if verb not in FORMS:
        raise SheetNotFound
    row = _sheet_to(viewer, sheet, verb)
    form = FORMS[verb][0](row, request.POST)
    if not form.is_valid():
        return page_again(request, "targets/sheet.html", page_of(viewer, row, now, (verb, form)))
    try:
        _perform(viewer, row, verb, form.cleaned_data, now)
    except Refusal as refusal:
        fresh = get_sheet_for(viewer, sheet)
        return page_again(request, "targets/sheet.html", page_of(viewer, fresh, now, (verb, form)), refusal)
    messages.success(request, gettext("Done: %(verb)s.") % {"verb": LABELS[verb]()})
    return redirect("targets:sheet", sheet)


def _sheet_to(viewer: Viewer, number: int, verb: str) -> Sheet:
    if verb == "object":
        return get_sheet_to_object(viewer, number)
    needed = Permission.APPRAISAL_PREPARE if verb == "fill" else Permission.APPRAISAL_DECIDE
    return get_sheet_for(viewer, number, needed)


def _perform(viewer: Viewer, row: Sheet, verb: str, given: dict[str, Any], now: datetime) -> None:
    if verb == "fill":
        by = viewer.actor_for(Permission.APPRAISAL_PREPARE)
        numbers = {name: given[name] for name in ("indicator", "numerator", "denominator", "words")}
        appraising.fill(sheet=row, **numbers, by=by, now=now)
    elif verb == "object":
        by = acting_for(viewer, Permission.TARGET_REPORT, (row.unit_id,))
        appraising.object_to(sheet=row, indicator=given["indicator"], words=given["words"], by=by, now=now)
    else:
        objection = objection_to(row, given["objection"])
        corrected = (given["numerator"], given["denominator"]) if given["upheld"] else None
        by = viewer.actor_for(Permission.APPRAISAL_DECIDE)
        appraising.decide(objection=objection, corrected=corrected, reasons=given["words"], by=by, now=now)
