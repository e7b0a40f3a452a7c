"""The page of a side: by number and the last digits of the telephone, or by a log-in. It shows nobody else's data."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.actor import REQUESTER
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.disputes import access
from linli.disputes.actions.ending import stop_by_side
from linli.disputes.actions.parties import answer_consent
from linli.disputes.actions.proving import prove
from linli.disputes.errors import DisputeNotFound
from linli.disputes.forms import QueryForm
from linli.disputes.models import Dispute, Party
from linli.disputes.policies import (
    BEFORE_ACCEPTANCE,
    IN_MEDIATION,
    WITHOUT_AGREEMENT,
    Consent,
    How,
    SessionManner,
    SessionStatus,
    Status,
    side_name,
)
from linli.disputes.queries.claims import latest_reckoning
from linli.disputes.queries.routes import routes_for
from linli.disputes.queries.sides import side_of
from linli.people.access import viewer_of_request
from linli.vault.queries import masked, readings_of

PROVED = "proved_disputes"
HOLDS = timedelta(minutes=30)
MOST = 10
CONSENT, STOP = "consent", "stop"


@require_http_methods(["GET", "POST"])
@never_cache
def query(request: HttpRequest) -> HttpResponse:
    """Ask for one's own dispute."""
    now = timezone.now()
    if request.method == "GET":
        form = QueryForm(initial={"number": request.GET.get("number", "")[:20]})
        account = viewer_of_request(request, now).account_id
        own = access.own_parties(account).order_by("-dispute__changed_at")[:MOST] if account else []
        return render(request, "disputes/query.html", {"form": form, "own": own})
    form = QueryForm(request.POST)
    if not form.is_valid():
        return page_again(request, "disputes/query.html", {"form": form})
    try:
        party = prove(number=form.cleaned_data["number"], tail=form.cleaned_data["tail"], now=now)
    except Refusal as refusal:
        return page_again(request, "disputes/query.html", {"form": form}, refusal)
    _remember(request.session, party, now)
    return redirect("disputes:own", party.dispute.number)


def _remember(session: SessionBase, party: Party, now: datetime) -> None:
    known = {**session.get(PROVED, {}), str(party.pk): (now + HOLDS).isoformat()}
    session[PROVED] = dict(list(known.items())[-MOST:])


def proved_side(request: HttpRequest, number: str, now: datetime) -> Party | None:
    """Return the side that asks: proved in this session, or by its log-in."""
    known: dict[str, str] = request.session.get(PROVED, {})
    sides = [int(pk) for pk, until in known.items() if datetime.fromisoformat(until) > now]
    return side_of(number, proved=sides, account=viewer_of_request(request, now).account_id)


def ask_first(number: str) -> HttpResponse:
    return redirect(
        f"{reverse('disputes:query')}?number={number}" if number.isalnum() else reverse("disputes:query")
    )


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget what was proved, on a computer that others use too."""
    request.session.pop(PROVED, None)
    return redirect("home")


@require_safe
@never_cache
def own(request: HttpRequest, number: str) -> HttpResponse:
    """How one's own dispute stands, what is planned, what was promised."""
    now = timezone.now()
    party = proved_side(request, number, now)
    if party is None:
        return ask_first(number)
    return render(request, "disputes/own.html", page_of(party, now))


def page_of(party: Party, now: datetime) -> dict[str, Any]:
    """Return what a side sees: what concerns all, its own data, nobody else's."""
    dispute, status = party.dispute, Status(party.dispute.status)
    agreement = dispute.agreements.filter(status="in_force").first()
    terms = agreement.terms.select_related("debtor", "creditor") if agreement else dispute.terms.none()
    return {
        "party": party,
        "side": side_name(party.side),
        "dispute": dispute,
        "kept": list(masked(party.record).items()),
        "readings": readings_of(party.record)[:20],
        "sessions": _sessions(dispute, now),
        "agreement": agreement,
        "terms": list(terms.select_related("promise").order_by("position", "instalment")),
        "routes": routes_for(dispute, now) if status in BEFORE_ACCEPTANCE | WITHOUT_AGREEMENT else [],
        "mediators": dispute.appointments.filter(until_at=None).select_related("mediator__account"),
        "referrals": list(dispute.referrals.select_related("to_unit").order_by("-pk")),
        "reckoning": latest_reckoning(dispute),
        "may_answer": status is Status.CONSENT_CHECK and party.consent == Consent.ASKED,
        "may_stop": status in BEFORE_ACCEPTANCE | IN_MEDIATION and party.consent == Consent.GIVEN,
        "today": city_day(now),
        "now": now,
    }


def _sessions(dispute: Dispute, now: datetime) -> list[Any]:
    rows = dispute.sessions.filter(status=SessionStatus.PLANNED, ends_at__gt=now).order_by("begins_at")
    return [(each, each.manner == SessionManner.SEPARATE_ROOMS) for each in rows]


@require_http_methods(["GET", "POST"])
@never_cache
def do(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Agree to mediation, refuse it, or end it. Nobody need give a reason."""
    now = timezone.now()
    party = proved_side(request, number, now)
    if party is None or request.method == "GET":
        return ask_first(number)
    try:
        _act(party, verb, request.POST.get("answer", ""), now)
    except Refusal as refusal:
        fresh = proved_side(request, number, now)
        assert fresh is not None
        return page_again(request, "disputes/own.html", page_of(fresh, now), refusal)
    messages.success(request, gettext("Thank you, we have it."))
    return redirect("disputes:own", number)


def _act(party: Party, verb: str, answer: str, now: datetime) -> None:
    given: dict[str, Any] = {"dispute": party.dispute, "party": party.pk, "by": REQUESTER, "now": now}
    if verb == CONSENT and answer in ("yes", "no"):
        answer_consent(**given, consents=answer == "yes", how=How.SCREEN)
    elif verb == STOP:
        stop_by_side(**given)
    else:
        raise DisputeNotFound
