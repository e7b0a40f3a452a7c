"""The road-traffic claim desk of one dispute: three sides, advances, the statement, money on its way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.compensation.frozen import statement_from, translated
from linli.compensation.rendering.pdf import pdf_of
from linli.compensation.views.result import shown
from linli.disputes import access
from linli.disputes.beside import CLAIM
from linli.disputes.errors import NoRoadAccident, NotPermitted, ReckoningMissing
from linli.disputes.forms import Setting
from linli.disputes.models import Dispute, Reckoning
from linli.disputes.policies import AccidentRole, Verb
from linli.disputes.queries.claims import (
    advanced,
    advances_of,
    answers_for,
    frozen_of,
    is_claim,
    latest_reckoning,
    missing_at_the_table,
    money_of,
    parties_with_parts,
    role_of,
)
from linli.disputes.queries.page import Whole
from linli.disputes.views.asking import who_asks
from linli.disputes.views.dispute import actions_of
from linli.disputes.views.parties import ask_first, proved_side
from linli.people.access import Viewer
from linli.people.policies import Permission

HERE = (Verb.SET_PART, Verb.ADVANCE, Verb.AGREE_AMOUNTS, Verb.PROMISE_PAYMENT, Verb.PERFORM)
COLUMNS = (
    (AccidentRole.CLAIMANT,),
    (AccidentRole.DRIVER, AccidentRole.OWNER, AccidentRole.EMPLOYER),
    (AccidentRole.INSURER,),
)


def _claim_for(viewer: Viewer, number: str, now: datetime) -> Dispute:
    """Raises DisputeNotFound, NotPermitted, NoRoadAccident."""
    dispute = access.get_dispute_for(viewer, number)
    if not access.may(viewer, dispute, Permission.DISPUTE_VIEW):
        raise NotPermitted(verb=Permission.DISPUTE_VIEW.label)
    if not is_claim(dispute, now):
        raise NoRoadAccident
    return dispute


@require_safe
def claim(request: HttpRequest, number: str) -> HttpResponse:
    """Everything of the claim on one page, for those who work on it."""
    viewer, now = who_asks(request)
    dispute = _claim_for(viewer, number, now)
    whole = Whole(dispute)
    parties = parties_with_parts(dispute)
    reckoning = latest_reckoning(dispute)
    allowed = [each.verb for each in access.choices(viewer, dispute) if each.is_allowed]
    lines = {each.party.pk: each for each in whole.sides}
    context = {
        "dispute": dispute,
        "table": [
            (roles[0], [(lines[each.pk], each.accident_part) for each in parties if role_of(each) in roles])
            for roles in COLUMNS
        ],
        "without_part": [lines[each.pk] for each in parties if not role_of(each)],
        "missing": missing_at_the_table(parties),
        "advances": [(each, lines[each.payer_id], lines[each.payee_id]) for each in advances_of(dispute)],
        "advanced": advanced(dispute),
        "actions": actions_of(Setting(whole, now), [each for each in allowed if each in HERE], None),
        "may_reckon": Verb.RECKON in allowed,
        "answers": answers_for(dispute, parties) if Verb.RECKON in allowed else "",
        "money": money_of(whole.agreement),
        "now": now,
        **_statement(dispute, reckoning),
    }
    return render(request, "disputes/claim.html", context)


def _statement(dispute: Dispute, reckoning: Reckoning | None) -> dict[str, Any]:
    if reckoning is None:
        return {"reckoning": None}
    counted = reckoning.document["totals"]["advanced"]
    return {
        "reckoning": reckoning,
        "blocks": shown(statement_from(reckoning.statement)),
        "counted": counted,
        "is_stale": f"{advanced(dispute):.2f}" != counted,
        "earlier": dispute.reckonings.count() - 1,
    }


class _Again(HttpResponseRedirect):
    """Sends the same POST to another page."""

    status_code = 307


@require_POST
def reckon(request: HttpRequest, number: str) -> HttpResponse:
    """Open the calculator for this dispute; its result page then offers to join the result to it."""
    viewer, now = who_asks(request)
    access.get_dispute_to(viewer, number, Verb.RECKON)
    _claim_for(viewer, number, now)
    request.session[CLAIM] = number
    return _Again(reverse("compensation:calculator"))


@require_safe
@never_cache
def statement(request: HttpRequest, number: str) -> HttpResponse:
    """The frozen statement as PDF, as both sides got it; a translation when one asks for it."""
    viewer, now = who_asks(request)
    return _pdf(request, _claim_for(viewer, number, now))


def _pdf(request: HttpRequest, dispute: Dispute) -> HttpResponse:
    """Raises ReckoningMissing, ReckonedOtherwise."""
    row = latest_reckoning(dispute)
    if row is None:
        raise ReckoningMissing
    is_english = request.GET.get("language") == "en"
    made = translated(frozen_of(row), "en") if is_english else statement_from(row.statement)
    answer = HttpResponse(pdf_of(made), content_type="application/pdf")
    name = f"{dispute.number}-statement{'-en' if is_english else ''}.pdf"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
@never_cache
def own_statement(request: HttpRequest, number: str) -> HttpResponse:
    """The statement for a side, to check by hand: the same words as the other side gets."""
    party = proved_side(request, number, timezone.now())
    if party is None:
        return ask_first(number)
    row = latest_reckoning(party.dispute)
    if row is None:
        raise ReckoningMissing
    if request.GET.get("as") == "pdf":
        return _pdf(request, party.dispute)
    context = {
        "dispute": party.dispute,
        "reckoning": row,
        "blocks": shown(statement_from(row.statement)),
    }
    return render(request, "disputes/statement.html", context)
