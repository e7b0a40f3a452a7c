"""The agreement: drafted, put into terms that can be followed, signed, sealed, and never changed after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from linli.core.actor import Actor
from linli.core.time import aware, city_day
from linli.disputes import events
from linli.disputes.actions.moving import check, happened, said, side_of
from linli.disputes.actions.sitting import lead_of
from linli.disputes.errors import (
    AgreementFrozen,
    AgreementMissing,
    AmountMissing,
    InstalmentsUnfit,
    SameSide,
    TermInThePast,
    TermUnknown,
    TermWithoutDay,
)
from linli.disputes.models import Agreement, Dispute, Term
from linli.disputes.policies import (
    AgreementKind,
    AgreementStatus,
    TermKind,
    Verb,
)
from linli.disputes.policies.money import CENT, MOST, rounded

MOST_INSTALMENTS = 120
CHANGEABLE = (AgreementStatus.DRAFT,)


@dataclass(frozen=True)
class NewAgreement:
    kind: AgreementKind
    facts: str
    manner: str = ""
    consequences: str = ""
    touches_others: bool = False
    object_area: str = ""


@dataclass(frozen=True)
class NewTerm:
    """Who does what for whom by which day. A payment in instalments is one promise in several parts."""

    kind: TermKind
    debtor: int
    words: str
    due_on: date | None
    creditor: int | None = None
    amount: Decimal | None = None
    how: str = ""
    instalments: int = 1
    every_months: int = 1


def current(dispute: Dispute, *, lock: bool = False) -> Agreement:
    """Return the agreement that counts. Raises AgreementMissing."""
    rows = dispute.agreements.exclude(status=AgreementStatus.REPLACED)
    row = (rows.select_for_update() if lock else rows).first()
    if row is None:
        raise AgreementMissing
    return row


@transaction.atomic
def draft_agreement(*, dispute: Dispute, agreement: NewAgreement, by: Actor, now: datetime) -> Agreement:
    """Begin an agreement, or begin it anew: one that somebody signed already is kept as replaced.

    An unsigned draft is only reworded, and its terms stay. Raises NotNow, MediatorMissing, WordsMissing.
    """
    check(dispute, Verb.DRAFT_AGREEMENT)
    lead_of(dispute)
    columns: dict[str, Any] = {
        "kind": agreement.kind.value,
        "facts": said(agreement.facts),
        "manner": agreement.manner.strip()[:1000],
        "consequences": agreement.consequences.strip()[:1000],
        "touches_others": agreement.touches_others,
        "object_area": agreement.object_area,
    }
    row = dispute.agreements.select_for_update().filter(status=AgreementStatus.DRAFT).first()
    if row is not None:
        Agreement.objects.filter(pk=row.pk).update(**columns)
        row.refresh_from_db()
    else:
        row = _new_draft(dispute, columns, now)
    happened(events.AgreementDrafted, dispute, by=by, now=now, agreement=row.pk)
    return row


def _new_draft(dispute: Dispute, columns: dict[str, Any], now: datetime) -> Agreement:
    before = dispute.agreements.exclude(status=AgreementStatus.REPLACED).first()
    dispute.agreements.exclude(status=AgreementStatus.REPLACED).update(status=AgreementStatus.REPLACED)
    draft = {"status": AgreementStatus.DRAFT.value, "drafted_at": aware(now)}
    made = Agreement.objects.create(dispute=dispute, **columns, **draft)
    # What was signed and not sealed comes along as a draft; what broke in force is promised anew.
    if before is not None and before.effective_on is None:
        for term in before.terms.order_by("position", "instalment"):
            term.pk, term._state.adding, term.agreement = None, True, made
            term.save(force_insert=True)
    return made


@transaction.atomic
def add_term(*, dispute: Dispute, term: NewTerm, by: Actor, now: datetime) -> list[Term]:
    """Add a promise to the draft; return its parts.

    Raises NotNow, AgreementMissing, AgreementFrozen, TermWithoutDay, TermInThePast, AmountMissing, SameSide,
    SideUnknown, InstalmentsUnfit, WordsMissing.
    """
    check(dispute, Verb.ADD_TERM)
    agreement = _changeable(dispute)
    if term.due_on is None:
        raise TermWithoutDay
    if term.due_on < city_day(now):
        raise TermInThePast
    debtor = side_of(dispute, term.debtor)
    creditor = side_of(dispute, term.creditor) if term.creditor else None
    if creditor is not None and creditor.pk == debtor.pk:
        raise SameSide
    words, last = said(term.words)[:1000], agreement.terms.aggregate(last=Max("position"))["last"] or 0
    count = term.instalments if term.kind is TermKind.PAY else 1
    shared: dict[str, Any] = {
        "agreement": agreement,
        "dispute": dispute,
        "centre_id": dispute.centre_id,
        "lead_account": lead_of(dispute),
        "position": last + 1,
        "kind": term.kind.value,
        "debtor": debtor,
        "creditor": creditor,
        "words": words,
        "how": term.how.strip()[:200],
        "instalments": count,
    }
    amounts = list(_parts(term))
    rows = [
        Term(
            **shared,
            instalment=place,
            amount=amount,
            due_on=_months_after(term.due_on, (place - 1) * term.every_months),
        )
        for place, amount in enumerate(amounts, start=1)
    ]
    made = list(Term.objects.bulk_create(rows))
    happened(
        events.TermsChanged, dispute, by=by, now=now, agreement=agreement.pk, terms=agreement.terms.count()
    )
    return made


def _parts(term: NewTerm) -> Iterator[Decimal | None]:
    """Yield the amounts of the parts: equal, and the last takes what is left over. Raises AmountMissing."""
    if term.kind is not TermKind.PAY:
        yield None
        return
    if term.amount is None or not CENT <= term.amount <= MOST:
        raise AmountMissing
    whole, count = rounded(term.amount), term.instalments
    if not 1 <= count <= MOST_INSTALMENTS or whole < CENT * count or term.every_months < 1:
        raise InstalmentsUnfit(most=MOST_INSTALMENTS)
    part = (whole / count).quantize(CENT, "ROUND_DOWN")
    yield from [part] * (count - 1)
    yield whole - part * (count - 1)


def _months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or its last day where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def _changeable(dispute: Dispute) -> Agreement:
    agreement = current(dispute, lock=True)
    if agreement.status not in CHANGEABLE:
        raise AgreementFrozen
    return agreement


@transaction.atomic
def drop_term(*, dispute: Dispute, position: int, by: Actor, now: datetime) -> None:
    """Take a promise with all its parts out of a draft. Raises NotNow, AgreementFrozen, TermUnknown."""
    check(dispute, Verb.DROP_TERM)
    agreement = _changeable(dispute)
    if not agreement.terms.filter(position=position).delete()[0]:
        raise TermUnknown
    happened(
        events.TermsChanged, dispute, by=by, now=now, agreement=agreement.pk, terms=agreement.terms.count()
    )
