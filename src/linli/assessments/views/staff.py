from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.assessments.access import actor_for, get_for, get_to, get_to_prepare, may, require_view, why_not
from linli.assessments.actions import deciding, working
from linli.assessments.errors import AssessmentNotFound, NotNow
from linli.assessments.forms import FORMS, ConsultationForm, GradeForm, NewForm, RiskForm, StakeholderForm
from linli.assessments.models import Assessment
from linli.assessments.policies.rules import AssessmentRule
from linli.assessments.policies.states import STEPS, WORKED_ON, Decision, Grade, Status, Verb
from linli.assessments.queries import (
    grades_of,
    listed,
    names,
    recomputed,
    result_of,
    rule_of,
    words_of_decision,
)
from linli.assessments.report import filing_form
from linli.assessments.sentences import REASONS, grade_words, told
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.journal.queries import entries_of
from linli.letters.policies.document import Document
from linli.letters.rendering.pdf import pdf_of
from linli.letters.rendering.word import docx_of
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.models import Unit
from linli.people.policies import Permission
from linli.rulebook.queries import in_force

PAGE, NEW, LIST = "assessments/assessment.html", "assessments/new.html", "assessments/list.html"
SHOWN = 200
MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
PREPARE = Permission.ASSESSMENT_PREPARE


def _door(request: HttpRequest) -> tuple[Viewer, datetime]:
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_view(viewer)
    return viewer, now


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Decisions that are assessed, newest first."""
    viewer, now = _door(request)
    status = request.GET.get("status", "")
    rows = list(listed(viewer, status=status)[:SHOWN])
    context = {
        "rows": [(row, rule_of(row).name_of_kind(row.kind), words_of_decision(row)) for row in rows],
        "statuses": Status.choices,
        "status": status,
        "may_prepare": viewer.may(PREPARE),
        "today": city_day(now),
    }
    return render(request, LIST, context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write down a planned decision of a listed kind."""
    viewer, now = _door(request)
    require(viewer, PREPARE)
    rule = in_force(AssessmentRule, city_day(now)).value
    numbers = sorted({unit for grant in viewer.grants_for(PREPARE) for unit in grant.unit_ids})
    units = list(
        Unit.objects.filter(pk__in=numbers, is_active=True).order_by("path").values_list("pk", "name")[:500]
    )
    form = NewForm(rule, units, request.POST or None)
    if request.method == "GET":
        return render(request, NEW, {"form": form})
    if not form.is_valid():
        return page_again(request, NEW, {"form": form})
    given = dict(form.cleaned_data)
    owner = Unit.objects.get(pk=int(given.pop("owner")))
    try:
        row = working.identify(**given, owner=owner, by=viewer.actor_for(PREPARE), now=now)
    except Refusal as refusal:
        return page_again(request, NEW, {"form": form}, refusal)
    messages.success(request, _("It is on the list. It cannot go ahead before it is assessed."))
    return redirect("assessments:assessment", row.pk)


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    viewer, now = _door(request)
    return render(request, PAGE, page_of(viewer, get_for(viewer, number), now))


@dataclass(frozen=True)
class Offer:
    verb: Verb
    form: forms.Form
    is_open: bool


Typed = tuple[str, forms.Form] | None


def page_of(viewer: Viewer, row: Assessment, now: datetime, typed: Typed = None) -> dict[str, Any]:
    """`typed`: the name of a step or part, and its form as it was filled."""
    rule = rule_of(row)
    gradings = list(row.gradings.order_by("number"))
    first, last = grades_of(gradings)
    survey = getattr(row, "survey", None)
    words = names(rule)
    return {
        "row": row,
        "kind": rule.name_of_kind(row.kind),
        "decision": words_of_decision(row),
        "first": grade_words(first),
        "last": grade_words(last),
        "gradings": [
            (
                each,
                Grade(each.grade).label,
                REASONS[each.reason],
                recomputed(each).score == each.score,
                _points(each, words),
            )
            for each in gradings
        ],
        "stakeholders": list(row.stakeholders.order_by("pk")),
        "consultations": list(row.consultations.order_by("on", "pk")),
        "risks": [(each, words.get(each.test, each.test)) for each in row.risks.order_by("pk")],
        "survey": survey,
        "result": result_of(survey, rule.least_answers) if survey else None,
        "least": rule.least_answers,
        "offers": _offers(viewer, row, rule, typed),
        "parts": _parts(viewer, row, rule, typed),
        "timeline": told(entries_of(row)),
        "steps": [each.label for each in Status],
        "here": list(Status).index(Status(row.status)) + 1,
        "today": city_day(now),
    }


def _points(grading: Any, words: Any) -> list[tuple[str, str]]:
    return [(words.get(code, code), value) for code, value in grading.points.items()]


def form_of(verb: Verb, row: Assessment, rule: AssessmentRule, data: Any = None) -> forms.Form:
    if verb is Verb.GRADE:
        before = row.gradings.order_by("-number").first()
        form: forms.Form = GradeForm(rule, data, initial=before.answers if before else None)
    else:
        form = FORMS[verb](data)
    form.auto_id = f"{verb.value}-%s"
    return form


