"""The road-traffic claim desk: parts in the accident, advances, the reckoning, agreed amounts, money on its way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from linli.compensation.answers import StepUnfinished
from linli.compensation.frozen import Frozen, freeze_answers
from linli.core.actor import Actor
from linli.core.time import aware, city_day, city_zone
from linli.disputes import events
from linli.disputes.actions.agreeing import NewAgreement, NewTerm, add_term, draft_agreement
from linli.disputes.actions.moving import check, happened, said, side_of
from linli.disputes.errors import (
    AmountMissing,
    DeviationUnexplained,
    DraftHasTerms,
    InTheFuture,
    NoRoadAccident,
    PayerNoSide,
    PromisedAlready,
    ReckoningMissing,
    ReckoningUnfinished,
    SameSide,
    TermUnknown,
    VehicleMissing,
)
from linli.disputes.models import (
    AccidentPart,
    Advance,
    Agreement,
    Dispute,
    PaymentPromise,
    Reckoning,
)
from linli.disputes.policies import AccidentRole, AgreementKind, TermKind, Verb, side_name
from linli.disputes.policies.claims import VEHICLES
from linli.disputes.policies.money import CENT, MOST, figures, rounded
from linli.disputes.queries.claims import is_claim, latest_reckoning, rule_of
from linli.letters.policies import digest_of


def _check(dispute: Dispute, verb: Verb, now: datetime) -> None:
    """Raises NotNow, NoRoadAccident."""
    check(dispute, verb)
    if not is_claim(dispute, now):
        raise NoRoadAccident


@transaction.atomic
def set_part(
    *, dispute: Dispute, party: int, role: AccidentRole, vehicle: str = "", by: Actor, now: datetime
) -> AccidentPart:
    """Note what a side has to do with the accident; noted anew, the later counts.

    Raises NotNow, NoRoadAccident, SideUnknown, VehicleMissing.
    """
    _check(dispute, Verb.SET_PART, now)
    side = side_of(dispute, party)
    if role is not AccidentRole.CLAIMANT and vehicle not in set(VEHICLES):
        raise VehicleMissing
    columns = {"role": role.value, "vehicle": vehicle}
    row, _new = AccidentPart.objects.update_or_create(party=side, defaults=columns)
    happened(
        events.AccidentPartSet,
        dispute,
        by=by,
        now=now,
        side=side_name(side.side),
        role=role.value,
        vehicle=vehicle,
    )
    return row


@transaction.atomic
def record_advance(
    *,
    dispute: Dispute,
    payer: int,
    payee: int,
    amount: Decimal,
    words: str,
    on: date | None = None,
    by: Actor,
    now: datetime,
) -> Advance:
    """Keep what somebody paid before the agreement.

    Raises NotNow, NoRoadAccident, SideUnknown, SameSide, AmountMissing, InTheFuture, WordsMissing.
    """
    _check(dispute, Verb.ADVANCE, now)
    payer_side, payee_side = side_of(dispute, payer), side_of(dispute, payee)
    if payer_side.pk == payee_side.pk:
        raise SameSide
    if not CENT <= amount <= MOST:
        raise AmountMissing
    day = on or city_day(now)
    if day > city_day(now):
        raise InTheFuture
    row = Advance.objects.create(
        dispute=dispute,
        payer=payer_side,
        payee=payee_side,
        amount=rounded(amount),
        on=day,
        words=said(words)[:500],
        at=aware(now),
        by_account=by.account,
    )
    happened(
        events.AdvanceRecorded,
        dispute,
        by=by,
        now=now,
        side=side_name(payer_side.side),
        amount=row.amount,
        on=day,
    )
    return row


@transaction.atomic
def reckon(*, dispute: Dispute, answers: str, by: Actor, now: datetime) -> Reckoning:
    """Reckon the claim by the city's rulebook and freeze the statement with all it rests on. An earlier one stays.

    Raises NotNow, NoRoadAccident, AnswersUnreadable, ReckoningUnfinished, CaseRefused.
    """
    _check(dispute, Verb.RECKON, now)
    try:
        frozen = freeze_answers(answers)
    except StepUnfinished as unfinished:
        raise ReckoningUnfinished from unfinished
    return keep_reckoning(dispute, frozen, answers, by=by, now=now)


def keep_reckoning(dispute: Dispute, frozen: Frozen, answers: str, *, by: Actor, now: datetime) -> Reckoning:
    totals = frozen.document["totals"]
    digest = digest_of({"dispute": dispute.number, **asdict(frozen)})
    row = Reckoning.objects.create(
        dispute=dispute,
        answers=answers,
        **asdict(frozen),
        total=Decimal(totals["losses"]),
        payable=Decimal(totals["payable"]),
        to_pay=Decimal(totals["to_pay"]),
        digest=digest,
        at=aware(now),
        by_account=by.account,
    )
    happened(
        events.ClaimReckoned,
        dispute,
        by=by,
        now=now,
        total=row.total,
        payable=row.payable,
        to_pay=row.to_pay,
        digest=digest,
    )
    return row


@dataclass(frozen=True)
class AgreedAmount:
    """One line of the reckoning as the sides agree on it; None: nobody at the table is this payer or payee."""

    debtor: int | None
    creditor: int | None
    amount: Decimal
    due_on: date | None
    how: str = ""


@transaction.atomic
def agree_amounts(
    *,
    dispute: Dispute,
    amounts: Sequence[AgreedAmount],
    facts: str,
    why_other: str = "",
    by: Actor,
    now: datetime,
) -> Agreement:
    """Draft the agreement with what the last reckoning says is still to be paid, line by line, as terms with days.

    A line of 0.00 is left out. Raises NotNow, NoRoadAccident, ReckoningMissing, PayerNoSide, DraftHasTerms,
    DeviationUnexplained, and what `add_term` refuses.
    """
    _check(dispute, Verb.AGREE_AMOUNTS, now)
    row = latest_reckoning(dispute)
    if row is None or len(amounts) != len(row.terms):
        raise ReckoningMissing
    lines = [(line, each) for line, each in zip(row.terms, amounts, strict=True) if each.amount]
    reckoned, agreed = (
        _sum(Decimal(line["amount"]) for line in row.terms),
        _sum(each.amount for each in amounts),
    )
    same = all(Decimal(line["amount"]) == each.amount for line, each in zip(row.terms, amounts, strict=True))
    if not same and not why_other.strip():
        raise DeviationUnexplained(agreed=figures(agreed), reckoned=figures(reckoned))
    words = "\n".join(part for part in (said(facts), _basis(row), why_other.strip()) if part)
    agreement = draft_agreement(
        dispute=dispute,
        agreement=NewAgreement(AgreementKind.WRITTEN, words, MANNER, CONSEQUENCES),
        by=by,
        now=now,
    )
    if agreement.terms.exists():
        raise DraftHasTerms
    for line, each in lines:
        add_term(dispute=dispute, term=_term(line, each), by=by, now=now)
    Reckoning.objects.filter(agreement=agreement).update(agreement=None)
    Reckoning.objects.filter(pk=row.pk).update(agreement=agreement)
    happened(
        events.AmountsAgreed, dispute, by=by, now=now, reckoned=reckoned, agreed=agreed, digest=row.digest
    )
    return agreement


def _sum(amounts: Any) -> Decimal:
    return sum(amounts, start=Decimal("0.00"))


def _basis(row: Reckoning) -> str:
    """Say what the amounts come from, as it stands in the agreement; agreements are Chinese."""
    totals = row.document["totals"]
    return (
        f"依据《道路交通事故损害赔偿核算单》（摘要{row.digest[:12]}）：各项损失合计{figures(row.total)}元，"
        f"保险和责任方应付{figures(row.payable)}元，已垫付{figures(Decimal(totals['advanced']))}元，"
        f"尚应付{figures(row.to_pay)}元。"
    )


MANNER = "各付款人按上列期限付款，付款凭证交人民调解委员会存卷。"
CONSEQUENCES = "逾期不付的，经司法确认的可以申请强制执行，没有确认的可以向人民法院起诉。"
"""What the draft begins with; it can be reworded until somebody signs."""
REASONS = {"claim": "支付赔偿款", "advance": "返还垫付款", "refund": "退还多垫付的款项"}


def _term(line: dict[str, Any], each: AgreedAmount) -> NewTerm:
    """Raises PayerNoSide."""
    if each.debtor is None:
        raise PayerNoSide(payer=line["payer_name"])
    if each.creditor is None:
        raise PayerNoSide(payer=line["payee_name"])
    words = f"{REASONS[line['why']]}（{line['payer_name']}→{line['payee_name']}）"
    return NewTerm(TermKind.PAY, each.debtor, words, each.due_on, each.creditor, each.amount, each.how)


@transaction.atomic
def promise_payment(*, dispute: Dispute, term: int, by: Actor, now: datetime) -> PaymentPromise:
    """Write down that a payer says the money comes now: from here the clock runs, by the city's rule.

    Raises NotNow, NoRoadAccident, TermUnknown, PromisedAlready.
    """
    _check(dispute, Verb.PROMISE_PAYMENT, now)
    row = dispute.terms.select_for_update().filter(pk=term, is_open=True, kind=TermKind.PAY).first()
    if row is None:
        raise TermUnknown
    if PaymentPromise.objects.filter(term=row).exists():
        raise PromisedAlready
    days = rule_of(now).pay_within_days
    last = city_day(now) + timedelta(days=days + 1)
    due = datetime.combine(last, time.min, city_zone()).astimezone(UTC)
    made = PaymentPromise.objects.create(term=row, dispute=dispute, promised_at=aware(now), due_at=due)
    happened(events.PaymentPromised, dispute, by=by, now=now, term=row.pk, due_at=due)
    return made
