from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.administration.forms_of_people import AccountForm, PostingForm
from linli.administration.queries import SHOWN
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.actions import change_password, create_account, end_account, reopen_account
from linli.people.models import Account
from linli.people.policies import Permission, make_password
from linli.people.queries import (
    account_named,
    accounts_found,
    held_by,
    open_proposals,
    postings_of,
    roles_on,
    second_factor_of,
)

MANAGE, GRANT = Permission.ACCOUNT_MANAGE, Permission.ROLE_GRANT


def who_looks(request: HttpRequest, now: datetime) -> Viewer:
    """Return who asks: those who keep the accounts, and those who give the roles."""
    viewer = viewer_of_request(request, now)
    if not viewer.may(GRANT):
        require(viewer, MANAGE)
    return viewer


@never_cache
@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """Find somebody, or open an account."""
    now = timezone.now()
    viewer = who_looks(request, now)
    form = AccountForm(request.POST if request.method == "POST" else None)
    context = {**everybody(request, now), "form": form, "may_manage": viewer.may(MANAGE)}
    if request.method == "GET":
        return render(request, "administration/people.html", context)
    require(viewer, MANAGE)
    if not form.is_valid():
        return page_again(request, "administration/people.html", context)
    password = make_password()
    try:
        account = create_account(**form.cleaned_data, password=password, by=viewer.actor_for(MANAGE), now=now)
    except Refusal as refusal:
        return page_again(request, "administration/people.html", context, refusal)
    return told_once(request, account, password)


def everybody(request: HttpRequest, now: datetime) -> dict[str, Any]:
    """Return who was found, with the roles of today, and what waits for a second person. Four queries."""
    words = request.GET.get("q", "").strip()
    found = accounts_found(words, SHOWN)
    held = held_by([account.pk for account in found], city_day(now))
    rows = [(account, held[account.pk]) for account in found]
    return {"rows": rows, "words": words, "proposals": open_proposals(), "is_cut": len(rows) == SHOWN}


def told_once(request: HttpRequest, account: Account, password: str) -> HttpResponse:
    """Show a first password: this page alone ever does, and it is kept by no browser."""
    context = {"account": account, "password": password}
    return render(request, "administration/first_password.html", context)


@never_cache
@require_http_methods(["GET"])
def one(request: HttpRequest, username: str) -> HttpResponse:
    """Somebody's account with the roles they have, had and will have."""
    now = timezone.now()
    viewer = who_looks(request, now)
    return render(request, "administration/person.html", person(viewer, account_named(username), now))


def person(
    viewer: Viewer, account: Account, now: datetime, form: PostingForm | None = None
) -> dict[str, Any]:
    today, postings = city_day(now), postings_of(account)
    return {
        "account": account,
        "today": today,
        "now_held": [each for each in postings if each.holds_on(today)],
        "coming": [each for each in postings if each.ended_at is None and each.valid_from > today],
        "past": [
            each
            for each in postings
            if each.ended_at or (each.valid_until is not None and each.valid_until < today)
        ],
        "proposals": open_proposals(account),
        "has_second_factor": second_factor_of(account) is not None,
        "may_manage": viewer.may(MANAGE),
        "may_grant": viewer.may(GRANT),
        "me": viewer.account_id,
        "form": form or PostingForm(used=set(roles_on(today).roles), today=today),
    }


@never_cache
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, username: str) -> HttpResponse:
    """End an account, after asking; or open it again."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, MANAGE)
    account, by = account_named(username), viewer.actor_for(MANAGE)
    context = {"account": account, "held": held_by([account.pk], city_day(now))[account.pk]}
    if request.method == "GET" or request.POST.get("sure") != "yes":
        return render(request, "administration/end_account.html", context)
    try:
        if request.POST.get("again") == "yes":
            reopen_account(account=account, by=by, now=now)
            messages.success(request, _("The account %(name)s is open again.") % {"name": username})
        else:
            end_account(account=account, by=by, now=now)
            messages.success(request, _("The account %(name)s has ended.") % {"name": username})
    except Refusal as refusal:
        return page_again(request, "administration/end_account.html", context, refusal)
    return redirect("administration:person", username)


@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest, username: str) -> HttpResponse:
    """Make a new first password for somebody who forgot theirs, after asking."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, MANAGE)
    account = account_named(username)
    if request.method == "GET" or request.POST.get("sure") != "yes":
        return render(request, "administration/new_password.html", {"account": account})
    made = make_password()
    change_password(account=account, password=made, by=viewer.actor_for(MANAGE), now=now)
    return told_once(request, account, made)