def _offers(viewer: Viewer, row: Assessment, rule: AssessmentRule, typed: Typed) -> list[Offer]:
    found = []
    for verb in Verb:
        if why_not(viewer, row, verb) is None:
            is_typed = typed is not None and typed[0] == verb.value
            form = typed[1] if typed is not None and is_typed else form_of(verb, row, rule)
            found.append(Offer(verb, form, is_typed))
    return found


def _parts(
    viewer: Viewer, row: Assessment, rule: AssessmentRule, typed: Typed
) -> list[tuple[str, str, forms.Form, bool]]:
    """Return what may be added to the papers of an assessment, each with its form."""
    if Status(row.status) not in WORKED_ON or not may(viewer, row, PREPARE):
        return []
    labels = {
        "stakeholder": _("Add a group concerned"),
        "consultation": _("Add how people were heard"),
        "risk": _("Add a risk with its measure"),
    }
    found = []
    for name, label in labels.items():
        is_typed = typed is not None and typed[0] == name
        form = typed[1] if typed is not None and is_typed else part_form(name, rule)
        found.append((name, label, form, is_typed))
    return found


def part_form(name: str, rule: AssessmentRule, data: Any = None) -> forms.Form:
    """Raises AssessmentNotFound."""
    form: forms.Form
    if name == "stakeholder":
        form = StakeholderForm(data)
    elif name == "consultation":
        form = ConsultationForm(data)
    elif name == "risk":
        form = RiskForm(rule, data)
    else:
        raise AssessmentNotFound
    form.auto_id = f"{name}-%s"
    return form


@require_POST
def add(request: HttpRequest, number: int, part: str) -> HttpResponse:
    """Write down somebody concerned, a consultation or a risk."""
    viewer, now = _door(request)
    row = get_to_prepare(viewer, number)
    form = part_form(part, rule_of(row), request.POST)
    if not form.is_valid():
        return page_again(request, PAGE, page_of(viewer, row, now, (part, form)))
    write = {
        "stakeholder": working.add_stakeholder,
        "consultation": working.add_consultation,
        "risk": working.add_risk,
    }[part]
    try:
        write(row=row, by=actor_for(viewer, row, PREPARE), now=now, **form.cleaned_data)  # type: ignore[operator]
    except Refusal as refusal:
        return page_again(request, PAGE, page_of(viewer, get_for(viewer, number), now, (part, form)), refusal)
    messages.success(request, _("Written down."))
    return redirect("assessments:assessment", number)


@require_POST
def do(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Take a step; refused, the page comes back with what was typed."""
    viewer, now = _door(request)
    if verb not in Verb.values:
        raise AssessmentNotFound
    wanted = Verb(verb)
    row = get_for(viewer, number)
    form = form_of(wanted, row, rule_of(row), request.POST)
    try:
        row = get_to(viewer, number, wanted)
    except NotNow as refusal:
        return page_again(request, PAGE, page_of(viewer, row, now), refusal)
    if not form.is_valid():
        return page_again(request, PAGE, page_of(viewer, row, now, (verb, form)))
    by = actor_for(viewer, row, STEPS[wanted].permission)
    try:
        _take(wanted, row, form.cleaned_data, by=by, now=now)
    except Refusal as refusal:
        return page_again(request, PAGE, page_of(viewer, get_for(viewer, number), now, (verb, form)), refusal)
    messages.success(request, _("Done: %(verb)s.") % {"verb": wanted.label})
    return redirect("assessments:assessment", number)


def _take(verb: Verb, row: Assessment, given: dict[str, Any], **who: Any) -> None:
    if verb is Verb.GRADE:
        working.grade(row=row, answers=given, **who)
    elif verb is Verb.DECIDE:
        deciding.decide(row=row, decision=Decision(given["decision"]), words=given["words"], **who)
    elif verb is Verb.REVIEW:
        deciding.approve_report(row=row, note=given["words"], **who)
    elif verb is Verb.FILE:
        deciding.file(row=row, note=given["words"], **who)
    else:
        {
            Verb.PLAN: working.plan,
            Verb.ASK: working.ask,
            Verb.ANALYSE: working.analyse,
            Verb.CHANGE: working.change,
            Verb.REPORT: working.report,
            Verb.SEND_BACK: deciding.send_back,
            Verb.TRACK: deciding.track,
            Verb.CLOSE: deciding.close,
        }[verb](row=row, **given, **who)  # type: ignore[operator]


@require_safe
def paper(request: HttpRequest, number: int, what: str, form: str) -> HttpResponse:
    """The report, or the filing form of what is on file, to read or to edit."""
    viewer, _now = _door(request)
    row = get_for(viewer, number)
    if form not in MEDIA or what not in ("report", "filing"):
        raise Http404
    document = _document(row, what)
    is_final = row.filed_on is not None
    content = docx_of(document) if form == "docx" else pdf_of(document, is_draft=not is_final)
    response = HttpResponse(content, content_type=MEDIA[form])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(document.full_title)}.{form}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _document(row: Assessment, what: str) -> Document:
    """Raises AssessmentNotFound before there is one."""
    if what == "filing":
        if row.filed_on is None:
            raise AssessmentNotFound
        return filing_form(row)
    if row.report is None:
        raise AssessmentNotFound
    return Document.of_data(row.report)
