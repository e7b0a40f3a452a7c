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
from linli.core.time import city_day
from linli.disputes.access import get_dispute_for
from linli.journal.queries import entries_of
from linli.people.access import Viewer, require
from linli.people.policies import Permission
from linli.redress import access
from linli.redress.actions.suggestions import NewSuggestion, send
from linli.redress.doors import DOES
from linli.redress.errors import CaseNotFound, NotPermitted
from linli.redress.forms import StepForm, SuggestionForm, step_form
from linli.redress.models import Suggestion
from linli.redress.policies import VERBS, Verb
from linli.redress.queries import lists
from linli.redress.sentences import timeline
from linli.redress.views.asking import require_fresh, who_asks

HANDLE = Permission.REDRESS_HANDLE


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What our units owe an answer to, what they wait for, and the administrative cases."""
    viewer, now = who_asks(request)
    context = {
        "to_answer": lists.to_answer(viewer),
        "sent": lists.sent(viewer),
        "over": lists.over(viewer),
        "cases": lists.cases(viewer),
        "may_enter": viewer.may(HANDLE),
        "today": city_day(now),
        "now": now,
    }
    return render(request, "redress/list.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a procurator's suggestion that came, or pass on a lead for judicial aid."""
    viewer, now = who_asks(request)
    require(viewer, HANDLE)
    posted = request.POST if request.method == "POST" else None
    form = SuggestionForm(posted, units=list(access.handled_units(viewer)))
    if posted is None:
        return render(request, "redress/new.html", {"form": form})
    if not form.is_valid():
        return page_again(request, "redress/new.html", {"form": form})
    try:
        number = form.cleaned_data["dispute"].strip()
        dispute = get_dispute_for(viewer, number) if number else None
        by = access.actor_in(viewer, {form.cleaned_data["unit"]}) or viewer.actor_for(HANDLE)
        made = send(NewSuggestion(dispute=dispute, **form.given()), by=by, now=now)
    except Refusal as refusal:
        return page_again(request, "redress/new.html", {"form": form}, refusal)
    messages.success(request, gettext("Entered; the answer is watched over."))
    return redirect("redress:suggestion", made.pk)


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    viewer, now = who_asks(request)
    row = access.get_suggestion_for(viewer, number)
    return render(request, "redress/suggestion.html", page_of(viewer, row, now))


def page_of(viewer: Viewer, row: Suggestion, now: datetime, typed: StepForm | None = None) -> dict[str, Any]:
    offered = access.choices(viewer, row)
    allowed = [each.verb for each in offered if each.is_allowed and _is_useful(row, each.verb)]
    return {
        "suggestion": row,
        "sees_case": row.case_id is not None and access.visible_cases(viewer).filter(pk=row.case_id).exists(),
        "is_overdue": row.status == "sent" and row.reply_by < city_day(now),
        "actions": [_action(row, verb, typed, place == 0) for place, verb in enumerate(allowed)],
        "refused": [each for each in offered if each.refusal and not isinstance(each.refusal, NotPermitted)],
        "timeline": timeline(entries_of(row)),
        "now": now,
    }


def _is_useful(row: Suggestion, verb: Verb) -> bool:
    """Whether there is a letter left to be drafted."""
    if verb is not Verb.DRAFT_LETTER:
        return True
    there = row.reply_letter_id if row.status == "answered" else row.letter_id
    return row.from_unit_id is not None and there is None


def _action(row: Suggestion, verb: Verb, typed: StepForm | None, is_first: bool) -> Action[Verb]:
    is_typed = typed is not None and typed.verb is verb
    form = typed if is_typed else step_form(row, verb)
    url = reverse("redress:do", args=[row.pk, verb.value])
    is_open = is_typed or (is_first and typed is None)
    return Action(verb, form, url, is_open=is_open, is_danger=VERBS[verb].danger)


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Take a step; refused, the page comes back with what was typed."""
    viewer, now = who_asks(request)
    if request.method == "GET":
        return redirect("redress:suggestion", number)
    if verb not in Verb.values:
        raise CaseNotFound
    wanted = Verb(verb)
    row = access.get_suggestion_to(viewer, number, wanted)
    form = step_form(row, wanted, request.POST)
    if not form.is_valid():
        return page_again(request, "redress/suggestion.html", page_of(viewer, row, now, form))
    try:
        require_fresh(form, row)
        by = access.suggestion_actor(viewer, row, wanted)
        DOES[wanted](suggestion=row, by=by, now=now, **form.given())
    except Refusal as refusal:
        fresh = access.get_suggestion_for(viewer, number)
        return page_again(request, "redress/suggestion.html", page_of(viewer, fresh, now, form), refusal)
    messages.success(request, gettext("Done: %(verb)s.") % {"verb": wanted.label})
    return redirect("redress:suggestion", number)
