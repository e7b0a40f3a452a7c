"""What was found at bodies and places in a period: few of very many, and the same for the same lot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from linli.entities.models import Entity
from linli.entities.policies import Kind
from linli.ratings.actions.recording import NewFact
from linli.ratings.policies.periods import Period

ANSWERS = ("petition.overdue", "petition.declined", "petition.reopened", "petition.not_done")
SAFETY = ("safety.hazard", "safety.fire", "safety.accident")
STANDARDS = ("rubbish", "building", "safety", "parking", "repairs")
PLACES, FIRMS = 22, 24
"""Villages and communities, and enterprises, at which something was found in a quarter."""
WARNED = 14
PENALISED = 420


def of_quarter(chance: Random, period: Period, own: Entity) -> Iterator[NewFact]:
    """Yield the facts of a quarter; the featured community broke two of the three."""
    yield _fact(chance, own, "petition.overdue", period)
    yield _fact(chance, own, "safety.hazard", period)
    places = [each for each in _some(chance, PLACES, Kind.VILLAGE, Kind.COMMUNITY) if each.pk != own.pk]
    for number, place in enumerate([*places, *_some(chance, FIRMS, Kind.ENTERPRISE)]):
        yield _fact(chance, place, chance.choice(ANSWERS), period)
        if number % 6 < 2:
            yield _fact(chance, place, chance.choice(SAFETY), period)
        if number % 18 == 0:
            yield _fact(chance, place, "case.filed", period)


def of_earlier(chance: Random, period: Period) -> Iterator[NewFact]:
    for place in _some(chance, PLACES // 2, Kind.VILLAGE, Kind.COMMUNITY, Kind.ENTERPRISE):
        yield _fact(chance, place, chance.choice(ANSWERS + SAFETY), period)


def of_risk(chance: Random, period: Period) -> Iterator[NewFact]:
    """Yield grounds of a few enterprises: the first with all, the next with enough for orange, the rest with less."""
    for number, firm in enumerate(_some(chance, WARNED, Kind.ENTERPRISE)):
        grounds = ["finance.words", "finance.returns"]
        if number < 4:
            grounds.append("finance.alert")
        if number == 0:
            grounds += ["finance.listed", "finance.complaint"]
        for kind in grounds:
            yield _fact(chance, firm, kind, period)


def of_credit(chance: Random, period: Period) -> Iterator[NewFact]:
    for number, firm in enumerate(_some(chance, PENALISED, Kind.ENTERPRISE)):
        yield _fact(chance, firm, "credit.penalty", period)
        if number % 4 == 0:
            yield _fact(chance, firm, "credit.failed", period)
        if number % 30 == 0:
            yield _fact(chance, firm, "credit.abnormal", period)
            yield _fact(chance, firm, "credit.penalty", period)


def of_compounds(chance: Random, period: Period) -> Iterator[NewFact]:
    """Yield what the monthly checks gave each compound, and what its residents said as a whole."""
    compounds = Entity.objects.filter(kind=Kind.PREMISES, code__startswith="XQ-").order_by("pk")
    for number, compound in enumerate(compounds):
        usual = 52 if number % 29 == 0 else chance.randrange(68, 94)
        for standard in STANDARDS:
            given = min(100, max(0, usual + chance.randrange(-10, 8)))
            yield _fact(chance, compound, f"compound.{standard}", period, given)
        yield _fact(chance, compound, "compound.residents", period, min(100, usual + 4))


def _some(chance: Random, count: int, *kinds: Kind) -> Sequence[Entity]:
    """Return some bodies of these kinds, in the order in which they were drawn."""
    rows = Entity.objects.filter(kind__in=kinds, state="active").order_by("pk")
    numbers = list(rows.values_list("pk", flat=True))
    drawn = chance.sample(numbers, min(count, len(numbers)))
    found = Entity.objects.in_bulk(drawn)
    return [found[number] for number in drawn]


def _fact(chance: Random, body: Entity, kind: str, period: Period, value: int = 1) -> NewFact:
    days = (period.last_on - period.first_on).days
    day: date = period.first_on + timedelta(days=chance.randrange(days + 1))
    paper = f"安{_office(kind)}〔{day.year}〕{chance.randrange(1, 900)}号"
    return NewFact(body.pk, kind, day, paper, value)


def _office(kind: str) -> str:
    return {"petition": "联办", "safety": "应急", "case": "公", "finance": "金", "credit": "市监"}.get(
        kind.split(".")[0], "检"
    )
