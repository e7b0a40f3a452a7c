"""Handing a dispute on. It stays ours until the receiver takes it over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from linli.core.actor import Actor
from linli.core.time import aware, city_day
from linli.disputes import events
from linli.disputes.actions.moving import check, due, happened, limits, said
from linli.disputes.errors import AlreadyAnswered, ReceiverMissing, ReceiverUnfit
from linli.disputes.models import Appointment, Dispute, Referral
from linli.disputes.policies import LIMITED, Route, Status, Verb
from linli.disputes.rules import Centres
from linli.people.models import Unit
from linli.people.policies import UnitKind
from linli.rulebook.queries import in_force


@transaction.atomic
def refer(
    *,
    dispute: Dispute,
    route: Route,
    words: str,
    to_unit: Unit | None = None,
    to_body: str = "",
    by: Actor,
    now: datetime,
) -> Referral:
    """Hand a dispute to another centre, an office, a court or a body outside, with the limit for its answer.

    Raises NotNow, ReceiverMissing, ReceiverUnfit, WordsMissing.
    """
    check(dispute, Verb.REFER)
    if to_unit is None and not to_body.strip():
        raise ReceiverMissing
    if to_unit is not None:
        takes = in_force(Centres, city_day(now)).value.receivers.get(route, ())
        if UnitKind(to_unit.kind) not in takes or to_unit.pk == dispute.centre_id:
            raise ReceiverUnfit(unit=to_unit.name)
    ends = due(now, limits(now).referral_answer)
    row = Referral.objects.create(
        dispute=dispute,
        route=route.value,
        from_unit_id=dispute.centre_id,
        to_unit=to_unit,
        to_body="" if to_unit else to_body.strip()[:100],
        words=said(words),
        sent_at=aware(now),
        due_at=ends,
    )
    happened(
        events.DisputeReferred,
        dispute,
        by=by,
        now=now,
        note=words.strip(),
        to=Status.REFERRED,
        changes={"before_referral": dispute.status},
        route=route.value,
        to_unit=to_unit.pk if to_unit else None,
        answer_by=ends,
    )
    return row


@transaction.atomic
def receive(*, referral: Referral, words: str = "", by: Actor, now: datetime) -> Dispute:
    """Take a dispute over: only now is it handed on. A centre goes on with it; with any other it leaves our hands.

    Raises AlreadyAnswered, NotNow.
    """
    dispute = _answered(referral, True, words, now)
    facts: dict[str, Any] = {"route": referral.route, "to_unit": referral.to_unit_id}
    if referral.route != Route.MEDIATION or referral.to_unit_id is None:
        happened(events.ReferralAccepted, dispute, by=by, now=now, note=words.strip(), **facts)
        return dispute
    Appointment.objects.filter(dispute=dispute, until_at=None).update(until_at=aware(now))
    changes: dict[str, Any] = {
        "centre_id": referral.to_unit_id,
        "committee_id": None,
        "account_ids": [],
        "before_referral": "",
        "due_at": due(now, limits(now).consent),
    }
    # The new centre's committee asks anew whether it takes it; what the sides agreed to stays agreed.
    to = Status.CONSENT_CHECK
    happened(
        events.ReferralAccepted, dispute, by=by, now=now, note=words.strip(), to=to, changes=changes, **facts
    )
    dispute.refresh_from_db()
    return dispute


@transaction.atomic
def hand_back(*, referral: Referral, words: str, by: Actor, now: datetime) -> Dispute:
    """Hand a dispute back with reasons: it is where it was. Raises AlreadyAnswered, WordsMissing."""
    why = said(words)
    dispute = _answered(referral, False, why, now)
    before = Status(dispute.before_referral)
    changes: dict[str, object] = {"before_referral": ""}
    if before in LIMITED:
        changes["due_at"] = due(now, limits(now).mediation)
    happened(
        events.ReferralReturned,
        dispute,
        by=by,
        now=now,
        note=why,
        to=before,
        changes=changes,
        route=referral.route,
        to_unit=referral.to_unit_id,
    )
    return dispute


def _answered(referral: Referral, accepted: bool, words: str, now: datetime) -> Dispute:
    rows = Referral.objects.filter(pk=referral.pk, answered_at=None)
    columns = {"answered_at": aware(now), "is_accepted": accepted, "answer": words.strip()[:2000]}
    if not rows.update(**columns):
        raise AlreadyAnswered
    dispute = Dispute.objects.select_related("centre").get(pk=referral.dispute_id)
    check(dispute, Verb.RECEIVE)
    return dispute
