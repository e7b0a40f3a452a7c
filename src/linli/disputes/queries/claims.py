"""What the claim desk shows: who sits at the table, what was advanced, the statement, and money on its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from linli.compensation.answers import Answers
from linli.compensation.frozen import Frozen
from linli.core.time import city_day
from linli.disputes.models import Advance, Agreement, Dispute, Party, PaymentPromise, Reckoning, Term
from linli.disputes.policies import AccidentRole, TermKind
from linli.disputes.policies.claims import roles_of_payer
from linli.disputes.rules import ClaimDesk
from linli.rulebook.errors import RuleExpired, RuleMissing
from linli.rulebook.queries import in_force


def rule_of(now: datetime) -> ClaimDesk:
    """Raises RuleMissing, RuleExpired."""
    return in_force(ClaimDesk, city_day(now)).value


def is_claim(dispute: Dispute, now: datetime) -> bool:
    """Say whether the claim desk is open for a dispute. A city without the rule has no desk."""
    try:
        return dispute.category in rule_of(now).categories
    except (RuleMissing, RuleExpired):
        return False


def latest_reckoning(dispute: Dispute) -> Reckoning | None:
    return dispute.reckonings.order_by("-pk").first()


def frozen_of(row: Reckoning) -> Frozen:
    return Frozen(row.case, row.standards, row.document, row.terms, row.statement)


def parties_with_parts(dispute: Dispute) -> list[Party]:
    """Return the sides in order, each with its part in the accident. One query."""
    return list(dispute.parties.select_related("accident_part").order_by("place"))


def role_of(party: Party) -> str:
    part = getattr(party, "accident_part", None)
    return part.role if part else ""


def party_for(id_: str, parties: list[Party]) -> int | None:
    """Return the side that a payer or victim of a reckoning most likely is, None when nobody fits."""
    claimants = [each for each in parties if role_of(each) == AccidentRole.CLAIMANT]
    if id_[:1] == "P" and id_[1:].isdecimal():
        place = int(id_[1:]) - 1
        return claimants[place].pk if place < len(claimants) else None
    vehicle, roles = roles_of_payer(id_)
    for role in roles:
        for each in parties:
            if role_of(each) == role and each.accident_part.vehicle == vehicle:
                return each.pk
    return None


def missing_at_the_table(parties: list[Party]) -> list[AccidentRole]:
    """Return which of the three sides nobody is yet: who claims, who drove or answers for it, who insures."""
    there = {role_of(each) for each in parties}
    answering = {AccidentRole.DRIVER, AccidentRole.OWNER, AccidentRole.EMPLOYER}
    missing = [AccidentRole.CLAIMANT] if AccidentRole.CLAIMANT not in there else []
    missing += [] if there & answering else [AccidentRole.DRIVER]
    return missing + ([AccidentRole.INSURER] if AccidentRole.INSURER not in there else [])


def answers_for(dispute: Dispute, parties: list[Party]) -> str:
    """Return what the calculator begins with: the last reckoning's answers, and the advances written down here."""
    last = latest_reckoning(dispute)
    answers = Answers.read(last.answers) if last else Answers()
    answers.paid = dict(_paid(dispute, parties))
    return answers.written()


def _paid(dispute: Dispute, parties: list[Party]) -> Any:
    by_pair: dict[tuple[str, str], Decimal] = {}
    for each in dispute.advances.order_by("pk"):
        pair = (_id_of(each.payer_id, parties), _id_of(each.payee_id, parties))
        if all(pair):
            by_pair[pair] = by_pair.get(pair, Decimal(0)) + each.amount
    for row, ((payer, payee), amount) in enumerate(by_pair.items(), start=1):
        yield from ((f"by_{row}", payer), (f"to_{row}", payee), (f"amount_{row}", str(amount)))


def _id_of(number: int, parties: list[Party]) -> str:
    """Return how the calculator calls a side; empty while its part is not known."""
    party = next(each for each in parties if each.pk == number)
    role = role_of(party)
    if role == AccidentRole.CLAIMANT:
        claimants = [each.pk for each in parties if role_of(each) == AccidentRole.CLAIMANT]
        return f"P{claimants.index(party.pk) + 1}"
    if role == AccidentRole.INSURER:
        return f"{party.accident_part.vehicle}/compulsory"
    return party.accident_part.vehicle if role else ""


def advanced(dispute: Dispute) -> Decimal:
    return sum((each.amount for each in dispute.advances.all()), start=Decimal("0.00"))


@dataclass(frozen=True)
class MoneyLine:
    """One payment of the agreement on its way: promised, come, proven."""

    term: Term
    promise: PaymentPromise | None
    paid_at: datetime | None
    proofs: list[int]

    @property
    def is_late(self) -> bool:
        return self.promise is not None and self.promise.paid_at is not None and not self.promise.was_in_time


def money_of(agreement: Agreement | None) -> list[MoneyLine]:
    """Return the payments of an agreement with their clocks. Three queries."""
    if agreement is None or agreement.effective_on is None:
        return []
    rows = agreement.terms.filter(kind=TermKind.PAY).select_related("promise", "debtor", "creditor")
    found = []
    for term in rows.prefetch_related("receipts").order_by("position", "instalment"):
        receipts = sorted(term.receipts.all(), key=lambda each: each.pk)
        last = receipts[-1].at if receipts and not term.is_open else None
        proofs = [each.proof_id for each in receipts if each.proof_id]
        found.append(MoneyLine(term, getattr(term, "promise", None), last, proofs))
    return found


def advances_of(dispute: Dispute) -> list[Advance]:
    return list(dispute.advances.select_related("payer", "payee").order_by("on", "pk"))
