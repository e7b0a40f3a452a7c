from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.catalogue.queries import kinds
from linli.core.actor import ActorKind
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.files.models import Attachment
from linli.files.queries import attachments_of, download
from linli.files.views import answer
from linli.intake import proofs
from linli.intake.access import get_matter_of_requester
from linli.intake.actions.requesting import act_on, open_verbs
from linli.intake.errors import WrongProof
from linli.intake.forms import QueryForm
from linli.matters.actions.attaching import SUBJECT
from linli.matters.models import Matter
from linli.matters.page_forms import Setting, VerbForm
from linli.matters.policies import VERBS, Status, Verb
from linli.matters.queries import by_code, public_timeline, running_clocks
from linli.matters.sentences import STANDS, Names, promises, told
from linli.matters.views.acting import require_seen, verb_named
from linli.matters.views.listing import place_of
from linli.people.models import Unit
from linli.people.policies import Role
from linli.vault.queries import ReadingView, masked, readings_of

MESSAGE = "notice"
AFTER = "after"
"""Purpose of the pictures that show the result."""


@require_http_methods(["GET", "POST"])
@never_cache
def query(request: HttpRequest) -> HttpResponse:
    """Ask for one's own matter with the case code and digits that only the requester knows."""
    now = timezone.now()
    if request.method == "GET":
        form = QueryForm(initial={"code": request.GET.get("code", "")})
        return render(request, "intake/query.html", {"form": form})
    form = QueryForm(request.POST)
    if not form.is_valid():
        return page_again(request, "intake/query.html", {"form": form})
    code = form.cleaned_data["code"]
    try:
        get_matter_of_requester(code, form.cleaned_data["proof"], now=now)
    except Refusal as refusal:
        return page_again(request, "intake/query.html", {"form": form}, refusal)
    proofs.remember(request.session, code, now)
    return redirect("intake:mine", code)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget what was proved, on a computer that others use too."""
    proofs.forget(request.session)
    return redirect("home")


@require_http_methods(["GET", "HEAD"])
@never_cache
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One's own matter: how it stands, what is promised, what happened, what one can do."""
    now = timezone.now()
    if not proofs.has_proved(request.session, code, now):
        return ask_again(code)
    return render(request, "intake/mine.html", page_of(by_code(code), now))


