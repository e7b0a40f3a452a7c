"""Several committees mediate one dispute together: one leads and keeps the file, the others send mediators who sign."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from linli.core.actor import Actor
from linli.core.time import aware, city_day
from linli.disputes import events
from linli.disputes.actions.moving import check, happened, said
from linli.disputes.errors import AlreadyAnswered, CommitteeAskedAlready, CommitteeOwn, CommitteeUnknown
from linli.disputes.models import Committee, Dispute, JointCommittee
from linli.disputes.policies import Verb


@transaction.atomic
def invite_committee(
    *, dispute: Dispute, committee: int, words: str, by: Actor, now: datetime
) -> JointCommittee:
    """Ask another committee of the city. Until it joins it reads the request and nothing of the dispute.

    Raises NotNow, CommitteeUnknown, CommitteeOwn, CommitteeAskedAlready, WordsMissing.
    """
    check(dispute, Verb.INVITE_COMMITTEE)
    found = Committee.objects.filter(pk=committee, until_on__gte=city_day(now)).first()
    if found is None:
        raise CommitteeUnknown
    if found.pk == dispute.committee_id:
        raise CommitteeOwn
    asked = dispute.joint_committees.filter(committee=found).exclude(joins=False)
    if asked.exists():
        raise CommitteeAskedAlready
    row = JointCommittee.objects.create(
        dispute=dispute, committee=found, words=said(words)[:500], asked_at=aware(now)
    )
    facts: dict[str, Any] = {"committee": found.name, "asked_unit": found.unit_id}
    happened(events.CommitteeAsked, dispute, by=by, now=now, note=row.words, **facts)
    return row


@transaction.atomic
def answer_joining(
    *, joining: JointCommittee, joins: bool, words: str = "", by: Actor, now: datetime
) -> None:
    """Join, or say why not. Mediators of a committee that joined may be appointed. Raises AlreadyAnswered, NotNow."""
    why = words.strip()[:500] if joins else said(words)[:500]
    dispute = Dispute.objects.get(pk=joining.dispute_id)
    check(dispute, Verb.INVITE_COMMITTEE)
    rows = JointCommittee.objects.filter(pk=joining.pk, answered_at=None)
    if not rows.update(answered_at=aware(now), joins=joins, answer=why):
        raise AlreadyAnswered
    kind = events.CommitteeJoined if joins else events.CommitteeDeclined
    happened(kind, dispute, by=by, now=now, note=why, committee=joining.committee.name)
