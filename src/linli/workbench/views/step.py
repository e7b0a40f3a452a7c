from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from linli.catalogue.queries import duty_for
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.matters.access import get_matter_for, get_matter_to
from linli.matters.actions.drafting import forget_drafts
from linli.matters.actions.perform import perform
from linli.matters.errors import UnknownVerb
from linli.matters.models import Matter
from linli.matters.page_forms import Setting, VerbForm
from linli.matters.policies import VERBS, Verb
from linli.matters.queries import units_near
from linli.matters.queries.desk import Begun, drafts_of
from linli.matters.views.acting import require_seen, verb_named
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.policies import Permission
from linli.workbench.errors import UnknownStep
from linli.workbench.forms import TriageForm, triage_form, with_finder
from linli.workbench.policies import TRIAGE
from linli.workbench.stepping import triage, undo

UNDONE_BY_BUTTON = frozenset({Verb.ACCEPT, Verb.DISPATCH})


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """One step of one matter: its questions alone, then back to the inbox at the next line."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MATTER_VIEW)
    verb = Verb.ACCEPT if name == TRIAGE else _verb(name)
    matter = get_matter_to(viewer, code, verb)
    setting = Setting(verb, matter, now)
    data = request.POST if request.method == "POST" else None
    form = triage_form(setting, data) if name == TRIAGE else with_finder(VerbForm(setting, data))
    context = _context(request, matter, name, form)
    if data is None:
        return render(request, _template(request), context | begun(form, matter, viewer))
    if not form.is_valid():
        return page_again(request, _template(request), context)
    try:
        _do(viewer, matter, form, now)
    except Refusal as refusal:
        marked = form.mark(refusal) if isinstance(form, VerbForm) else refusal
        return page_again(request, _template(request), context, marked)
    if isinstance(form, VerbForm) and viewer.account_id is not None:
        forget_drafts(matter=matter, account=viewer.account_id, verb=verb)
    return _done(request, matter, verb)


def begun(form: VerbForm | TriageForm, matter: Matter, viewer: Viewer) -> dict[str, Begun]:
    """Lay into the form what the viewer kept for this step on the matter's page. One query."""
    if not isinstance(form, VerbForm):
        return {}
    kept = drafts_of(matter, viewer.account_id).get(form.setting.verb)
    if kept is None:
        return {}
    form.initial.update(kept.words)
    return {"begun": kept}


def _do(viewer: Viewer, matter: Matter, form: VerbForm | TriageForm, now: datetime) -> None:
    if isinstance(form, TriageForm):
        require_seen(form.accept, matter)
        accept, dispatch = form.answers()
        triage(viewer=viewer, code=matter.code, accept=accept, dispatch=dispatch, now=now)
        return
    require_seen(form, matter)
    perform(viewer=viewer, code=matter.code, verb=form.setting.verb, form=form.answer(), now=now)


def _verb(name: str) -> Verb:
    try:
        return verb_named(name)
    except UnknownVerb as error:
        raise UnknownStep(step=name) from error


def _context(request: HttpRequest, matter: Matter, name: str, form: VerbForm | TriageForm) -> dict[str, Any]:
    verb = Verb.ACCEPT if name == TRIAGE else Verb(name)
    forms = form.parts if isinstance(form, TriageForm) else (form,)
    given = request.GET if request.method == "GET" else request.POST
    return {
        "matter": matter,
        "forms": forms,
        "verb": verb,
        "label": _("Take on and send") if name == TRIAGE else verb.label,
        "danger": VERBS[verb].danger,
        "units": units_near(matter.area_code) if any("unit" in each.fields for each in forms) else [],
        "back": inbox_only(given.get("back", "")),
        "then": given.get("then", ""),
        "action": reverse("workbench:step", args=[matter.code, name]),
        "is_panel": bool(getattr(request, "htmx", False)),
    }


def _template(request: HttpRequest) -> str:
    return "workbench/parts/step.html" if getattr(request, "htmx", False) else "workbench/step.html"


def inbox_only(address: str) -> str:
    """Return the inbox with the filters of `address`; nothing else is gone back to."""
    home, asked = reverse("workbench:inbox"), urlsplit(address)
    kept = [(name, value) for name, value in parse_qsl(asked.query) if name not in ("focus", "done")]
    return f"{home}?{urlencode(kept)}" if asked.path == home and kept else home


def _done(request: HttpRequest, matter: Matter, verb: Verb) -> HttpResponse:
    if verb in UNDONE_BY_BUTTON:
        return _back(request, done=matter.code)
    messages.success(request, _("Done: %(verb)s.") % {"verb": verb.label})
    return _back(request)


def _back(request: HttpRequest, done: str = "") -> HttpResponse:
    """Go back to the inbox, to the line that was next; `done`: what may be taken back there."""
    there = inbox_only(request.POST.get("back", ""))
    marks = {"focus": request.POST.get("then", ""), "done": done}
    if asked := urlencode({name: value for name, value in marks.items() if value}):
        there += ("&" if "?" in there else "?") + asked
    return HttpResponseClientRedirect(there) if getattr(request, "htmx", False) else redirect(there)


@require_POST
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """Undo what was done last with a matter: sending it, and taking it on with it."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MATTER_VIEW)
    get_matter_to(viewer, code, Verb.TAKE_BACK)
    try:
        matter = undo(viewer=viewer, code=code, now=now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _back(request)
    messages.success(request, _("Taken back: %(title)s") % {"title": matter.title})
    return _back(request)


@require_safe
def duty(request: HttpRequest, code: str) -> HttpResponse:
    """Name the unit whose duty a kind is where this matter is; empty when the list of duties does not say."""
    viewer = viewer_of_request(request, timezone.now())
    require(viewer, Permission.MATTER_VIEW)
    matter = get_matter_for(viewer, code)
    found = duty_for(request.GET.get("kind", ""), matter.area_code)
    return HttpResponse(found.unit_name if found else "", content_type="text/plain; charset=utf-8")
