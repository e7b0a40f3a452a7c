from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.disputes import access
from linli.disputes.actions.referring import hand_back, receive
from linli.disputes.actions.registering import register
from linli.disputes.errors import DisputeNotFound
from linli.disputes.forms import RegisterForm
from linli.disputes.policies import Status, Verb
from linli.disputes.queries.lists import (
    Filters,
    calendar_of,
    performance_due,
    running_out,
    unrecorded,
    work_list,
)
from linli.disputes.queries.sides import centres_open_to
from linli.disputes.rules import Categories
from linli.disputes.views.asking import who_asks
from linli.matters.access import visible as visible_matters
from linli.people.access import Viewer
from linli.people.models import Unit
from linli.people.policies import Permission
from linli.rulebook.queries import in_force

AHEAD_DAYS = 30
RECEIVE = Permission.DISPUTE_RECEIVE


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The disputes that the viewer sees, the last changed first."""
    viewer, now = who_asks(request)
    asked = request.GET
    status = asked.get("status", "") if asked.get("status", "") in Status.values else ""
    filters = Filters(status, asked.get("category", "")[:2], asked.get("words", "")[:100].replace("\0", ""))
    page = work_list(viewer, filters, cursor=asked.get("after", ""))
    kept = {
        name: getattr(filters, name) for name in ("status", "category", "words") if getattr(filters, name)
    }
    categories = in_force(Categories, city_day(now)).value
    context = {
        "disputes": [(row, _category(categories, row.category)) for row in page.rows],
        "filters": filters,
        "statuses": Status.choices,
        "categories": categories.categories,
        "first": urlencode(kept) or "all" if asked.get("after") else "",
        "next": urlencode({**kept, "after": page.next}) if page.next else "",
        "may_register": viewer.may(RECEIVE),
    }
    return render(request, "disputes/list.html", context)


def _category(rule: Categories, code: str) -> str:
    found = rule.by_code.get(code)
    return str(found.name) if found else code


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What somebody has to do: sessions, records to write, limits, what waits to be taken over."""
    viewer, now = who_asks(request)
    account = viewer.account_id or 0
    begins = now - timedelta(hours=12)
    context: dict[str, Any] = {
        "sessions": calendar_of(account, begins),
        "unrecorded": unrecorded(account, now),
        "running_out": running_out(viewer, now),
        "terms": performance_due(viewer, city_day(now) + timedelta(days=7), size=10),
        "referrals": list(access.waiting_referrals(viewer)[:30]),
        "today": city_day(now),
        "now": now,
        "may_register": viewer.may(RECEIVE),
        "may_decide": viewer.may(Permission.DISPUTE_DECIDE),
        "inbox": access.waiting_replies(viewer).count() + access.waiting_joinings(viewer).count(),
    }
    return render(request, "disputes/mine.html", context)


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """What was promised and is to be done in the next weeks."""
    viewer, now = who_asks(request)
    today = city_day(now)
    terms = performance_due(viewer, today + timedelta(days=AHEAD_DAYS), size=100)
    return render(request, "disputes/due.html", {"terms": terms, "today": today})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The reception: a dispute and its two sides."""
    viewer, now = who_asks(request)
    access.require_any(viewer, RECEIVE)
    centres = centres_open_to(viewer, RECEIVE)
    code = request.GET.get("matter", "")
    # A dispute may grow out of a matter: only one that this person sees.
    matter = visible_matters(viewer).filter(code=code).first() if code.isdigit() else None
    posted = request.POST if request.method == "POST" else None
    form = RegisterForm(posted, centres=centres, now=now, matter=matter)
    context = {"form": form, "matter": matter}
    if posted is None:
        return render(request, "disputes/new.html", context)
    if not form.is_valid():
        return page_again(request, "disputes/new.html", context)
    centre = next(each for each in centres if each.pk == form.cleaned_data["centre"])
    try:
        dispute = register(form.new_dispute(), centre=centre, by=_actor(viewer, centre), now=now)
    except Refusal as refusal:
        return page_again(request, "disputes/new.html", context, refusal)
    messages.success(request, gettext("Registered under %(number)s.") % {"number": dispute.number})
    return redirect("disputes:dispute", dispute.number)


def _actor(viewer: Viewer, centre: Unit) -> Actor:
    grants = [each for each in viewer.grants_for(RECEIVE) if each.unit_id == centre.pk]
    actor = viewer.actor_for(RECEIVE)
    return Actor(actor.kind, actor.account, centre.pk, grants[0].role.value) if grants else actor


@require_http_methods(["POST"])
def answer_referral(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Take a dispute over, or hand it back with reasons."""
    viewer, now = who_asks(request)
    referral = access.get_referral_to_answer(viewer, number)
    words = request.POST.get("words", "")[:2000]
    by = viewer.actor_for(RECEIVE)
    if verb == Verb.RECEIVE:
        dispute = receive(referral=referral, words=words, by=by, now=now)
    elif verb == Verb.RETURN:
        dispute = hand_back(referral=referral, words=words, by=by, now=now)
    else:
        raise DisputeNotFound
    messages.success(request, gettext("Done: %(verb)s.") % {"verb": Verb(verb).label})
    seen = access.visible(viewer).filter(pk=dispute.pk).exists()
    return redirect("disputes:dispute", dispute.number) if seen else redirect("disputes:mine")
