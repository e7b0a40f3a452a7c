"""One's own data: what is kept, who looked, and what one may ask for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.intake import proofs
from linli.intake.actions.own_data import copy_of_own, correct_own, erase_own
from linli.intake.data_forms import CopyForm, CorrectForm, EraseForm
from linli.intake.errors import WrongProof
from linli.intake.forms import QueryForm
from linli.intake.views.asking import ask_again, readings
from linli.intake.views.reporting import notice
from linli.matters.errors import UnknownVerb
from linli.matters.models import Matter
from linli.matters.queries import by_code
from linli.vault.policies.fields import Basis, PersonalField
from linli.vault.queries import masked

PAGE = "intake/own_data.html"
FORMS: dict[str, type[CopyForm]] = {"copy": CopyForm, "correct": CorrectForm, "erase": EraseForm}


@require_safe
@never_cache
def show(request: HttpRequest, code: str) -> HttpResponse:
    now = timezone.now()
    if not proofs.has_proved(request.session, code, now):
        return ask_again(code)
    return render(request, PAGE, page_of(by_code(code), now))


@require_http_methods(["GET", "POST"])
@never_cache
def ask(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Give a copy, put right or erase; each needs more proof than the four digits."""
    now = timezone.now()
    if request.method == "GET":
        return redirect("intake:data", code)
    if not proofs.has_proved(request.session, code, now):
        return page_again(
            request, "intake/query.html", {"form": QueryForm(initial={"code": code})}, WrongProof()
        )
    if what not in FORMS:
        raise UnknownVerb(verb=what)
    matter = by_code(code)
    form = FORMS[what](request.POST, auto_id=f"{what}-%s")
    if not form.is_valid():
        return page_again(request, PAGE, page_of(matter, now, {what: form}))
    try:
        return DO[what](request, matter, form, now)
    except Refusal as refusal:
        return page_again(request, PAGE, page_of(by_code(code), now, {what: form}), refusal)


def _copy(request: HttpRequest, matter: Matter, form: CopyForm, now: datetime) -> HttpResponse:
    values = copy_of_own(matter=matter, proof=form.cleaned_data["proof"], now=now)
    plain = [(str(field.label), value) for field, value in values.items()]
    return render(request, PAGE, {**page_of(by_code(matter.code), now), "plain": plain})


def _correct(request: HttpRequest, matter: Matter, form: CopyForm, now: datetime) -> HttpResponse:
    given = form.cleaned_data
    fields = {PersonalField.NAME: given["name"], PersonalField.PHONE: given["phone"]}
    wanted = {field: value for field, value in fields.items() if value}
    correct_own(matter=matter, proof=given["proof"], fields=wanted, now=now)
    messages.success(request, gettext("It was put right."))
    return redirect("intake:data", matter.code)


def _erase(request: HttpRequest, matter: Matter, form: CopyForm, now: datetime) -> HttpResponse:
    erase_own(matter=matter, proof=form.cleaned_data["proof"], now=now)
    messages.success(request, gettext("Your name and number were erased."))
    return redirect("intake:data", matter.code)


DO: dict[str, Callable[[HttpRequest, Matter, Any, datetime], HttpResponse]] = {
    "copy": _copy,
    "correct": _correct,
    "erase": _erase,
}


def page_of(matter: Matter, now: datetime, typed: dict[str, CopyForm] | None = None) -> dict[str, Any]:
    """Return what the page shows. Four queries at most."""
    kept = matter.requester
    forms = {name: form(auto_id=f"{name}-%s") for name, form in FORMS.items()} | (typed or {})
    return {
        "matter": matter,
        "record": kept,
        "basis": Basis(kept.basis).label if kept else "",
        "is_consent": kept is not None and kept.basis == Basis.CONSENT,
        "kept": [(str(field.label), mask) for field, mask in masked(kept).items()] if kept else [],
        "readings": readings(matter),
        "notice": notice(now),
        "forms": forms,
        "asked": next(iter(typed), "") if typed else "",
    }
