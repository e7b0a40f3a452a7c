"""What was promised: done, done in part, not done, and looked after."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from linli.core.actor import Actor
from linli.core.time import aware, city_day
from linli.disputes import events
from linli.disputes.actions.agreeing import current
from linli.disputes.actions.moving import check, due, happened, limits, said, side_of
from linli.disputes.errors import AmountUnfit, NotAllAgree, NotDueYet, TermUnknown
from linli.disputes.models import Agreement, Dispute, PaymentPromise, Receipt, Term, Visit
from linli.disputes.policies import Status, TermKind, Verb, side_name
from linli.disputes.policies.money import figures, rounded
from linli.disputes.queries.dossier import RECEIPT, SUBJECT
from linli.files.actions import attach, store
from linli.matters.actions.attaching import Upload


@transaction.atomic
def perform(
    *,
    dispute: Dispute,
    term: int,
    words: str,
    amount: Decimal | None = None,
    on: date | None = None,
    proof: Upload | None = None,
    by: Actor,
    now: datetime,
) -> Term:
    """Record that something promised was done. `amount`: of a payment, what came; empty: all that is left.

    `proof` is kept with the file. When nothing is left the agreement is performed.
    Raises NotNow, TermUnknown, AmountUnfit, WordsMissing.
    """
    check(dispute, Verb.PERFORM)
    agreement = current(dispute)
    row = agreement.terms.select_for_update().filter(pk=term, is_open=True).first()
    if row is None:
        raise TermUnknown
    day = min(on or city_day(now), city_day(now))
    came = _came(row, amount)
    whole = row.amount is None or row.received + (came or 0) == row.amount
    columns = {
        "received": row.received + (came or 0),
        "is_open": not whole,
        "performed_on": day if whole else None,
    }
    Term.objects.filter(pk=row.pk).update(**columns)
    Receipt.objects.create(
        term=row,
        on=day,
        amount=came,
        words=said(words)[:500],
        proof_id=_kept(dispute, proof, by, now) if proof else None,
        at=aware(now),
        by_account=by.account,
    )
    if whole:
        PaymentPromise.objects.filter(term=row, paid_at=None).update(paid_at=aware(now))
    happened(events.TermPerformed, dispute, by=by, now=now, term=row.pk, amount=came, on=day, is_whole=whole)
    if not agreement.terms.filter(is_open=True).exists():
        happened(events.AgreementPerformed, dispute, by=by, now=now, to=Status.PERFORMED, on=day)
    row.refresh_from_db()
    return row


def _kept(dispute: Dispute, proof: Upload, by: Actor, now: datetime) -> int:
    stored = store(proof.stream, name=proof.name, by=by, now=now)
    return attach(stored, SUBJECT, dispute.pk, RECEIPT, name=proof.name, by=by, now=now).pk


def _came(row: Term, amount: Decimal | None) -> Decimal | None:
    if row.kind != TermKind.PAY:
        return None
    assert row.amount is not None
    left = row.amount - row.received
    came = rounded(amount) if amount is not None else left
    if not 0 < came <= left:
        raise AmountUnfit(left=figures(left))
    return came


def overdue_terms(agreement: Agreement, day: date) -> list[Term]:
    """Return what should have been done before `day`, in order."""
    return list(agreement.terms.filter(is_open=True, due_on__lt=day).order_by("due_on", "pk"))


@transaction.atomic
def record_breach(*, dispute: Dispute, words: str, by: Actor, now: datetime) -> None:
    """Record that a side did not keep the agreement, after the ways to enforce it were explained. A person decides.

    Raises NotNow, NotDueYet, WordsMissing.
    """
    check(dispute, Verb.BREACH)
    why = said(words)
    terms = overdue_terms(current(dispute), city_day(now))
    if not terms:
        raise NotDueYet
    happened(
        events.AgreementBroken,
        dispute,
        by=by,
        now=now,
        note=why,
        to=Status.BREACHED,
        terms=tuple(each.pk for each in terms),
    )


@transaction.atomic
def resume(*, dispute: Dispute, words: str, all_agree: bool, by: Actor, now: datetime) -> None:
    """Sit down again when all sides wish it (Mediation Law art. 33). Raises NotNow, NotAllAgree, WordsMissing."""
    check(dispute, Verb.RESUME)
    if not all_agree:
        raise NotAllAgree
    ends = due(now, limits(now).mediation)
    happened(
        events.MediationResumed,
        dispute,
        by=by,
        now=now,
        note=said(words),
        to=Status.MEDIATING,
        changes={"due_at": ends},
        due_at=ends,
    )


@transaction.atomic
def follow_up(
    *,
    dispute: Dispute,
    party: int,
    reason: str,
    words: str,
    is_satisfied: bool | None,
    remaining: str = "",
    by: Actor,
    now: datetime,
) -> Visit:
    """Keep a visit to a side. After everything was performed the first visit completes the work.

    Raises NotNow, SideUnknown, WordsMissing.
    """
    check(dispute, Verb.FOLLOW_UP)
    side = side_of(dispute, party)
    row = Visit.objects.create(
        dispute=dispute,
        party=side,
        at=aware(now),
        reason=reason.strip()[:200],
        words=said(words),
        is_satisfied=is_satisfied,
        remaining=remaining.strip()[:1000],
        by_account=by.account,
    )
    done = Status(dispute.status) is Status.PERFORMED
    happened(
        events.VisitMade,
        dispute,
        by=by,
        now=now,
        to=Status.FOLLOWED_UP if done else None,
        side=side_name(side.side),
        is_satisfied=is_satisfied,
    )
    return row
