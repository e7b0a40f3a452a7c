"""Inquiries, sessions and proposals."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from linli.core.actor import Actor
from linli.core.moments import moment_words
from linli.core.time import aware
from linli.disputes import events
from linli.disputes.actions.moving import check, happened, said, side_of
from linli.disputes.errors import (
    LinkMissing,
    MediatorBusy,
    MediatorMissing,
    ProposalUnknown,
    RoutesNotTold,
    SeparateRoomsOnly,
    SessionInThePast,
    SessionUnknown,
)
from linli.disputes.models import Attendance, Dispute, Investigation, Proposal, Session
from linli.disputes.policies import (
    Answer,
    SessionManner,
    SessionResult,
    SessionStatus,
    Status,
    Task,
    Verb,
    side_name,
)
from linli.disputes.policies.money import rounded
from linli.disputes.queries.routes import routes_told


def lead_of(dispute: Dispute) -> int:
    """Return the account that leads the mediation. Raises MediatorMissing."""
    rows = dispute.appointments.filter(task=Task.LEAD, until_at=None)
    lead = rows.values_list("mediator__account", flat=True).first()
    if lead is None:
        raise MediatorMissing
    return lead


@transaction.atomic
def investigate(
    *,
    dispute: Dispute,
    asked: str,
    relation: str,
    place: str,
    words: str,
    is_read_back: bool,
    by: Actor,
    now: datetime,
) -> Investigation:
    """Keep what somebody was asked and answered. Raises NotNow, MediatorMissing, WordsMissing."""
    check(dispute, Verb.INVESTIGATE)
    lead_of(dispute)
    row = Investigation.objects.create(
        dispute=dispute,
        asked=said(asked)[:60],
        relation=relation.strip()[:60],
        place=place.strip()[:120],
        at=aware(now),
        words=said(words),
        is_read_back=is_read_back,
        by_account=by.account,
    )
    begins = Status(dispute.status) is Status.ACCEPTED
    happened(events.FactsInvestigated, dispute, by=by, now=now, to=Status.INVESTIGATING if begins else None)
    return row


@dataclass(frozen=True)
class NewSession:
    begins_at: datetime
    minutes: int
    manner: SessionManner
    place: str = ""
    link: str = ""
    is_public: bool = False
    invited: str = ""


@transaction.atomic
def plan_session(*, dispute: Dispute, session: NewSession, by: Actor, now: datetime) -> Session:
    """Plan a session and invite every side.

    Raises NotNow, MediatorMissing, SessionInThePast, SeparateRoomsOnly, LinkMissing, MediatorBusy.
    """
    check(dispute, Verb.PLAN_SESSION)
    lead = lead_of(dispute)
    begins, ends = aware(session.begins_at), aware(session.begins_at) + timedelta(minutes=session.minutes)
    if begins <= now:
        raise SessionInThePast
    if dispute.needs_safety and session.manner is SessionManner.IN_PERSON:
        raise SeparateRoomsOnly
    if session.manner is SessionManner.VIDEO and not session.link.strip():
        raise LinkMissing
    _require_free(lead, begins, ends)
    row = Session.objects.create(
        dispute=dispute,
        lead_account=lead,
        begins_at=begins,
        ends_at=ends,
        manner=session.manner.value,
        place=session.place.strip()[:120],
        link=session.link.strip()[:300],
        is_public=session.is_public,
        invited=session.invited.strip()[:300],
    )
    Attendance.objects.bulk_create(
        Attendance(session=row, party=party) for party in dispute.parties.order_by("place")
    )
    happened(
        events.SessionPlanned,
        dispute,
        by=by,
        now=now,
        session=row.pk,
        begins_at=begins,
        manner=row.manner,
        place=row.place,
    )
    return row


def _require_free(lead: int, begins: datetime, ends: datetime) -> None:
    taken = Session.objects.filter(
        lead_account=lead, status=SessionStatus.PLANNED, begins_at__lt=ends, ends_at__gt=begins
    )
    if other := taken.order_by("begins_at").first():
        raise MediatorBusy(at=moment_words(other.begins_at))


@transaction.atomic
def cancel_session(*, dispute: Dispute, session: int, words: str, by: Actor, now: datetime) -> None:
    """Raises NotNow, SessionUnknown, WordsMissing."""
    check(dispute, Verb.CANCEL_SESSION)
    why = said(words)
    row = _planned(dispute, session)
    Session.objects.filter(pk=row.pk).update(status=SessionStatus.CANCELLED)
    happened(
        events.SessionCancelled, dispute, by=by, now=now, note=why, session=row.pk, begins_at=row.begins_at
    )


def _planned(dispute: Dispute, number: int) -> Session:
    rows = dispute.sessions.select_for_update().filter(pk=number, status=SessionStatus.PLANNED)
    row = rows.first()
    if row is None:
        raise SessionUnknown
    return row


@dataclass(frozen=True)
class SessionRecord:
    """What is written down of a session that was held."""

    came: Collection[int]
    """Sides (their rows) that came."""
    rights_told: bool
    statements: str
    facts: str
    proposals: str
    result: SessionResult
    why_failed: str = ""
    routes_told: bool = False


@transaction.atomic
def record_session(
    *, dispute: Dispute, session: int, kept: SessionRecord, by: Actor, now: datetime
) -> Session:
    """Keep the record of a session. One that fails ends the mediation, and only after the routes were told.

    Raises NotNow, SessionUnknown, WordsMissing, RoutesNotTold.
    """
    check(dispute, Verb.RECORD_SESSION)
    row = _planned(dispute, session)
    failed = kept.result is SessionResult.FAILED
    if failed and not kept.routes_told:
        raise RoutesNotTold
    why = said(kept.why_failed) if failed else ""
    columns = {
        "status": SessionStatus.HELD.value,
        "statements": said(kept.statements),
        "facts": kept.facts.strip(),
        "proposals": kept.proposals.strip(),
        "result": kept.result.value,
        "why_failed": why[:1000],
        "rights_told": kept.rights_told,
        "routes_told": kept.routes_told,
        "recorded_at": aware(now),
    }
    Session.objects.filter(pk=row.pk).update(**columns)
    row.attendances.update(came=False)
    row.attendances.filter(party_id__in=kept.came).update(came=True)
    came = dispute.parties.filter(pk__in=kept.came).order_by("place").values_list("side", flat=True)
    happened(
        events.SessionHeld,
        dispute,
        by=by,
        now=now,
        to=Status.MEDIATING,
        session=row.pk,
        result=kept.result.value,
        came=tuple(dict.fromkeys(side_name(side) for side in came)),
        routes_told=kept.routes_told,
    )
    if failed:
        happened(
            events.MediationFailed,
            dispute,
            by=by,
            now=now,
            note=why,
            to=Status.FAILED,
            because="no_agreement",
            routes_told=routes_told(dispute, now),
        )
    row.refresh_from_db()
    return row


@transaction.atomic
def propose(
    *,
    dispute: Dispute,
    words: str,
    amount: Decimal | None = None,
    party: int | None = None,
    counters: int | None = None,
    by: Actor,
    now: datetime,
) -> Proposal:
    """Keep a proposal of a side, or of the mediator. `counters`: the open proposal that it answers.

    Raises NotNow, SideUnknown, ProposalUnknown, WordsMissing.
    """
    check(dispute, Verb.PROPOSE)
    row = side_of(dispute, party) if party else None
    before = _open_proposal(dispute, counters) if counters else None
    if before is not None:
        Proposal.objects.filter(pk=before.pk).update(answer=Answer.COUNTERED, answered_at=aware(now))
    made = Proposal.objects.create(
        dispute=dispute,
        party=row,
        counters=before,
        words=said(words),
        amount=rounded(amount) if amount is not None else None,
        made_at=aware(now),
        agreed_by=[row.pk] if row else [],
    )
    happened(
        events.ProposalMade,
        dispute,
        by=by,
        now=now,
        side=side_name(row.side) if row else "",
        amount=made.amount,
        answers=counters,
    )
    return made


def _open_proposal(dispute: Dispute, number: int) -> Proposal:
    row = dispute.proposals.select_for_update().filter(pk=number, answer=Answer.OPEN).first()
    if row is None:
        raise ProposalUnknown
    return row


@transaction.atomic
def answer_proposal(
    *, dispute: Dispute, proposal: int, party: int, agrees: bool, words: str = "", by: Actor, now: datetime
) -> None:
    """Keep a side's answer. It is agreed to when every side agrees. Raises NotNow, ProposalUnknown, SideUnknown."""
    check(dispute, Verb.ANSWER_PROPOSAL)
    row, side = _open_proposal(dispute, proposal), side_of(dispute, party)
    agreed = sorted({*row.agreed_by, side.pk}) if agrees else row.agreed_by
    everybody = set(dispute.parties.values_list("pk", flat=True))
    answer = Answer.NO if not agrees else Answer.YES if set(agreed) >= everybody else Answer.OPEN
    columns: dict[str, Any] = {"agreed_by": agreed, "answer": answer.value}
    if answer is not Answer.OPEN:
        columns["answered_at"] = aware(now)
    Proposal.objects.filter(pk=row.pk).update(**columns)
    happened(
        events.ProposalAnswered,
        dispute,
        by=by,
        now=now,
        note=words.strip(),
        answer="yes" if agrees else "no",
        side=side_name(side.side),
    )
