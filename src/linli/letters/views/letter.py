from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.choices import Choice
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.files.queries import download
from linli.files.views import answer
from linli.journal.errors import ChangedMeanwhile
from linli.journal.models import Entry
from linli.journal.queries import entries_of
from linli.letters import actions
from linli.letters.about import place_of
from linli.letters.access import actor_for, choices, get_letter_for, may, wrote
from linli.letters.errors import LetterNotFound, UnknownVerb
from linli.letters.events import LetterIssued
from linli.letters.forms import StepForm, step_form
from linli.letters.models import Letter
from linli.letters.policies import VERBS, LetterKind, Verb, Way
from linli.letters.policies.document import Document
from linli.letters.queries import EVIDENCE, body_of, evidence_of
from linli.letters.rendering.pdf import Proof, pdf_of
from linli.letters.rendering.word import docx_of
from linli.letters.sentences import told
from linli.letters.views.listing import is_late
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.policies import Permission

PAGE = "letters/letter.html"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORWARD = (Verb.REVIEW, Verb.ISSUE, Verb.DELIVER, Verb.ANSWER, Verb.VERIFY, Verb.CLOSE)
"""Steps that bring a letter on; the first of them that may be taken stands open."""


@dataclass(frozen=True)
class Step:
    """A step that may be taken now, with its form."""

    verb: Verb
    form: StepForm
    is_open: bool

    @property
    def is_danger(self) -> bool:
        return VERBS[self.verb].danger


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """The letter as it reads, what happened to it, and what may be done now."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.LETTER_VIEW)
    letter = get_letter_for(viewer, number)
    return render(request, PAGE, page_of(viewer, letter, now))


def page_of(
    viewer: Viewer, letter: Letter, now: datetime, typed: tuple[Verb, StepForm] | None = None
) -> dict[str, Any]:
    offered = choices(viewer, letter)
    return {
        "letter": letter,
        "document": Document.of_data(letter.content),
        "kind": LetterKind(letter.kind).label,
        "is_late": is_late(letter, now),
        "timeline": told(history_of(viewer, letter)),
        "files": evidence_of(letter),
        "about": place_of(viewer, letter),
        "steps": steps_of(offered, letter, typed),
        "refused": [choice for choice in offered if not choice.is_allowed],
        "replies": [
            each for each in letter.replies.order_by("pk") if may(viewer, each, Permission.LETTER_VIEW)
        ],
    }


def history_of(viewer: Viewer, letter: Letter) -> list[Entry]:
    """Return what happened. How a letter came about is the issuer's own; others read on from its issue."""
    entries = list(entries_of(letter))
    if wrote(viewer, letter):
        return entries
    issued = next((place for place, each in enumerate(entries) if each.event == LetterIssued.name), 0)
    return entries[issued:]


def steps_of(offered: list[Choice[Verb]], letter: Letter, typed: tuple[Verb, StepForm] | None) -> list[Step]:
    """Return what may be done: what brings the letter on first, what hurts last."""
    verbs = [choice.verb for choice in offered if choice.is_allowed]
    verbs.sort(key=lambda verb: (VERBS[verb].danger, verb not in FORWARD))
    steps = []
    for place, verb in enumerate(verbs):
        if typed and typed[0] is verb:
            steps.append(Step(verb, typed[1], True))
            continue
        body = body_of(letter) if verb is Verb.REVISE else ""
        is_open = typed is None and place == 0 and verb in FORWARD
        steps.append(Step(verb, step_form(verb, letter, body=body), is_open))
    return steps


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Take a step; refused, the page comes back with what was typed."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.LETTER_VIEW)
    if request.method == "GET":
        return redirect("letters:letter", number)
    letter, wanted = get_letter_for(viewer, number), verb_named(verb)
    by = actor_for(viewer, letter, wanted)
    form = step_form(wanted, letter, request.POST, request.FILES)
    if not form.is_valid():
        return page_again(request, PAGE, page_of(viewer, letter, now, (wanted, form)))
    try:
        seen = form.cleaned_data.get("seen")
        if seen is not None and seen != letter.chain_length:
            raise ChangedMeanwhile
        STEPS[wanted](form.cleaned_data)(letter=letter, by=by, now=now)
    except Refusal as refusal:
        fresh = get_letter_for(viewer, number)
        return page_again(request, PAGE, page_of(viewer, fresh, now, (wanted, form)), refusal)
    messages.success(request, _("Done: %(verb)s.") % {"verb": wanted.label})
    return redirect("letters:letter", number)


def verb_named(value: str) -> Verb:
    try:
        return Verb(value)
    except ValueError as error:
        raise UnknownVerb(verb=value) from error


def _with(action: Callable[..., None], **names: str) -> Callable[[dict[str, Any]], Callable[..., None]]:
    """Return what takes a step: the action, told the form's fields under its own names."""

    def prepare(data: dict[str, Any]) -> Callable[..., None]:
        given = {name: data[field] for name, field in names.items()}
        if "way" in given:
            given["way"] = Way(given["way"])
        return lambda **who: action(**given, **who)

    return prepare


STEPS: dict[Verb, Callable[[dict[str, Any]], Callable[..., None]]] = {
    Verb.REVISE: _with(actions.revise, wording="wording", due="due_on"),
    Verb.REVIEW: _with(actions.review, note="words"),
    Verb.SEND_BACK: _with(actions.send_back, note="words"),
    Verb.ISSUE: _with(actions.issue),
    Verb.DELIVER: _with(actions.deliver),
    Verb.PROVE: _with(actions.prove, way="way", proof="words"),
    Verb.ANSWER: _with(actions.answer, text="words", files="files"),
    Verb.VERIFY: _with(actions.verify, note="words"),
    Verb.REJECT: _with(actions.reject, note="words", due="due_on"),
    Verb.EXTEND: _with(actions.extend, note="words", due="due_on"),
    Verb.CLOSE: _with(actions.close, note="words"),
    Verb.ESCALATE: _with(actions.escalate, note="words"),
    Verb.CANCEL: _with(actions.cancel, note="words"),
}


@require_safe
def fetch(request: HttpRequest, number: int, form: str) -> HttpResponseBase:
    """Hand out the letter as `pdf` or `docx`. The PDF of an issued letter is always the very same file."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.LETTER_VIEW)
    letter = get_letter_for(viewer, number)
    document = Document.of_data(letter.content)
    name = f"{letter.number or letter.title}.{form}"
    if form == "docx":
        made = docx_of(document, Proof(letter.code) if letter.code else None)
        return _file(made, DOCX, name)
    if form != "pdf":
        raise LetterNotFound
    if not letter.code:
        return _file(pdf_of(document), "application/pdf", name)
    kept = actions.keep_pdf(letter=letter, now=now)
    found = download(kept.pk, may_see=lambda row: row.subject_id == letter.pk)
    return FileResponse(
        found.path.open("rb"), as_attachment=True, filename=name, content_type=found.media_type
    )


@require_safe
def evidence(request: HttpRequest, number: int, file: int) -> FileResponse:
    """Hand out a file that came with an answer."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.LETTER_VIEW)
    letter = get_letter_for(viewer, number)
    own = (letter._meta.label_lower, letter.pk, EVIDENCE)
    return answer(download(file, may_see=lambda row: (row.subject_kind, row.subject_id, row.purpose) == own))


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
