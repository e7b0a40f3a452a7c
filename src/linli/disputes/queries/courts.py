"""Which courts may confirm an agreement, and what stands in the way of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from linli.areas.policies.codes import Level, level_of, significant_prefix
from linli.disputes.models import Agreement, Dispute
from linli.disputes.policies import Capacity, CourtBasis, RepresentativeKind, TermKind
from linli.disputes.policies.court import Advice, Look, Places, advice, competent
from linli.disputes.rules import ConfirmationRule
from linli.people.models import Unit
from linli.people.policies import UnitKind
from linli.rulebook.queries import in_force

COUNTY_DIGITS = 6


@dataclass(frozen=True)
class Court:
    unit: Unit
    basis: CourtBasis


def courts_for(dispute: Dispute, agreement: Agreement) -> list[Court]:
    """Return the courts that are competent, each once, by the first rule that names it. Three queries."""
    places = Places(
        invited_by=dispute.invited_by,
        domiciles=[each.area_code for each in dispute.parties.order_by("place")],
        object_at=agreement.object_area,
        body_at=dispute.centre.area_code,
    )
    wanted = list(competent(places))
    courts = list(Unit.objects.filter(kind=UnitKind.COURT, is_active=True).order_by("path"))
    found: dict[int, Court] = {}
    for basis, where in wanted:
        for unit in _at(courts, where):
            found.setdefault(unit.pk, Court(unit, basis))
    return list(found.values())


def _at(courts: list[Unit], where: str | int) -> Iterator[Unit]:
    """Yield the court itself, or the basic court of a place; where the city has none there, that of the city."""
    if isinstance(where, int):
        yield from (each for each in courts if each.pk == where)
        return
    county = where[:COUNTY_DIGITS]
    basic = [each for each in courts if each.area_code[:COUNTY_DIGITS] == county]
    city = [each for each in courts if level_of(each.area_code) is Level.CITY]
    yield from basic or [each for each in city if where.startswith(significant_prefix(each.area_code))]


def look_at(dispute: Dispute, agreement: Agreement, applied_on: date) -> list[Advice]:
    """Return what a court would stumble over: advice, each with its article. Four queries at most."""
    terms = list(agreement.terms.all())
    parties = list(dispute.parties.all())
    alone = [
        each
        for each in parties
        if each.capacity != Capacity.FULL
        and all(one.kind != RepresentativeKind.GUARDIAN for one in each.representatives.all())
    ]
    signed = {each.party_id for each in agreement.signatures.all()}
    sides = {each.pk for each in parties}
    look = Look(
        category=dispute.category,
        words=" ".join([agreement.facts, *(each.words for each in terms)]),
        has_term_without_day=not terms,
        has_payment_without_amount=any(each.kind == TermKind.PAY and not each.amount for each in terms),
        lacks_guardian=bool(alone),
        lacks_signature=agreement.kind == "written" and not sides <= signed,
        is_sealed=agreement.sealed_at is not None,
        touches_others=agreement.touches_others,
        applied_on=applied_on,
        effective_on=agreement.effective_on or applied_on,
        window_days=in_force(ConfirmationRule, applied_on).value.window_days,
        is_oral=agreement.kind == "oral",
    )
    return list(advice(look))
