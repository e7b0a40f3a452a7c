"""One case in, one result out. Nothing is read or kept."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.compensation.policies.advances import set_off
from linli.compensation.policies.case import Case
from linli.compensation.policies.result import Result, Transfer
from linli.compensation.policies.settling import FUND, Settlement, settle
from linli.compensation.policies.standards import Standards

ROLES = {
    "driver": gettext_lazy("driver"),
    "owner": gettext_lazy("owner"),
    "employer": gettext_lazy("employer"),
    "manager": gettext_lazy("keeper"),
    "lessee": gettext_lazy("lessee"),
    "affiliate": gettext_lazy("firm under whose name it runs"),
    "instructor": gettext_lazy("driving school"),
    "thief": gettext_lazy("thief"),
    "other": gettext_lazy("other person"),
}


def reckon(case: Case, standards: Standards) -> Result:
    """Return every item, bucket, payer and total. Raises CaseRefused."""
    made = settle(case, standards)
    accounts, transfers = set_off(case, made.payments)
    return Result(
        victims=tuple(made.results),
        compulsory=tuple(made.compulsory),
        payments=tuple(each for each in made.payments if each.cents),
        accounts=accounts,
        transfers=tuple(_together([*made.transfers, *transfers])),
        limits=made.limits,
        notes=tuple(_notes(made)),
        labels=_labels(case),
        source=standards.source,
        figures=_figures(standards, made.used),
    )


def _figures(standards: Standards, used: set[str]) -> dict[str, Decimal]:
    """Return the figures that were used; trades by their names."""
    named = {name: value for name, value in standards.figures if isinstance(value, Decimal)}
    return {name: value for name, value in {**named, **standards.figures.trade_wages}.items() if name in used}


def _together(transfers: list[Transfer]) -> Iterator[Transfer]:
    """Yield the transfers, those between the same two for the same reason as one."""
    sums: dict[tuple[str, str, str, str], int] = {}
    for each in transfers:
        key = (each.payer, each.to, each.why, each.victim)
        sums[key] = sums.get(key, 0) + each.cents
    for (payer, to, why, victim), cents in sums.items():
        yield Transfer(payer, to, cents, why, victim)


def _labels(case: Case) -> dict[str, str]:
    """Return how payers, parties and victims are called."""
    labels = {each.id: each.name for each in case.named()}
    labels[FUND] = _("Road accident relief fund")
    for vehicle in case.vehicles:
        name = labels[vehicle.id]
        insurer = vehicle.compulsory.insurer if vehicle.compulsory else ""
        labels[f"{vehicle.id}/compulsory"] = _insurance(_("%(vehicle)s, compulsory insurance"), name, insurer)
        for number, policy in enumerate(vehicle.commercial):
            key = f"{vehicle.id}/commercial" + (f"{number + 1}" if number else "")
            labels[key] = _insurance(_("%(vehicle)s, commercial insurance"), name, policy.insurer)
        if vehicle.seats:
            labels[f"{vehicle.id}/seats"] = _insurance(
                _("%(vehicle)s, insurance of its passengers"), name, vehicle.seats.insurer
            )
        labels[f"{vehicle.id}/driver"] = f"{name} {ROLES['driver']}"
        for person in vehicle.persons:
            labels[f"{vehicle.id}/{person.role}"] = person.name or f"{name} {ROLES[person.role]}"
    return labels


def _insurance(pattern: str, vehicle: str, insurer: str) -> str:
    words = pattern % {"vehicle": vehicle}
    return f"{words} ({insurer})" if insurer else words


def _notes(made: Settlement) -> Iterator[str]:
    """Yield what both sides should know beside the figures."""
    for vehicle in made.case.vehicles:
        name = vehicle.name
        if vehicle.unidentified:
            yield _(
                "%(vehicle)s has not been found. The relief fund may pay rescue and funeral costs in advance (Road"
                " Traffic Safety Law, article 75)."
            ) % {"vehicle": name}
        if vehicle.compulsory and not vehicle.compulsory.insured:
            yield _(
                "%(vehicle)s has no compulsory insurance: whoever had to take it out pays first, up to its limits"
                " (traffic interpretation, article 16)."
            ) % {"vehicle": name}
        joint = [str(ROLES[each.role]) for each in vehicle.persons if each.joint]
        if joint:
            yield _("%(vehicle)s: %(who)s answers together with the others for the whole.") % {
                "vehicle": name,
                "who": ", ".join(joint),
            }
    for victim in made.case.victims:
        yield from _notes_on_losses(victim.name, victim.losses)


def _notes_on_losses(name: str, losses: object) -> Iterator[str]:
    nursing = getattr(losses, "nursing", None) or ()
    if any(each.carers > 1 for each in nursing):
        yield _(
            "%(victim)s: more than one carer needs an opinion of the hospital or an expert (article 8)."
        ) % {"victim": name}
    disability = getattr(losses, "disability", None)
    if disability and len(disability.grades) > 1 and disability.additions is None:
        yield _("%(victim)s: what further injuries add follows the usage of the place; it may be agreed.") % {
            "victim": name
        }
