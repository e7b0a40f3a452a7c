"""What the compulsory insurances pay: bucket by bucket, to all victims together.

Traffic interpretation: article 18 (several vehicles), 19 (several victims), 15 and 16 (violations, no insurance).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from math import floor

from linli.compensation.policies.case import Case, Vehicle, Victim
from linli.compensation.policies.liability import is_at_fault
from linli.compensation.policies.money import cents
from linli.compensation.policies.standards import Limits, Standards

INSURED_BUCKETS = ("medical", "death_disability", "property")
PERSONS_ONLY = frozenset({"unlicensed", "drunk", "drugged", "deliberate", "stolen"})
"""Violations in which the insurance pays for people, not for things, and may take it back from who drove."""
Paid = dict[tuple[str, str], int]
"""(vehicle, victim) -> cents."""


def limits_of(vehicle: Vehicle, case: Case, standards: Standards) -> dict[str, int]:
    """Return what is there for this accident, in cents by bucket. An unidentified vehicle has nothing."""
    if vehicle.kind != "motor" or vehicle.compulsory is None:
        return {}
    limits = vehicle.compulsory.limits or _usual(vehicle, case, standards)
    there = {
        bucket: max(0, limits.of(bucket) - cents(getattr(vehicle.compulsory.used, bucket)))
        for bucket in INSURED_BUCKETS
    }
    if vehicle.violation in PERSONS_ONLY:
        there["property"] = 0
    return there


def _usual(vehicle: Vehicle, case: Case, standards: Standards) -> Limits:
    dated = standards.limits_on(case.accident_on)
    return dated.liable if is_at_fault(vehicle.id, case) else dated.faultless


def insurers_of(victim: Victim, case: Case) -> frozenset[str]:
    """Return the motor vehicles whose insurance is for this victim: all but the one they were in.

    Who sought the collision gets nothing from any (Road Traffic Safety Law, article 76).
    """
    own = case.sides.get(victim.side)
    if own is not None and own.intentional and not victim.is_passenger:
        return frozenset()
    return frozenset(each.id for each in case.vehicles if each.kind == "motor" and each.id != victim.vehicle)


def pay_out(
    losses: Mapping[str, int],
    limits: Mapping[str, int],
    open_to: Mapping[str, Collection[str]],
    first: Collection[str] = (),
) -> Paid:
    """Pay `losses` (victim -> cents) out of `limits` (vehicle -> cents). `open_to`: victim -> vehicles.

    Each victim asks each vehicle in proportion to the limits that are left; a vehicle that is asked for more than
    it has pays all in proportion to what they ask; who is not fully paid asks again. Vehicles in `first` pay before
    the others. The order of victims and vehicles does not matter.
    """
    losses = {victim: cents_ for victim, cents_ in sorted(losses.items()) if cents_}
    asked: dict[tuple[str, str], Fraction] = {}
    left = {victim: Fraction(loss) for victim, loss in losses.items()}
    there = {vehicle: Fraction(limit) for vehicle, limit in sorted(limits.items())}
    for round_ in (first, limits.keys() - set(first)):
        _ask(left, {vehicle: there[vehicle] for vehicle in there if vehicle in round_}, open_to, asked)
    return _whole_cents(asked, losses, limits)


def _ask(
    left: dict[str, Fraction],
    there: dict[str, Fraction],
    open_to: Mapping[str, Collection[str]],
    asked: dict[tuple[str, str], Fraction],
) -> None:
    """Ask in rounds: each either pays everybody or empties a vehicle, so there are few."""
    for _round in range(len(there) + 1):
        wishes: dict[str, dict[str, Fraction]] = {}
        for victim, loss in left.items():
            possible = {each: there[each] for each in there if each in open_to[victim] and there[each]}
            whole = sum(possible.values(), Fraction(0))
            for vehicle, limit in possible.items() if loss else ():
                wishes.setdefault(vehicle, {})[victim] = loss * limit / whole
        for vehicle, from_victims in wishes.items():
            part = min(Fraction(1), there[vehicle] / sum(from_victims.values()))
            for victim, wish in from_victims.items():
                asked[vehicle, victim] = asked.get((vehicle, victim), Fraction(0)) + wish * part
                left[victim] -= wish * part
                there[vehicle] -= wish * part


def _whole_cents(
    asked: Mapping[tuple[str, str], Fraction], losses: Mapping[str, int], limits: Mapping[str, int]
) -> Paid:
    """Round down, then give the cents that are left to the largest remainders, nobody above loss or limit."""
    paid = {pair: floor(amount) for pair, amount in asked.items()}
    missing = round(sum(asked.values(), Fraction(0))) - sum(paid.values())
    by_remainder = sorted(asked, key=lambda pair: (paid[pair] - asked[pair], pair))
    for vehicle, victim in by_remainder * 2:
        of_vehicle = sum(amount for (each, _), amount in paid.items() if each == vehicle)
        of_victim = sum(amount for (_, each), amount in paid.items() if each == victim)
        if missing and of_vehicle < limits[vehicle] and of_victim < losses[victim]:
            paid[vehicle, victim] += 1
            missing -= 1
    return paid
