from __future__ import annotations

from datetime import datetime

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from linli.core.actor import Actor, ActorKind
from linli.core.errors import Refusal
from linli.people.access import Permission, require, viewer_of_request
from linli.people.actions import (
    draft_secret,
    end_second_factor,
    pass_second_factor,
    secret_in,
    set_up_second_factor,
)
from linli.people.errors import CodesLocked, CodeWrong, NoSecondFactor, OwnSecondFactor, UnknownAccount
from linli.people.forms import CodeForm, WhoseForm
from linli.people.models import Account
from linli.people.policies.second_factor import address_for_app
from linli.people.queries import account_named, second_factor_of
from linli.people.waiting import DRAFT, enter, who_waits


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def ask_code(request: HttpRequest) -> HttpResponse:
    """The second step of a log-in: a code of the authenticator, or one from paper."""
    now = timezone.now()
    account = who_waits(request, now)
    if account is None:
        return redirect("people:log_in")
    form = CodeForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return render(
            request, "people/code.html", {"form": form}, status=200 if request.method == "GET" else 422
        )
    try:
        pass_second_factor(account=account, code=form.cleaned_data["code"], now=now)
    except (CodeWrong, CodesLocked) as refusal:
        return _once_more(request, "people/code.html", form, refusal, {})
    except NoSecondFactor:  # reset meanwhile: the password is asked again
        return redirect("people:log_in")
    return redirect(enter(request, account, now))


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator: before the first log-in of somebody who must, or at any time later."""
    now = timezone.now()
    account = _who(request, now)
    if account is None:
        return redirect("people:log_in")
    if second_factor_of(account) is not None:
        return (
            render(request, "people/second_factor_held.html")
            if request.user.is_authenticated
            else redirect("people:code")
        )
    sealed, form = _draft(request, account), CodeForm(request.POST or None)
    shown = _shown(account, sealed)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "people/second_factor.html", {"form": form, **shown}, status=status)
    by = Actor(ActorKind.ACCOUNT, account.pk)
    try:
        codes = set_up_second_factor(
            account=account, sealed=sealed, code=form.cleaned_data["code"], by=by, now=now
        )
    except CodeWrong as refusal:
        return _once_more(request, "people/second_factor.html", form, refusal, shown)
    there = enter(request, account, now)
    return render(request, "people/recovery_codes.html", {"codes": codes, "there": there})


@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest) -> HttpResponse:
    """Take away an authenticator that a colleague lost."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.ACCOUNT_MANAGE)
    form = WhoseForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "people/second_factor_reset.html", {"form": form}, status=status)
    try:
        account = account_named(form.cleaned_data["username"])
        end_second_factor(account=account, by=viewer.actor, now=now)
    except (UnknownAccount, NoSecondFactor, OwnSecondFactor) as refusal:
        form.add_error("username", str(refusal))
        return render(request, "people/second_factor_reset.html", {"form": form}, status=422)
    messages.success(request, _("The second factor of %(name)s was reset.") % {"name": account.display_name})
    return redirect("people:reset_second_factor")


def _who(request: HttpRequest, now: datetime) -> Account | None:
    return request.user if isinstance(request.user, Account) else who_waits(request, now)


def _draft(request: HttpRequest, account: Account) -> bytes:
    """Return the secret that is offered, sealed: the same until it is set up, so that a wrong code can be mended."""
    kept = bytes.fromhex(request.session.get(DRAFT, ""))
    try:
        secret_in(account, kept)
    except ValueError:  # none yet, or another account's
        kept = draft_secret(account)
        request.session[DRAFT] = kept.hex()
    return kept


def _shown(account: Account, sealed: bytes) -> dict[str, str]:
    """Return the secret as a picture and in groups of four letters to type."""
    secret = secret_in(account, sealed)
    groups = " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
    return {"qr": _qr(address_for_app(secret, account.username)), "secret": groups}


def _qr(text: str) -> SafeString:
    drawn = segno.make(text, error="m").svg_inline(light="#fff", omitsize=True)
    return mark_safe(drawn)  # noqa: S308 — drawn by the library: paths and numbers alone


def _once_more(
    request: HttpRequest, template: str, form: CodeForm, refusal: Refusal, shown: dict[str, str]
) -> HttpResponse:
    form.add_error("code", str(refusal))
    status = 429 if isinstance(refusal, CodesLocked) else 422
    return render(request, template, {"form": form, **shown}, status=status)
