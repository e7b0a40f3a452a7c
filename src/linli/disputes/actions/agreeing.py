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
from linli.disputes.actions.deciding import next_number, require_consent, require_sides
from linli.disputes.actions.moving import check, happened, said, side_of
from linli.disputes.actions.sitting import lead_of
from linli.disputes.errors import (
    AgreementFrozen,
    AgreementMissing,
    AmountMissing,
    InstalmentsUnfit,
    MediatorUnknown,
    PowersMissing,
    SameSide,
    SideUnknown,
    SignaturesMissing,
    SignedAlready,
    TermInThePast,
    TermsMissing,
    TermUnknown,
    TermWithoutDay,
)
from linli.disputes.models import Agreement, Dispute, Party, Representative, Signature, Term
from linli.disputes.policies import (
    AgreementKind,
    AgreementStatus,
    Capacity,
    How,
    RepresentativeKind,
    Status,
    Task,
    TermKind,
    Verb,
    may_sign,
    side_name,
)
from linli.disputes.policies.court import last_day
from linli.disputes.policies.money import CENT, MOST, rounded
from linli.disputes.rules import Centres, ConfirmationRule
from linli.letters.policies import digest_of
from linli.people.models import Account
from linli.rulebook.queries import in_force

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


# Signing


def content_of(agreement: Agreement) -> dict[str, Any]:
    """Return all that the agreement says, as it is frozen: sides by number, no personal data."""
    parties = agreement.dispute.parties.order_by("place")
    return {
        "dispute": agreement.dispute.number,
        "kind": agreement.kind,
        "parties": [{"place": each.place, "side": each.side, "record": each.record_id} for each in parties],
        "facts": agreement.facts,
        "manner": agreement.manner,
        "consequences": agreement.consequences,
        "terms": [
            {
                "position": each.position,
                "instalment": each.instalment,
                "instalments": each.instalments,
                "kind": each.kind,
                "debtor": each.debtor_id,
                "creditor": each.creditor_id,
                "words": each.words,
                "amount": None if each.amount is None else str(rounded(each.amount)),
                "due_on": each.due_on.isoformat(),
                "how": each.how,
            }
            for each in agreement.terms.order_by("position", "instalment")
        ],
    }


def _freeze(agreement: Agreement) -> Agreement:
    """Freeze the words at the first signature. Raises TermsMissing."""
    if agreement.status != AgreementStatus.DRAFT:
        return agreement
    if not agreement.terms.exists():
        raise TermsMissing
    content = content_of(agreement)
    columns = {
        "content": content,
        "digest": digest_of(content),
        "status": AgreementStatus.SIGNING.value,
    }
    Agreement.objects.filter(pk=agreement.pk).update(**columns)
    agreement.refresh_from_db()
    return agreement


@transaction.atomic
def sign(
    *,
    dispute: Dispute,
    how: How,
    party: int | None = None,
    representative: int | None = None,
    mediator: int | None = None,
    by: Actor,
    now: datetime,
) -> Signature:
    """Keep the signature of a side or a mediator under the words as they stand; from the first on they are frozen.

    Who cannot act alone signs through the guardian. Raises NotNow, AgreementMissing, AgreementFrozen, TermsMissing,
    SideUnknown, MediatorUnknown, PowersMissing, SignedAlready, GuardianMissing, ConsentMissing.
    """
    check(dispute, Verb.SIGN)
    require_sides(dispute)
    require_consent(dispute)
    agreement = current(dispute, lock=True)
    if agreement.kind != AgreementKind.WRITTEN:
        raise AgreementMissing
    side = side_of(dispute, party) if party else None
    signer = _signer_for(side, representative) if side else None
    if side is None:
        _appointed(dispute, mediator)
    agreement = _freeze(agreement)
    if agreement.signatures.filter(party=side) if side else agreement.signatures.filter(mediator=mediator):
        raise SignedAlready
    row = Signature.objects.create(
        agreement=agreement,
        party=side,
        representative=signer,
        mediator_id=None if side else mediator,
        how=how.value,
        digest=agreement.digest,
        at=aware(now),
    )
    happened(
        events.AgreementSigned,
        dispute,
        by=by,
        now=now,
        agreement=agreement.pk,
        signer=side_name(side.side) if side else "调解员",
        how=how.value,
        digest=agreement.digest,
    )
    return row


