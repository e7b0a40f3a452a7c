from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.choices import Action
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.disputes.access import get_dispute_for, may
from linli.disputes.access import visible as visible_disputes
from linli.journal.queries import entries_of
from linli.people.access import Viewer
from linli.people.models import Unit
from linli.people.policies import Permission
from linli.redress import access
from linli.redress.actions.cases import receive, rule_of
from linli.redress.actions.suggestions import NewSuggestion, send
from linli.redress.doors import CASE_DOES
from linli.redress.errors import CaseNotFound, NotPermitted
from linli.redress.forms import CASE_FORMS, CaseForm, StepForm
from linli.redress.models import Case
from linli.redress.policies import PUSHES, CaseVerb
from linli.redress.queries.bodies import bodies_for
from linli.redress.queries.pushes import pushes_made
from linli.redress.sentences import timeline
from linli.redress.views.asking import require_fresh, who_asks

HANDLE = Permission.REDRESS_HANDLE
FORWARD = (CaseVerb.ACCEPT, CaseVerb.DECIDE, CaseVerb.PUSH)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Hand a dispute of one's own centre in as an administrative case."""
    viewer, now = who_asks(request)
    dispute = get_dispute_for(viewer, request.GET.get("dispute", "")[:20])
    if not may(viewer, dispute, HANDLE):
        raise NotPermitted(verb=HANDLE.label)
    posted = request.POST if request.method == "POST" else None
    form = CaseForm(posted, bodies=bodies_for(dispute, rule_of(now)))
    context = {"form": form, "dispute": dispute}
    if posted is None:
        return render(request, "redress/new_case.html", context)
    if not form.is_valid():
        return page_again(request, "redress/new_case.html", context)
    try:
        by = access.actor_in(viewer, {dispute.centre_id}) or viewer.actor_for(HANDLE)
        made = receive(dispute=dispute, by=by, now=now, **form.given())
    except Refusal as refusal:
        return page_again(request, "redress/new_case.html", context, refusal)
    messages.success(request, gettext("The case was handed in."))
    return redirect("redress:case", made.pk)


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    viewer, now = who_asks(request)
    return render(request, "redress/case.html", page_of(viewer, access.get_case_for(viewer, number), now))


def page_of(viewer: Viewer, case: Case, now: datetime, typed: StepForm | None = None) -> dict[str, Any]:
    offered = access.case_choices(viewer, case)
    allowed = [each.verb for each in offered if each.is_allowed]
    made = pushes_made(case)
    # Nothing is left to push: closing is what brings the case on.
    forward = (CaseVerb.CLOSE, *FORWARD) if made >= set(PUSHES) else FORWARD
    order = [verb for verb in forward if verb in allowed]
    order += [verb for verb in allowed if verb not in order]
    return {
        "case": case,
        "dispute": case.dispute,
        "sees_dispute": visible_disputes(viewer).filter(pk=case.dispute_id).exists(),
        "pushes": list(case.pushes.select_related("to_unit", "from_unit").order_by("pk")),
        "readable": set(access.visible_suggestions(viewer).filter(case=case).values_list("pk", flat=True)),
        "three": [(each, each in made, case.no_push.get(each.value, "")) for each in PUSHES],
        "actions": [_action(case, verb, typed, verb in forward and verb is order[0]) for verb in order],
        "refused": [each for each in offered if each.refusal and not isinstance(each.refusal, NotPermitted)],
        "timeline": timeline(entries_of(case)),
        "now": now,
    }


def _action(case: Case, verb: CaseVerb, typed: StepForm | None, is_open: bool) -> Action[CaseVerb]:
    is_typed = typed is not None and typed.verb is verb
    form = typed if is_typed else CASE_FORMS[verb](verb, case.chain_length)
    url = reverse("redress:case_do", args=[case.pk, verb.value])
    danger = verb in (CaseVerb.REFUSE, CaseVerb.CLOSE, CaseVerb.WITHDRAW)
    return Action(verb, form, url, is_open=is_typed or (is_open and typed is None), is_danger=danger)


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Take a step; refused, the page comes back with what was typed."""
    viewer, now = who_asks(request)
    if request.method == "GET":
        return redirect("redress:case", number)
    if verb not in CaseVerb.values:
        raise CaseNotFound
    wanted = CaseVerb(verb)
    case = access.get_case_to(viewer, number, wanted)
    form = CASE_FORMS[wanted](wanted, case.chain_length, request.POST)
    if not form.is_valid():
        return page_again(request, "redress/case.html", page_of(viewer, case, now, form))
    try:
        _perform(viewer, case, wanted, form, now)
    except Refusal as refusal:
        fresh = access.get_case_for(viewer, number)
        return page_again(request, "redress/case.html", page_of(viewer, fresh, now, form), refusal)
    messages.success(request, gettext("Done: %(verb)s.") % {"verb": wanted.label})
    return redirect("redress:case", number)


def _perform(viewer: Viewer, case: Case, verb: CaseVerb, form: StepForm, now: datetime) -> None:
    require_fresh(form, case)
    by = access.case_actor(viewer, case)
    if verb is CaseVerb.PUSH:
        body: Unit = case.body
        send(NewSuggestion(case=case, from_unit=body, **form.given()), by=by, now=now)
        return
    CASE_DOES[verb](case=case, by=by, now=now, **form.given())