@require_http_methods(["GET", "POST"])
@never_cache
def do(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Add, withdraw, object, rate or open again."""
    now = timezone.now()
    if request.method == "GET":
        return redirect("intake:mine", code)
    if not proofs.has_proved(request.session, code, now):
        return page_again(request, "intake/query.html", _again(request, code), WrongProof())
    matter = by_code(code)
    form = VerbForm(Setting(verb_named(verb), matter, now, by_requester=True), request.POST)
    if not form.is_valid():
        return page_again(request, "intake/mine.html", page_of(matter, now, form))
    try:
        require_seen(form, matter)
        act_on(matter=matter, verb=form.setting.verb, form=form.answer(), now=now)
    except Refusal as refusal:
        why = form.mark(refusal)
        return page_again(request, "intake/mine.html", page_of(by_code(code), now, form), why)
    messages.success(request, gettext("Thank you, we have it."))
    return redirect("intake:mine", code)


@require_safe
def fetch(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """Hand out a picture of one's own matter: what one sent, and what the unit shows of the result."""
    if not proofs.has_proved(request.session, code, timezone.now()):
        return ask_again(code)
    matter = by_code(code)
    return answer(download(number, may_see=lambda row: _is_of(row, matter) and is_for_requester(row)))


def _is_of(row: Attachment, matter: Matter) -> bool:
    return row.subject_kind == SUBJECT and row.subject_id == matter.pk


def is_for_requester(row: Attachment) -> bool:
    return row.by_kind == ActorKind.REQUESTER.value or row.purpose == AFTER


def ask_again(code: str) -> HttpResponse:
    return redirect(f"{reverse('intake:query')}?code={code}" if code.isdigit() else reverse("intake:query"))


def _again(request: HttpRequest, code: str) -> dict[str, Any]:
    """The proof ran out while somebody was writing: ask for it, and show what they wrote."""
    written = [str(value) for name, value in request.POST.items() if name == "words" and value]
    return {"form": QueryForm(initial={"code": code}), "typed": written}


@dataclass(frozen=True)
class Seen:
    """Somebody looked at the requester's data."""

    reading: ReadingView
    what: str
    who: str

    @property
    def purpose(self) -> str:
        """What for, in words; messages sent by rule say so themselves."""
        is_message = self.reading.by_system and self.reading.purpose == MESSAGE
        return gettext("To send you a message") if is_message else self.reading.purpose


def page_of(matter: Matter, now: datetime, typed: VerbForm | None = None) -> dict[str, Any]:
    """Return what the requester's page shows. Nine queries at most, whatever happened to the matter."""
    entries = public_timeline(matter)
    kind = kinds().get(matter.kind_code)
    unit = matter.lead_unit
    leading = matter.merged_into
    return {
        "leading": STANDS[Status(leading.status)] if leading else "",
        "matter": matter,
        "stands": STANDS[Status(matter.status)],
        "kind": kind,
        "place": place_of(matter.area_code),
        "unit": unit.name if unit else "",
        "promises": promises(running_clocks(leading or matter), now),
        "timeline": told(entries, Names.of(entries, now, with_accounts=False), to_requester=True),
        "replies": list(matter.replies.order_by("-sent_at")),
        "steps": steps_of(matter, now, typed),
        "typed": typed.data.get("words", "")
        if typed and typed.setting.verb not in open_verbs(matter)
        else "",
        "files": [row for row in attachments_of(SUBJECT, matter.pk) if is_for_requester(row)],
        "kept": list(masked(matter.requester).items()) if matter.requester else [],
        "readings": readings(matter),
    }


@dataclass(frozen=True)
class OwnStep:
    verb: Verb
    label: str
    form: VerbForm
    is_open: bool
    is_danger: bool


LABELS = {
    Verb.ADD_INFORMATION: _("Add something"),
    Verb.WITHDRAW: _("Withdraw my report"),
    Verb.OBJECT: _("I disagree"),
    Verb.RATE: _("Rate the answer"),
    Verb.REOPEN: _("It is not over: open it again"),
    Verb.CONTEST: _("I object: it should count"),
}


def steps_of(matter: Matter, now: datetime, typed: VerbForm | None) -> list[OwnStep]:
    asked = typed.setting.verb if typed else None
    verbs = sorted(open_verbs(matter), key=lambda verb: (verb is not Verb.RATE, VERBS[verb].danger))
    return [
        OwnStep(
            verb,
            str(LABELS[verb]),
            typed if typed and verb is asked else VerbForm(Setting(verb, matter, now, by_requester=True)),
            verb is asked or (asked is None and verb is Verb.RATE),
            VERBS[verb].danger,
        )
        for verb in verbs
    ]


def readings(matter: Matter) -> list[Seen]:
    """Return who looked at the requester's data: role and unit, never a name."""
    if matter.requester_id is None:
        return []
    seen = readings_of(matter.requester_id)
    units = {each.unit_id for each in seen if each.unit_id is not None}
    names = dict(Unit.objects.filter(pk__in=units).values_list("pk", "name"))
    return [Seen(each, str(each.field.label), _who(each, names)) for each in seen]


def _who(reading: ReadingView, names: dict[int, str]) -> str:
    if reading.by_requester:
        return gettext("You")
    if reading.by_system:
        return gettext("By rule of the city")
    role = str(Role(reading.role).label) if reading.role in Role.values else ""
    return " · ".join(part for part in (names.get(reading.unit_id or 0, ""), role) if part)
