"""Signing and sealing: the first signature freezes the words, and what was signed is what takes effect."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from linli.core.actor import Actor
from linli.core.time import aware, city_day
from linli.disputes import events
from linli.disputes.actions.agreeing import current
from linli.disputes.actions.deciding import next_number, require_consent, require_sides
from linli.disputes.actions.moving import check, happened, side_of
from linli.disputes.actions.sitting import lead_of
from linli.disputes.errors import (
    AgreementFrozen,
    AgreementMissing,
    MediatorUnknown,
    PowersMissing,
    SideUnknown,
    SignaturesMissing,
    SignedAlready,
    TermsMissing,
)
from linli.disputes.models import Agreement, Dispute, Party, Representative, Signature
from linli.disputes.policies import (
    AgreementKind,
    AgreementStatus,
    Capacity,
    How,
    RepresentativeKind,
    Status,
    Task,
    Verb,
    may_sign,
    side_name,
)
from linli.disputes.policies.court import last_day
from linli.disputes.policies.money import rounded
from linli.disputes.rules import Centres, ConfirmationRule
from linli.letters.policies import digest_of
from linli.people.models import Account
from linli.rulebook.queries import in_force


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
    """Return who has not signed yet. Four queries."""
    signed = set(agreement.signatures.filter(party__isnull=False).values_list("party", flat=True))
    missing = [side_name(each.side) for each in dispute.parties.order_by("place") if each.pk not in signed]
    by_mediator = set(agreement.signatures.filter(mediator__isnull=False).values_list("mediator", flat=True))
    leads = dispute.appointments.filter(until_at=None, task=Task.LEAD).select_related("mediator")
    accounts = [each.mediator.account_id for each in leads if each.mediator_id not in by_mediator]
    names = Account.objects.filter(pk__in=accounts).values_list("display_name", flat=True)
    return [*dict.fromkeys(missing), *names, *_silent_committees(dispute, by_mediator)]


def _silent_committees(dispute: Dispute, signed: set[int]) -> list[str]:
    """Return committees that mediate together and for which none of their mediators has signed. One query."""
    joined = dispute.joint_committees.filter(joins=True).order_by("pk")
    silent = joined.exclude(committee__mediators__in=signed)
    return list(silent.values_list("committee__name", flat=True))


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
