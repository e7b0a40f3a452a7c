"""From losses to payers: compulsory insurance, commercial insurance, persons, advances. Civil Code, article 1213."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

from linli.compensation.errors import AdvancePayerUnknown, CaseRefused
from linli.compensation.policies.case import Case, Commercial, Person, Vehicle, Victim
from linli.compensation.policies.compulsory import (
    INSURED_BUCKETS,
    PERSONS_ONLY,
    insurers_of,
    limits_of,
    pay_out,
)
from linli.compensation.policies.items import Ledger
from linli.compensation.policies.liability import shares_for, side_bears
from linli.compensation.policies.money import (
    HALF,
    cents,
    in_proportion,
    largest_remainder,
    one_after_another,
    plain,
)
from linli.compensation.policies.result import (
    CompulsoryPart,
    Item,
    Payment,
    Share,
    Transfer,
    VictimResult,
)
from linli.compensation.policies.standards import Standards

VOID = PERSONS_ONLY | {"fled"}
"""Violations in which commercial policies pay nothing."""
FUND = "fund"


@dataclass
class Owed:
    """What one party owes one victim: the items of the excess, and what stands outside insurance."""

    party: str
    victim: Victim
    items: list[tuple[Item, int]]
    outside: list[tuple[Item, int]]
    insured: int = 0
    """Paid by policies so far."""

    @property
    def cents(self) -> int:
        return sum(amount for _item, amount in (*self.items, *self.outside))

    @property
    def left(self) -> int:
        return self.cents - self.insured

    def covered_by(self, policy: Commercial) -> int:
        items = [*self.items, *(self.outside if policy.covers_outside else ())]
        return sum(amount for item, amount in items if item.code not in policy.excludes)


@dataclass
class Settlement:
    """One reckoning as it grows."""

    case: Case
    standards: Standards
    items: dict[str, tuple[Item, ...]] = field(default_factory=dict)
    limits: dict[str, dict[str, int]] = field(default_factory=dict)
    compulsory: list[CompulsoryPart] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    """Figures that the items rest on."""
    owed: list[Owed] = field(default_factory=list)
    results: list[VictimResult] = field(default_factory=list)


def settle(case: Case, standards: Standards) -> Settlement:
    """Return who owes what, before advances. Raises CaseRefused."""
    made = Settlement(case, standards)
    for place, victim in enumerate(case.victims):
        ledger = Ledger(victim, case, standards, place)
        made.items[victim.id] = tuple(ledger.items())
        made.used |= ledger.used
    for vehicle in case.vehicles:
        if limits := limits_of(vehicle, case, standards):
            made.limits[vehicle.id] = limits
    for bucket in INSURED_BUCKETS:
        _pay_bucket(made, bucket)
    for victim in case.victims:
        _divide_excess(made, victim)
    for vehicle in sorted(case.vehicles, key=lambda each: each.id):
        _pay_seats(made, vehicle)
        for number, policy in enumerate(vehicle.commercial):
            _pay_commercial(made, vehicle, policy, number)
    _pay_persons(made)
    return made


def _pay_bucket(made: Settlement, bucket: str) -> None:
    case = made.case
    losses = {
        id_: sum(each.cents for each in items if each.bucket == bucket) for id_, items in made.items.items()
    }
    limits = {vehicle: there[bucket] for vehicle, there in made.limits.items()}
    insured = {each.id for each in case.vehicles if each.compulsory and each.compulsory.insured}
    first = insured & limits.keys() if case.options.insured_pay_first else limits.keys()
    open_to = {victim.id: insurers_of(victim, case) for victim in case.victims}
    for (vehicle, victim), amount in sorted(pay_out(losses, limits, open_to, first).items()):
        if not amount:
            continue
        made.compulsory.append(CompulsoryPart(vehicle, victim, bucket, amount))
        made.payments.append(_compulsory_payment(made, vehicle, victim, amount))


def _compulsory_payment(made: Settlement, id_: str, victim: str, amount: int) -> Payment:
    """Return who pays it: the insurance, or who should have taken it out. Adds what may be taken back."""
    vehicle = made.case.vehicle(id_)
    assert vehicle is not None
    assert vehicle.compulsory is not None
    if not vehicle.compulsory.insured:
        return Payment(f"{id_}/{_who_had_to_insure(vehicle).role}", "duty", victim, amount)
    if vehicle.violation in PERSONS_ONLY:
        liable = _liable_persons(vehicle)[0][0]
        made.transfers.append(
            Transfer(f"{id_}/{liable.role}", f"{id_}/compulsory", amount, "recourse", victim)
        )
    return Payment(f"{id_}/compulsory", "compulsory", victim, amount)


def _left_of_items(items: Sequence[Item], paid: int, mental_first: bool) -> list[int]:
    """Return what of each item of a bucket is not paid. Mental damage is paid first or last, the rest in proportion."""
    mental = [each.cents if each.code == "mental" else 0 for each in items]
    other = [each.cents - first for each, first in zip(items, mental, strict=True)]
    order = (sum(mental), sum(other)) if mental_first else (sum(other), sum(mental))
    for_first, for_second = one_after_another(paid, order)
    for_mental, for_other = (for_first, for_second) if mental_first else (for_second, for_first)
    paid_each = zip(in_proportion(for_mental, mental), in_proportion(for_other, other), strict=True)
    return [each.cents - sum(parts) for each, parts in zip(items, paid_each, strict=True)]


def _divide_excess(made: Settlement, victim: Victim) -> None:
    items = made.items[victim.id]
    left: list[tuple[Item, int]] = []
    compulsory = 0
    first = made.case.options.mental_first if victim.mental_first is None else victim.mental_first
    for bucket in INSURED_BUCKETS:
        of_bucket = sorted((each for each in items if each.bucket == bucket), key=_stable)
        paid = sum(
            each.cents for each in made.compulsory if (each.victim, each.bucket) == (victim.id, bucket)
        )
        compulsory += paid
        left += zip(of_bucket, _left_of_items(of_bucket, paid, first), strict=True)
    outside = [(each, each.cents) for each in sorted(items, key=_stable) if each.bucket == "outside"]
    _share_out(made, victim, left, outside, compulsory)


def _stable(item: Item) -> tuple[str, str, int]:
    return (item.code, item.name, item.cents)


def _share_out(
    made: Settlement,
    victim: Victim,
    left: list[tuple[Item, int]],
    outside: list[tuple[Item, int]],
    compulsory: int,
) -> None:
    paying, own = side_bears(victim, shares_for(victim, made.case, made.standards.practice))
    parties = sorted(party for party, share in paying.items() if share)
    shares = []
    excess = _split(sum(amount for _, amount in left), [paying[party] for party in parties], own)
    beside = _split(sum(amount for _, amount in outside), [paying[party] for party in parties], own)
    for party, of_excess, of_outside in zip(parties, excess, beside, strict=True):
        made.owed.append(Owed(party, victim, _parts(left, of_excess), _parts(outside, of_outside)))
        per_cent = plain(paying[party] * 100)
        shares.append(Share(party, victim.id, per_cent, of_excess, of_outside))
    whole_excess, whole_outside = (sum(amount for _, amount in each) for each in (left, outside))
    payable = compulsory + sum(excess) + sum(beside)
    items = made.items[victim.id]
    buckets = {
        bucket: sum(each.cents for each in items if each.bucket == bucket)
        for bucket in (*INSURED_BUCKETS, "outside")
    }
    made.results.append(
        VictimResult(
            victim.id,
            victim.name,
            items,
            buckets,
            compulsory,
            whole_excess,
            whole_outside,
            tuple(shares),
            sum(buckets.values()) - payable,
            payable,
        )
    )


def _split(amount: int, paying: Sequence[Fraction], own: Fraction) -> list[int]:
    """Return what each of the paying owes of `amount`: its share, half a cent up; the victim bears what is left.

    Where the victim bears nothing, the payers' cents are made to add up to the whole.
    """
    parts = [amount * share for share in paying]
    rounded = [floor(part + HALF) for part in parts]
    return rounded if own and sum(rounded) <= amount else largest_remainder(amount, parts)


def _parts(items: Iterable[tuple[Item, int]], total: int) -> list[tuple[Item, int]]:
    pairs = list(items)
    given = in_proportion(total, [amount for _, amount in pairs])
    return [(item, amount) for (item, _), amount in zip(pairs, given, strict=True)]


# Policies and persons


def _pay_seats(made: Settlement, vehicle: Vehicle) -> None:
    if vehicle.seats is None:
        return
    for owed in made.owed:
        if owed.party == vehicle.id and owed.victim.vehicle == vehicle.id and owed.victim.is_passenger:
            amount = min(cents(vehicle.seats.limit_per_person), sum(each for _, each in owed.items))
            owed.insured += amount
            made.payments.append(Payment(f"{vehicle.id}/seats", "seats", owed.victim.id, amount))


def _pay_commercial(made: Settlement, vehicle: Vehicle, policy: Commercial, number: int) -> None:
    """Pay from one policy for all third parties together, in proportion to what it covers for each."""
    if vehicle.violation in VOID:
        return
    owed = [each for each in made.owed if each.party == vehicle.id and each.victim.vehicle != vehicle.id]
    owed.sort(key=lambda each: each.victim.id)
    covered = [min(each.covered_by(policy), each.left) for each in owed]
    amount = policy_pays(policy, sum(covered))
    payer = f"{vehicle.id}/commercial" + (f"{number + 1}" if number else "")
    for each, part in zip(owed, in_proportion(amount, covered), strict=True):
        if part:
            each.insured += part
            made.payments.append(Payment(payer, "commercial", each.victim.id, part))


def policy_pays(policy: Commercial, covered: int) -> int:
    """Return what a policy pays of `covered` cents: up to its limit, less the deductible, less the rate."""
    most = max(0, cents(policy.limit) - cents(policy.used))
    after = max(0, min(covered, most) - cents(policy.deductible))
    kept = (100 - Fraction(policy.deductible_rate)) / 100
    return int(after * kept + HALF)


def _pay_persons(made: Settlement) -> None:
    for owed in sorted(made.owed, key=lambda each: (each.party, each.victim.id)):
        vehicle = made.case.vehicle(owed.party)
        if vehicle is None:
            made.payments.append(Payment(owed.party, "liable", owed.victim.id, owed.left))
            continue
        persons = _liable_persons(vehicle)
        parts = largest_remainder(owed.left, [owed.left * share for _, share in persons])
        for (person, _share), part in zip(persons, parts, strict=True):
            made.payments.append(Payment(f"{vehicle.id}/{person.role}", "liable", owed.victim.id, part))


def _liable_persons(vehicle: Vehicle) -> list[tuple[Person, Fraction]]:
    """Return who answers with their own money, and for which part: as said, else employer, driver, or the first."""
    given = [(each, Fraction(each.share) / 100) for each in vehicle.persons if each.share]
    if given:
        return sorted(given, key=lambda pair: pair[0].role)
    by_role = {each.role: each for each in vehicle.persons}
    for role in ("employer", "driver"):
        if role in by_role:
            return [(by_role[role], Fraction(1))]
    return [(vehicle.persons[0] if vehicle.persons else Person(role="driver"), Fraction(1))]


def _who_had_to_insure(vehicle: Vehicle) -> Person:
    named = [each for each in vehicle.persons if each.had_to_insure]
    owners = [each for each in vehicle.persons if each.role == "owner"]
    return (named or owners or [_liable_persons(vehicle)[0][0]])[0]


def advance_payers(case: Case, by: str, field: str) -> list[str]:
    """Return whose debts an advance is set against, in order. Raises CaseRefused for somebody unknown."""
    party, slash, role = by.partition("/")
    party = case.side_of(party)
    by = f"{party}{slash}{role}"
    vehicle = case.vehicle(party)
    if by == FUND or (not slash and party in case.parties() and vehicle is None):
        return [by]
    known = [FUND, *case.parties()]
    if vehicle is None:
        raise CaseRefused(field=field, why=AdvancePayerUnknown(payer=by, known=", ".join(known)))
    persons = [f"{party}/{each.role}" for each in vehicle.persons] or [f"{party}/driver"]
    policies = [
        "compulsory",
        "seats",
        *(f"commercial{n or ''}" for n in ("", *range(2, len(vehicle.commercial) + 1))),
    ]
    possible = [*persons, *(f"{party}/{each}" for each in policies)]
    if slash and by not in possible:
        raise CaseRefused(field=field, why=AdvancePayerUnknown(payer=by, known=", ".join(possible)))
    if slash:
        return [by]
    liable = [f"{party}/{person.role}" for person, _share in _liable_persons(vehicle)]
    return list(dict.fromkeys([*liable, *persons]))
