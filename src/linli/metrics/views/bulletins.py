from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.letters.models import Letter
from linli.letters.policies import Document, Status
from linli.letters.rendering.pdf import Proof, pdf_of
from linli.letters.rendering.word import docx_of
from linli.metrics import actions
from linli.metrics.access import (
    acting_for,
    answerer_for,
    drafter_for,
    get_bulletin_for,
    is_let_in,
    publisher_for,
    speaker_for,
    speakers_for,
    visible_bulletins,
)
from linli.metrics.composing import with_remarks
from linli.metrics.errors import BulletinUnknown, RemarkUnknown
from linli.metrics.forms import AnswerForm, DecisionForm, DraftForm, RemarkForm, TakeBackForm
from linli.metrics.models import Bulletin, Remark
from linli.metrics.policies.bulletins import PUBLIC_CYCLES, Period, RemarkKind
from linli.metrics.queries.bulletins import due_of, rule_in_force
from linli.metrics.queries.recounting import recounted
from linli.metrics.rules import BulletinRules
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.models import Unit
from linli.people.policies import Permission
from linli.people.queries import unit_coded, units_numbered
from linli.rulebook.errors import RuleExpired, RuleMissing
from linli.rulebook.queries import in_force

SHOWN = 60
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
LIST, PAGE = "metrics/bulletins.html", "metrics/bulletin.html"


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The bulletins somebody may read, newest first; whoever writes for an issuer drafts the next one here."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.LETTER_VIEW)
    if request.method == "POST":
        return _draft(request, viewer, now)
    return render(request, LIST, _list(viewer, now))


def _list(viewer: Viewer, now: datetime, form: DraftForm | None = None) -> dict[str, Any]:
    rows = visible_bulletins(viewer).select_related("letter", "issuer").order_by("-first", "-pk")
    offered = _offered(viewer, now)
    before = Period.around(_cycle(now, offered), city_day(now)).before if offered else None
    drafting = (
        DraftForm(choices=offered, initial={"on": before.first if before else None}) if offered else None
    )
    return {
        "bulletins": [(each, Status(each.letter.status)) for each in rows[:SHOWN] if each.letter],
        "form": form or drafting,
        "sees_figures": is_let_in(viewer),
    }


def _cycle(now: datetime, offered: list[tuple[str, str]]) -> Any:
    return rule_in_force(offered[0][0], city_day(now))[0].cycle


def _offered(viewer: Viewer, now: datetime) -> list[tuple[str, str]]:
    """Return the bulletins that the viewer may draft, for a choice; none where the city has none."""
    try:
        known = in_force(BulletinRules, city_day(now)).value.bulletins
    except (RuleMissing, RuleExpired):
        return []
    codes = {rule.issuer for rule in known.values()}
    units = dict(Unit.objects.filter(code__in=codes).values_list("code", "pk"))
    mine = acting_for(viewer, Permission.LETTER_DRAFT, units.values())
    return [(name, str(rule.name)) for name, rule in known.items() if units.get(rule.issuer) in mine]


