"""Who pays how much of what the compulsory insurance leaves. Road Traffic Safety Law, article 76."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from linli.compensation.errors import (
    CaseRefused,
    DegreesUnfit,
    FaultlessPaysTooMuch,
    SharesMissing,
    SharesNotWhole,
)
from linli.compensation.policies.case import WHOLE, Case, Victim
from linli.compensation.policies.money import plain
from linli.compensation.policies.standards import FAULTLESS_MOST, Degree, Practice

PAIRS: dict[Degree, Degree] = {
    "full": "none",
    "none": "full",
    "main": "secondary",
    "secondary": "main",
    "equal": "equal",
}
Shares = dict[str, Fraction]
"""Party -> its part of the whole, 0 to 1; they add up to 1 with the victim's own side."""


def shares_for(victim: Victim, case: Case, practice: Practice) -> Shares:
    """Return what each side answers for. Raises CaseRefused when nobody said, or it is not the whole."""
    own = case.sides.get(victim.side)
    if own is not None and own.intentional and not victim.is_passenger:
        return {victim.side: Fraction(1)}
    given = _given(victim, case, practice)
    _check_faultless(victim, case, given)
    return {party: share / 100 for party, share in sorted(given.items())}


def _given(victim: Victim, case: Case, practice: Practice) -> Mapping[str, Fraction]:
    if victim.shares is not None:
        return _of_own(victim.shares, case)
    explicit = {party: Fraction(each.share) for party, each in case.sides.items() if each.share is not None}
    if explicit:
        if (whole := sum(explicit.values())) != WHOLE:
            raise CaseRefused(field="liability", why=SharesNotWhole(sum=plain(whole)))
        return {party: explicit.get(party, Fraction(0)) for party in case.parties()}
    degrees = {party: each.degree for party, each in case.sides.items() if each.degree is not None}
    if not degrees:
        raise CaseRefused(field="liability", why=SharesMissing())
    return _by_degree(victim, case, degrees, practice)


def _of_own(shares: Mapping[str, Decimal], case: Case) -> dict[str, Fraction]:
    """Return shares that were told for one victim alone, by side."""
    sums: dict[str, Fraction] = {}
    for party, share in shares.items():
        side = case.side_of(party)
        sums[side] = sums.get(side, Fraction(0)) + Fraction(share)
    return sums


def _by_degree(
    victim: Victim, case: Case, degrees: dict[str, Degree], practice: Practice
) -> Mapping[str, Fraction]:
    liable = sorted(party for party, degree in degrees.items() if degree != "none")
    others = sorted(degrees.keys() - set(liable))
    if len(liable) == 1 and degrees[liable[0]] == "full":
        return _one_alone(victim, case, liable[0], others, practice)
    if len(liable) == 2 and PAIRS[degrees[liable[0]]] == degrees[liable[1]]:
        return _two_sides(victim, case, degrees, liable, practice)
    if (
        len(liable) > 2
        and {degrees[each] for each in liable} == {"equal"}
        and all(map(case.is_motor, liable))
    ):
        return dict.fromkeys(liable, Fraction(100, len(liable)))
    told = ", ".join(f"{party}: {degree}" for party, degree in sorted(degrees.items()))
    raise CaseRefused(field="liability", why=DegreesUnfit(degrees=told))


def _one_alone(
    victim: Victim, case: Case, alone: str, others: list[str], practice: Practice
) -> Mapping[str, Fraction]:
    """One side did it all. A motor vehicle without fault still pays its tenth to the rider or pedestrian who did."""
    motors = [party for party in case.parties() if case.is_motor(party) and party != alone]
    if alone == victim.side and not case.is_motor(victim.side) and motors and not victim.is_passenger:
        if len(motors) > 1:
            raise CaseRefused(field="liability", why=DegreesUnfit(degrees=", ".join([alone, *motors])))
        tenth = Fraction(practice.non_motor_shares["none"])
        return {motors[0]: tenth, alone: 100 - tenth}
    return {alone: Fraction(100)}


def _two_sides(
    victim: Victim, case: Case, degrees: dict[str, Degree], liable: list[str], practice: Practice
) -> Mapping[str, Fraction]:
    first, second = liable
    motors = [party for party in liable if case.is_motor(party)]
    if len(motors) == 1 and not case.is_motor(victim.side):
        motor = motors[0]
        other = second if motor == first else first
        share = Fraction(practice.non_motor_shares[degrees[motor]])
        return {motor: share, other: 100 - share}
    share = Fraction(practice.motor_shares[degrees[first]])
    return {first: share, second: 100 - share}


def _check_faultless(victim: Victim, case: Case, given: Mapping[str, Fraction]) -> None:
    if case.is_motor(victim.side):
        return
    for party, share in given.items():
        liability = case.sides.get(party)
        if case.is_motor(party) and liability and liability.degree == "none" and share > FAULTLESS_MOST:
            why = FaultlessPaysTooMuch(share=plain(share), most=f"{FAULTLESS_MOST:f}")
            raise CaseRefused(field=f"liability.{party}", why=why)


def is_at_fault(vehicle: str, case: Case) -> bool:
    """Say whether the limits for liable vehicles hold. By the degree; without one, when it has a share."""
    liability = case.sides.get(vehicle)
    if liability is not None and liability.degree is not None:
        return liability.degree != "none"
    if liability is not None and liability.share is not None:
        return liability.share > 0
    return any(_of_own(victim.shares or {}, case).get(vehicle, 0) > 0 for victim in case.victims)


def side_bears(victim: Victim, shares: Shares) -> tuple[Shares, Fraction]:
    """Return what each party pays and what the victim bears, of the whole.

    Drivers, owners and people on foot bear their own side's share. Passengers bear their own fault, and what a
    free ride takes off their own side's share.
    """
    if not victim.is_passenger:
        paying = {party: share for party, share in shares.items() if party != victim.side}
        return paying, shares.get(victim.side, Fraction(0))
    left = 1 - Fraction(victim.own_share) / 100
    paying = {party: share * left for party, share in shares.items() if party != victim.id}
    if victim.side in paying:
        paying[victim.side] *= 1 - Fraction(victim.free_ride_reduction) / 100
    return paying, 1 - sum(paying.values(), Fraction(0))
