from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.matters.access import choices, visible
from linli.matters.errors import MatterNotFound
from linli.matters.models import Matter
from linli.matters.page_forms import Setting, VerbForm
from linli.matters.policies import VERBS, Verb
from linli.matters.queries import units_near
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.policies import Permission
from linli.workbench.errors import NothingChosen, TooManyTogether, UnknownStep
from linli.workbench.policies import MOST_TOGETHER, TOGETHER
from linli.workbench.stepping import together
from linli.workbench.views.step import inbox_only


@dataclass(frozen=True)
class Candidate:
    """One matter of several, and whether the step is possible with it."""

    code: str
    title: str
    seen: int | None
    refusal: Refusal | None


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What would happen: which of the ticked matters can take the step, which cannot and why. Nothing is done."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MATTER_VIEW)
    verb, codes = _verb(request.GET.get("verb", "")), _codes(request.GET.getlist("code"))
    found = _matters(viewer, codes)
    context = _context(viewer, verb, codes, found, now, back=request.GET.get("back", ""))
    return render(request, "workbench/together.html", context)


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest) -> HttpResponse:
    """Do it, one after the other, and say of each what became of it."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MATTER_VIEW)
    if request.method == "GET":
        return redirect("workbench:inbox")
    verb, codes = _verb(request.POST.get("verb", "")), _codes(request.POST.getlist("code"))
    found = _matters(viewer, codes)
    form = VerbForm(Setting(verb, _first(found), now), request.POST)
    if not form.is_valid():
        context = _context(viewer, verb, codes, found, now, back=request.POST.get("back", ""), form=form)
        return page_again(request, "workbench/together.html", context)
    seen = {code: _number(request.POST.get(f"seen-{code}", "")) for code in codes}
    outcomes = together(viewer=viewer, seen=seen, verb=verb, form=form.answer(), now=now)
    done = [each for each in outcomes if each.refusal is None]
    refused = [each for each in outcomes if each.refusal is not None]
    context = {
        "verb": verb,
        "done": done,
        "refused": refused,
        "back": inbox_only(request.POST.get("back", "")),
    }
    return render(request, "workbench/outcomes.html", context)


def _verb(value: str) -> Verb:
    if value not in {each.value for each in TOGETHER}:
        raise UnknownStep(step=value)
    return Verb(value)


def _codes(given: Sequence[str]) -> list[str]:
    """Return the codes without doubles. Raises NothingChosen, TooManyTogether."""
    codes = list(dict.fromkeys(each for each in given if each))
    if not codes:
        raise NothingChosen
    if len(codes) > MOST_TOGETHER:
        raise TooManyTogether(most=MOST_TOGETHER, count=len(codes))
    return codes


def _matters(viewer: Viewer, codes: Sequence[str]) -> dict[str, Matter]:
    rows = visible(viewer).filter(code__in=codes)
    return {row.code: row for row in rows}


def _first(found: dict[str, Matter]) -> Matter:
    """Return one of them, to ask the questions about. Raises NothingChosen when none may be seen."""
    if not found:
        raise NothingChosen
    return next(iter(found.values()))


def _number(value: str) -> int | None:
    return int(value) if value.isdecimal() and len(value) < 10 else None


def _context(
    viewer: Viewer,
    verb: Verb,
    codes: Sequence[str],
    found: dict[str, Matter],
    now: datetime,
    *,
    back: str,
    form: VerbForm | None = None,
) -> dict[str, Any]:
    candidates = [_candidate(viewer, code, found.get(code), verb, now) for code in codes]
    possible = [each for each in candidates if each.refusal is None]
    about = _first(found)
    asked = form or VerbForm(Setting(verb, about, now))
    return {
        "verb": verb,
        "form": asked,
        "danger": VERBS[verb].danger,
        "possible": possible,
        "refused": [each for each in candidates if each.refusal is not None],
        "units": units_near(about.area_code) if "unit" in asked.fields else [],
        "back": inbox_only(back),
    }


def _candidate(viewer: Viewer, code: str, matter: Matter | None, verb: Verb, now: datetime) -> Candidate:
    if matter is None:
        return Candidate(code, "", None, MatterNotFound(code=code))
    why = next(each.refusal for each in choices(viewer, matter, now) if each.verb is verb)
    return Candidate(code, matter.title, matter.chain_length, why)
