from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.administration.forms_of_people import LastDayForm, MoveForm, PostingForm
from linli.administration.policies import grouped
from linli.administration.views.people import GRANT, person
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.actions import (
    agree_to_role,
    drop_proposal,
    end_role,
    grant_role,
    move_posting,
    propose_role,
    set_last_day,
)
from linli.people.models import Account, Assignment
from linli.people.policies import Role
from linli.people.queries import (
    account_named,
    assignment_numbered,
    needs_second_pair,
    proposal_numbered,
    roles_on,
)


def who_may(request: HttpRequest, now: datetime) -> Viewer:
    viewer = viewer_of_request(request, now)
    require(viewer, GRANT)
    return viewer


@never_cache
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, username: str) -> HttpResponse:
    """Give a role. Sent, nothing is given yet: the answer is a look at what it would let them do."""
    now = timezone.now()
    viewer = who_may(request, now)
    account, today = account_named(username), city_day(now)
    if request.method == "GET":
        return redirect("administration:person", username)
    form = PostingForm(request.POST, used=set(roles_on(today).roles), today=today)
    context = person(viewer, account, now, form)
    if not form.is_valid():
        return page_again(request, "administration/person.html", context)
    if request.POST.get("sure") != "yes":
        return look(request, viewer, account, form, now)
    try:
        words = given(viewer, account, form, now)
    except Refusal as refusal:
        return page_again(request, "administration/person.html", context, refusal)
    messages.success(request, words)
    return redirect("administration:person", username)


def look(
    request: HttpRequest, viewer: Viewer, account: Account, form: PostingForm, now: datetime
) -> HttpResponse:
    """Show what the role would give, and whether somebody else has to agree."""
    place = form.place()
    rule = roles_on(max(place["valid_from"], city_day(now))).roles.get(place["role"])
    by = viewer.actor_for(GRANT)
    context = {
        **place,
        "account": account,
        "role": place["role"],
        "rule": rule,
        "groups": grouped(rule.permissions) if rule else (),
        "typed": [(name, request.POST.get(name, "")) for name in form.fields],
        "needs_second": needs_second_pair(place["role"], account.pk, by, city_day(now)),
    }
    return render(request, "administration/posting.html", context)


def given(viewer: Viewer, account: Account, form: PostingForm, now: datetime) -> str:
    """Give the role, or propose it where a second person has to agree; return what to say."""
    place, by = form.place(), viewer.actor_for(GRANT)
    role: Role = place["role"]
    if needs_second_pair(role, account.pk, by, city_day(now)):
        words = form.cleaned_data["words"]
        propose_role(account=account, **place, words=words, by=by, now=now)
        return _("Proposed. It holds once somebody else has agreed.")
    grant_role(account=account, **place, by=by, now=now)
    return _("%(name)s has the role “%(role)s” from %(day)s on.") % {
        "name": account.display_name,
        "role": role.label,
        "day": place["valid_from"].isoformat(),
    }


@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, number: int) -> HttpResponse:
    """A posting: end it, set its last day, or move it to another unit."""
    now = timezone.now()
    who_may(request, now)
    return render(request, "administration/one_posting.html", _context(assignment_numbered(number), now))


def _context(posting: Assignment, now: datetime, **forms: Any) -> dict[str, Any]:
    today = city_day(now)
    first = max(today, posting.valid_from)
    return {
        "posting": posting,
        "account": posting.account,
        "has_begun": posting.valid_from <= today,
        "is_over": posting.ended_at is not None
        or (posting.valid_until is not None and posting.valid_until < today),
        "last_form": LastDayForm(initial={"valid_until": posting.valid_until or first}),
        "move_form": MoveForm(initial={"on": first}),
        **forms,
    }


def _done(
    request: HttpRequest,
    posting: Assignment,
    now: datetime,
    act: Callable[[], object],
    words: str,
    **forms: Any,
) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        context = _context(assignment_numbered(posting.pk), now, **forms)
        return page_again(request, "administration/one_posting.html", context, refusal)
    messages.success(request, words)
    return redirect("administration:person", posting.account.username)


@never_cache
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End a posting at once, or take one back that has not begun."""
    now = timezone.now()
    viewer = who_may(request, now)
    posting = assignment_numbered(number)
    if request.method == "GET":
        return redirect("administration:posting", number)
    by = viewer.actor_for(GRANT)
    return _done(
        request, posting, now, lambda: end_role(assignment=posting, by=by, now=now), _("The role has ended.")
    )


@never_cache
@require_http_methods(["GET", "POST"])
def last_day(request: HttpRequest, number: int) -> HttpResponse:
    """Say until which day a posting lasts."""
    now = timezone.now()
    viewer = who_may(request, now)
    posting = assignment_numbered(number)
    if request.method == "GET":
        return redirect("administration:posting", number)
    form = LastDayForm(request.POST)
    if not form.is_valid():
        return page_again(request, "administration/one_posting.html", _context(posting, now, last_form=form))
    until, by = form.cleaned_data["valid_until"], viewer.actor_for(GRANT)
    words = (
        _("The role lasts until the end of %(day)s.") % {"day": until.isoformat()}
        if until
        else _("The role lasts until somebody ends it.")
    )
    act = lambda: set_last_day(assignment=posting, valid_until=until, by=by, now=now)  # noqa: E731
    return _done(request, posting, now, act, words, last_form=form)


@never_cache
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, number: int) -> HttpResponse:
    """Let somebody hold the same role for another unit from a day on."""
    now = timezone.now()
    viewer = who_may(request, now)
    posting = assignment_numbered(number)
    if request.method == "GET":
        return redirect("administration:posting", number)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return page_again(request, "administration/one_posting.html", _context(posting, now, move_form=form))
    given, by = form.cleaned_data, viewer.actor_for(GRANT)
    words = _("From %(day)s on the role holds for %(unit)s.") % {
        "day": given["on"].isoformat(),
        "unit": given["unit"].name,
    }
    act = lambda: move_posting(assignment=posting, **given, by=by, now=now)  # noqa: E731
    return _done(request, posting, now, act, words, move_form=form)


@never_cache
@require_http_methods(["GET", "POST"])
def proposal(request: HttpRequest, number: int) -> HttpResponse:
    """The second pair of eyes: look at a proposed role, agree or refuse."""
    now = timezone.now()
    viewer = who_may(request, now)
    found = proposal_numbered(number)
    rule = roles_on(city_day(now)).roles.get(Role(found.role))
    context = {
        "proposal": found,
        "account": found.account,
        "rule": rule,
        "groups": grouped(rule.permissions) if rule else (),
        "is_own": viewer.account_id == found.proposed_by,
        "is_for_me": viewer.account_id == found.account_id,
        "proposer": Account.objects.filter(pk=found.proposed_by or 0).first(),
    }
    if request.method == "GET":
        return render(request, "administration/proposal.html", context)
    by = viewer.actor_for(GRANT)
    try:
        if request.POST.get("agree") == "yes":
            agree_to_role(proposal=found, by=by, now=now)
            messages.success(request, _("Agreed: the role is given."))
        else:
            drop_proposal(proposal=found, words=request.POST.get("words", "")[:200], by=by, now=now)
            messages.success(request, _("The proposal is off."))
    except Refusal as refusal:
        found.refresh_from_db()
        return page_again(request, "administration/proposal.html", context, refusal)
    return redirect("administration:person", found.account.username)