def _signer_for(side: Party, representative: int | None) -> Representative | None:
    """Raises PowersMissing, SideUnknown."""
    if representative is None:
        if side.capacity == Capacity.FULL:
            return None
        return side.representatives.filter(kind=RepresentativeKind.GUARDIAN).order_by("pk").first()
    row = side.representatives.filter(pk=representative).first()
    if row is None:
        raise SideUnknown
    if not may_sign(row.kind, row.powers):
        raise PowersMissing
    return row


def _appointed(dispute: Dispute, mediator: int | None) -> None:
    rows = dispute.appointments.filter(mediator=mediator, until_at=None).exclude(task=Task.RECORD)
    if mediator is None or not rows.exists():
        raise MediatorUnknown


def missing_signatures(dispute: Dispute, agreement: Agreement) -> list[str]:
    """Return who has not signed yet. Three queries."""
    signed = set(agreement.signatures.filter(party__isnull=False).values_list("party", flat=True))
    missing = [side_name(each.side) for each in dispute.parties.order_by("place") if each.pk not in signed]
    by_mediator = set(agreement.signatures.filter(mediator__isnull=False).values_list("mediator", flat=True))
    leads = dispute.appointments.filter(until_at=None, task=Task.LEAD).select_related("mediator")
    accounts = [each.mediator.account_id for each in leads if each.mediator_id not in by_mediator]
    names = Account.objects.filter(pk__in=accounts).values_list("display_name", flat=True)
    return [*dict.fromkeys(missing), *names]


@transaction.atomic
def seal(*, dispute: Dispute, words: str = "", by: Actor, now: datetime) -> Agreement:
    """Put the committee's seal under what all have signed: today it takes effect (Mediation Law art. 29).

    It gets its number, its words are frozen for good and their digest stands in the journal, and what was promised is
    watched over from now on. Raises NotNow, AgreementMissing, SignaturesMissing, ConsentMissing, GuardianMissing.
    """
    check(dispute, Verb.SEAL)
    require_sides(dispute)
    require_consent(dispute)
    agreement = current(dispute, lock=True)
    if agreement.kind != AgreementKind.WRITTEN:
        raise AgreementMissing
    if missing := missing_signatures(dispute, agreement):
        raise SignaturesMissing(who="、".join(missing))
    # The words that were signed are the words that take effect.
    if digest_of(content_of(agreement)) != agreement.digest:
        raise AgreementFrozen
    return _take_effect(dispute, agreement, events.AgreementSealed, Status.AGREEMENT_WRITTEN, words, by, now)


@transaction.atomic
def agree_orally(*, dispute: Dispute, words: str = "", by: Actor, now: datetime) -> Agreement:
    """Record that the sides agreed by word of mouth: it takes effect at once (Mediation Law art. 30).

    Raises NotNow, AgreementMissing, TermsMissing, ConsentMissing, GuardianMissing.
    """
    check(dispute, Verb.AGREE_ORALLY)
    require_sides(dispute)
    require_consent(dispute)
    agreement = current(dispute, lock=True)
    if agreement.kind != AgreementKind.ORAL:
        raise AgreementMissing
    agreement = _freeze(agreement)
    return _take_effect(dispute, agreement, events.OralAgreementMade, Status.AGREEMENT_ORAL, words, by, now)


def _take_effect(
    dispute: Dispute,
    agreement: Agreement,
    kind: type[events.AgreementSealed] | type[events.OralAgreementMade],
    state: Status,
    words: str,
    by: Actor,
    now: datetime,
) -> Agreement:
    day = city_day(now)
    assert dispute.committee is not None  # it was accepted by one
    number = next_number(dispute.committee, "agreement", in_force(Centres, day).value.agreement_number, day)
    window = in_force(ConfirmationRule, day).value.window_days
    columns = {
        "status": AgreementStatus.IN_FORCE.value,
        "number": number,
        "effective_on": day,
        "confirm_until": last_day(day, window),
        "sealed_at": aware(now),
    }
    Agreement.objects.filter(pk=agreement.pk).update(**columns)
    agreement.terms.update(is_open=True, lead_account=lead_of(dispute))
    agreement.refresh_from_db()
    happened(
        kind,
        dispute,
        by=by,
        now=now,
        note=words.strip(),
        to=state,
        agreement=agreement.pk,
        agreement_number=number,
        effective_on=day,
        digest=agreement.digest,
        terms=agreement.terms.count(),
        confirm_until=agreement.confirm_until,
    )
    first = agreement.terms.order_by("due_on", "pk")[0]
    happened(events.PerformanceBegun, dispute, by=by, now=now, to=Status.PERFORMING, next_due_on=first.due_on)
    return agreement
