"""The calculator's doors for other apps, pages and the command line. Nothing is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from linli.compensation.errors import CaseRefused, UnknownProvince, UnknownYear
from linli.compensation.national import national
from linli.compensation.policies.case import Case, Place
from linli.compensation.policies.money import yuan
from linli.compensation.policies.reckoning import reckon
from linli.compensation.policies.result import Result
from linli.compensation.policies.standards import DatedLimits, Figures, National, Practice, Standards
from linli.compensation.reading import as_written, case_of, read_document
from linli.compensation.rules import LocalPractice, NewLimits, ProvinceFigures, YearOfFigures
from linli.rulebook.queries import InForce, timeline


@dataclass(frozen=True, slots=True)
class Term:
    """One duty of an agreement: who pays whom how much."""

    payer: str
    """Id of the payer: `car/compulsory`, `car/driver`."""
    payer_name: str
    payee: str
    """Id of a victim, or of whoever advanced more than they owe."""
    payee_name: str
    amount: Decimal
    why: str
    """claim (what is still to pay), advance (given back), refund (by the victim)."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a rulebook has for the calculator, each by first day."""

    figures: tuple[InForce[YearOfFigures], ...] = ()
    practice: tuple[InForce[LocalPractice], ...] = ()
    limits: tuple[InForce[NewLimits], ...] = ()


def shelf_of_city() -> Shelf:
    """Return what this city's rulebook has. At most one small query every five seconds."""
    return Shelf(timeline(YearOfFigures), timeline(LocalPractice), timeline(NewLimits))


def compute(case: Case, shelf: Shelf | None = None) -> Result:
    """Return every item, bucket, payer and total of a case, by the city's rulebook or another shelf.

    Raises CaseRefused.
    """
    return reckon(case, standards_of(case, shelf or shelf_of_city()))


def compute_document(text: str | bytes, shelf: Callable[[], Shelf] | None = None) -> tuple[Case, Result]:
    """Compute the case in a JSON document; what is refused names its field as the document has it.

    `shelf` is asked when the case has been read. Raises NotJson, FileTooLarge, CaseRefused.
    """
    data = read_document(text)
    case = case_of(data)
    with as_written(data):
        return case, compute(case, shelf() if shelf else None)


def terms_of(result: Result) -> tuple[Term, ...]:
    """Return what a result makes of an agreement, ready to be followed: everything that is still to be paid."""
    return tuple(_terms(result))


def _terms(result: Result) -> Iterator[Term]:
    names = result.labels
    for each in result.accounts:
        if each.to_pay:
            yield Term(
                each.payer,
                names.get(each.payer, each.payer),
                each.victim,
                names.get(each.victim, each.victim),
                yuan(each.to_pay),
                "claim",
            )
    for transfer in result.transfers:
        if transfer.why != "recourse":
            yield Term(
                transfer.payer,
                names.get(transfer.payer, transfer.payer),
                transfer.to,
                names.get(transfer.to, transfer.to),
                yuan(transfer.cents),
                transfer.why,
            )


def standards_of(case: Case, shelf: Shelf) -> Standards:
    """Return what a case is computed with. Raises CaseRefused for an unknown province or year."""
    figures, source = _figures(case.parameters, case, shelf, "parameters")
    homes = {
        victim.id: _figures(victim.home, case, shelf, f"victims[{place}].home")[0]
        for place, victim in enumerate(case.victims)
        if victim.home is not None
    }
    on = case.reckoned_on or case.accident_on
    return Standards(figures, source, _practice(shelf, on), _national(shelf), homes)


def _figures(place: Place, case: Case, shelf: Shelf, field: str) -> tuple[Figures, str]:
    own = place.own
    if place.province is None and place.year is None:
        return own, str(_("given by the case"))
    try:
        found, words = published(shelf, place.province, place.year, case.reckoned_on)
    except (UnknownProvince, UnknownYear) as refusal:
        if own == Figures():
            name = "year" if isinstance(refusal, UnknownYear) else "province"
            raise CaseRefused(field=f"{field}.{name}", why=refusal) from refusal
        return own, str(_("given by the case"))
    return own.over(found), words


def published(shelf: Shelf, province: str | None, year: int | None, on: date | None) -> tuple[Figures, str]:
    """Return a province's figures and where they are from. Raises UnknownProvince, UnknownYear.

    Without a province the only one that has figures; without a year the last one that was known `on` a day.
    """
    known_then = [each for each in shelf.figures if year is not None or on is None or each.valid_from <= on]
    of_province = [(each, found) for each in known_then if (found := _province(each, province))]
    if not of_province:
        names = sorted({str(each.name) for entry in shelf.figures for each in entry.value.provinces.values()})
        raise UnknownProvince(province=province or "–", known=", ".join(names) or "–")
    fitting = [pair for pair in of_province if year in (None, pair[0].value.year)]
    if not fitting:
        years = ", ".join(str(each.value.year) for each, _found in of_province)
        raise UnknownYear(year=year, province=str(of_province[0][1].name), known=years)
    entry, found = fitting[-1]
    words = _("%(province)s, figures of %(year)s") % {"province": found.name, "year": entry.value.year}
    return found.figures, words


def _province(entry: InForce[YearOfFigures], asked: str | None) -> ProvinceFigures | None:
    provinces = entry.value.provinces
    if asked is None:
        return next(iter(provinces.values())) if len(provinces) == 1 else None
    by_code = provinces.get(asked[:2].ljust(6, "0")) if asked[:2].isdigit() else None
    return by_code or next(
        (each for each in provinces.values() if asked in (each.name.zh, each.name.en)), None
    )


def places(shelf: Shelf) -> tuple[tuple[str, str, tuple[int, ...]], ...]:
    """Return the provinces that have figures: code, name, years with the latest first."""
    years: dict[str, list[int]] = {}
    names: dict[str, str] = {}
    for entry in shelf.figures:
        for code, province in entry.value.provinces.items():
            years.setdefault(code, []).append(entry.value.year)
            names[code] = str(province.name)
    return tuple((code, names[code], tuple(sorted(years[code], reverse=True))) for code in sorted(names))


def _practice(shelf: Shelf, on: date) -> Practice:
    standing = [each for each in shelf.practice if each.valid_from <= on]
    return standing[-1].value.practice if standing else national().practice


def _national(shelf: Shelf) -> National:
    """Return the law of the country, with the limits that the city's rulebook knows of besides."""
    newer = tuple(
        DatedLimits(valid_from=each.valid_from, liable=each.value.liable, faultless=each.value.faultless)
        for each in shelf.limits
    )
    days = {each.valid_from for each in newer}
    kept = tuple(each for each in national().compulsory if each.valid_from not in days)
    return national().model_copy(update={"compulsory": (*kept, *newer)})