def _draft(request: HttpRequest, viewer: Viewer, now: datetime) -> HttpResponse:
    form = DraftForm(request.POST, choices=_offered(viewer, now))
    require(viewer, Permission.LETTER_DRAFT)
    if not form.is_valid():
        return page_again(request, LIST, _list(viewer, now, form))
    name, on = form.cleaned_data["name"], form.cleaned_data["on"]
    try:
        by = drafter_for(viewer, unit_coded(rule_in_force(name, on)[0].issuer))
        made = actions.draft_bulletin(name=name, on=on, by=by, now=now)
    except Refusal as refusal:
        return page_again(request, LIST, _list(viewer, now, form), refusal)
    messages.success(request, _("The bulletin is drafted. Read it; somebody else approves and issues it."))
    return redirect("metrics:bulletin", made.pk)


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """One bulletin as it reads, where its figures come from, and what those it ranks say."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    return render(request, PAGE, page_of(viewer, get_bulletin_for(viewer, number), now))


@require_safe
def fetch(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """Hand out a bulletin with what those it ranks say, as `pdf` or `docx`. The signed file stays as it was issued."""
    now = timezone.now()
    bulletin = get_bulletin_for(viewer_of_request(request, now), number)
    letter = bulletin.letter
    if letter is None or form not in MEDIA:
        raise BulletinUnknown
    rows = bulletin.remarks.select_related("unit").order_by("made_at", "pk")
    return handed_out(bulletin, letter, rows, form, now)


def handed_out(
    bulletin: Bulletin, letter: Letter, remarks: Iterable[Remark], form: str, now: datetime
) -> HttpResponse:
    document = with_remarks(Document.of_data(letter.content), remarks, bulletin.issuer.name, now)
    proof = Proof(letter.code) if letter.code else None
    made = pdf_of(document, proof) if form == "pdf" else docx_of(document, proof)
    response = HttpResponse(made, content_type=MEDIA[form])
    kind = _("with remarks")
    name = f"{letter.number or letter.title} {kind}.{form}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def page_of(
    viewer: Viewer, bulletin: Bulletin, now: datetime, typed: tuple[int, forms.Form] | None = None
) -> dict[str, Any]:
    """`typed`: a form that was refused, with the number of the remark it answers; 0: a new remark."""
    letter = bulletin.letter
    assert letter is not None
    rows = list(bulletin.remarks.select_related("unit").order_by("made_at", "pk"))
    may_answer = bool(acting_for(viewer, Permission.LETTER_REVIEW, [bulletin.issuer_id]))
    until = due_of(bulletin)
    is_open = until is not None and now < until and letter.status != Status.CANCELLED
    form = _remark_form(viewer, bulletin) if is_open else None
    return {
        "bulletin": bulletin,
        "letter": letter,
        "status": Status(letter.status),
        "document": Document.of_data(letter.content),
        "until": until,
        "is_open": is_open,
        "remarks": [(each, _answer_form(each, may_answer, typed)) for each in rows],
        "form": typed[1] if typed and typed[0] == 0 else form,
        "may_publish": until is not None
        and letter.status != Status.CANCELLED
        and bulletin.cycle in PUBLIC_CYCLES
        and bool(acting_for(viewer, Permission.LETTER_ISSUE, [bulletin.issuer_id])),
        "taking_back": TakeBackForm(),
        "found": recounted(bulletin, now),
        "sees_figures": is_let_in(viewer),
    }


def _remark_form(viewer: Viewer, bulletin: Bulletin, data: Any = None) -> RemarkForm | None:
    names = {pk: unit.name for pk, unit in units_numbered(list(speakers_for(viewer, bulletin))).items()}
    return RemarkForm(data, units=list(names.items())) if names else None


def _answer_form(remark: Remark, may_answer: bool, typed: tuple[int, forms.Form] | None) -> forms.Form | None:
    if typed and typed[0] == remark.pk:
        return typed[1]
    if not may_answer or remark.answered_at is not None:
        return None
    return _form_for(remark)()


def _form_for(remark: Remark) -> type[AnswerForm]:
    return DecisionForm if remark.kind == RemarkKind.OBJECTION else AnswerForm


@require_POST
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """Let everybody read it."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    bulletin = get_bulletin_for(viewer, number)
    by = publisher_for(viewer, bulletin)
    try:
        actions.publish_bulletin(bulletin=bulletin, by=by, now=now)
    except Refusal as refusal:
        fresh = get_bulletin_for(viewer, number)
        return page_again(request, PAGE, page_of(viewer, fresh, now), refusal)
    messages.success(request, _("Published. Everybody may read it now."))
    return redirect("metrics:bulletin", number)


@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Keep it from the public again, with a reason."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    bulletin = get_bulletin_for(viewer, number)
    by = publisher_for(viewer, bulletin)
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        return page_again(request, PAGE, page_of(viewer, bulletin, now) | {"taking_back": form})
    try:
        actions.take_back_bulletin(bulletin=bulletin, why=form.cleaned_data["why"], by=by, now=now)
    except Refusal as refusal:
        fresh = get_bulletin_for(viewer, number)
        return page_again(request, PAGE, page_of(viewer, fresh, now) | {"taking_back": form}, refusal)
    messages.success(request, _("Taken back. Only those whose letter it is read it now."))
    return redirect("metrics:bulletin", number)


@require_POST
def remark(request: HttpRequest, number: int) -> HttpResponse:
    """Attach a comment or an objection for a unit that is ranked."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    bulletin = get_bulletin_for(viewer, number)
    form = _remark_form(viewer, bulletin, request.POST) or RemarkForm(request.POST, units=[])
    given = request.POST.get("unit", "")
    by = speaker_for(viewer, bulletin, int(given) if given.isdecimal() else 0)
    if not form.is_valid():
        return page_again(request, PAGE, page_of(viewer, bulletin, now, (0, form)))
    data = form.cleaned_data
    try:
        actions.remark(
            bulletin=bulletin,
            unit=units_numbered([data["unit"]])[data["unit"]],
            kind=RemarkKind(data["kind"]),
            words=data["words"],
            by=by,
            now=now,
        )
    except Refusal as refusal:
        fresh = get_bulletin_for(viewer, number)
        return page_again(request, PAGE, page_of(viewer, fresh, now, (0, form)), refusal)
    messages.success(request, _("It stands with the bulletin now, and the issuer is told."))
    return redirect("metrics:bulletin", number)


@require_POST
def answer(request: HttpRequest, number: int, remark: int) -> HttpResponse:
    """Answer for the issuer."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    bulletin = get_bulletin_for(viewer, number)
    by = answerer_for(viewer, bulletin)
    row = bulletin.remarks.select_related("bulletin__letter", "bulletin__issuer").filter(pk=remark).first()
    if row is None:
        raise RemarkUnknown
    form = _form_for(row)(request.POST)
    if not form.is_valid():
        return page_again(request, PAGE, page_of(viewer, bulletin, now, (row.pk, form)))
    data = form.cleaned_data
    try:
        actions.answer_remark(remark=row, words=data["words"], is_upheld=data.get("upheld"), by=by, now=now)
    except Refusal as refusal:
        fresh = get_bulletin_for(viewer, number)
        return page_again(request, PAGE, page_of(viewer, fresh, now, (row.pk, form)), refusal)
    messages.success(request, _("Answered. The unit is told."))
    return redirect("metrics:bulletin", number)
