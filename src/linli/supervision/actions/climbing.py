"""Climbing: the rungs whose time has come, each with its reason, its receivers and its letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.core.rows import new
from linli.letters.models import Letter
from linli.people.models import Unit
from linli.supervision.actions.deciding import Verdict, decided
from linli.supervision.actions.journalling import Outcome, Told, write_climbs
from linli.supervision.actions.reading import Due
from linli.supervision.actions.writing import Promise, written
from linli.supervision.courses import Book
from linli.supervision.events import LadderClimbed
from linli.supervision.models import Ascent
from linli.supervision.policies import Rung

NAMED = 3
"""So many matters are named in a message; the others stand in the letter and in the inbox."""
Climber = tuple[Due, Verdict]


@dataclass(frozen=True, slots=True)
class Party:
    """Promises of one unit that reach one rung, and are told about together."""

    climbers: Sequence[Climber]
    unit: Unit
    office: Unit | None
    """Who supervises them; None: nobody does in that area."""
    letter: Letter | None = None


@dataclass(frozen=True, slots=True)
class Climbed:
    rungs: int
    letters: int


def climb(dues: Sequence[Due], book: Book, *, now: datetime) -> Climbed:
    """Climb each ladder's next rung, which is due. The rows are locked by the caller, and as planned.

    Constant statements for any number of ladders, and some for each series of letters.
    """
    if not dues:
        return Climbed(0, 0)
    climbers, waiting = [], []
    for due, verdict in zip(dues, decided(dues, book, now=now), strict=True):
        if verdict.cause is None:
            waiting.append((Outcome(due.rung, verdict.rung.value, verdict.at), [due.ladder]))
        else:
            climbers.append((due, verdict))
    parties = _with_letters(_parties(climbers, book), now)
    write_climbs([_told(party, book, now) for party in parties], waiting, now=now)
    return Climbed(len(climbers), sum(party.letter is not None for party in parties))


def _parties(climbers: Sequence[Climber], book: Book) -> list[Party]:
    """Put together what one unit is told at once, as many promises as the rule allows. One query."""
    units = {due.unit for due, _verdict in climbers}
    known = {
        unit.pk: unit for unit in Unit.objects.filter(pk__in=units).only("code", "name", "area_code", "path")
    }
    offices = _Offices(book)
    groups: dict[tuple[Rung, int, int | None], list[Climber]] = {}
    for climber in climbers:
        due, verdict = climber
        office = offices.over(due, verdict.rung)
        groups.setdefault((verdict.rung, due.unit, office), []).append(climber)
    parties = []
    for (_rung, unit, office), lot in groups.items():
        most = lot[0][1].rule.most
        starts = range(0, len(lot), most)
        parties += [
            Party(lot[start : start + most], known[unit], offices.units.get(office)) for start in starts
        ]
    return parties


class _Offices:
    """Who supervises in which area, each asked for once."""

    def __init__(self, book: Book) -> None:
        self._rule = book.rule
        found = Unit.objects.filter(code__in=set(book.rule.offices.values()))
        self._numbers = {unit.code: unit.pk for unit in found}
        self.units: dict[int | None, Unit] = {unit.pk: unit for unit in found}
        self._near: dict[str, list[int]] = {}
        """Their numbers, the nearest first, by area."""

    def over(self, due: Due, rung: Rung) -> int | None:
        """Return the nearest office that is not the unit itself; the city's for the top. None: there is none."""
        near = self._near.get(due.area)
        if near is None:
            codes = self._rule.offices_for(due.area)
            near = self._near[due.area] = [self._numbers[code] for code in codes if code in self._numbers]
        for office in near if rung is not Rung.CITY else reversed(near):
            if office != due.unit:
                return office
        return None


def _with_letters(parties: Sequence[Party], now: datetime) -> list[Party]:
    """Have the letters written that the rule asks for; where nobody supervises, nobody signs one."""
    promises = [
        _promise(each, each.office) if each.office and each.climbers[0][1].rule.letter else None
        for each in parties
    ]
    letters = iter(written([each for each in promises if each], now=now))
    return [
        Party(each.climbers, each.unit, each.office, next(letters) if promise else None)
        for each, promise in zip(parties, promises, strict=True)
    ]


def _promise(party: Party, office: Unit) -> Promise:
    _due, verdict = party.climbers[0]
    earlier = (each.ascent.letter for each in verdict.held)
    return Promise(
        rung=verdict.rung,
        text=verdict.rule.letter,
        issuer=office,
        addressee=party.unit,
        lines=[(due, each.cause) for due, each in party.climbers if each.cause],
        earlier=tuple(letter.number for letter in earlier if letter and letter.number),
    )


def _told(party: Party, book: Book, now: datetime) -> Told:
    """Return what is written of a party: what the unit is told, and the rung of each of its promises."""
    verdict, letter = party.climbers[0][1], party.letter
    receivers = _receivers(party)
    ascent = new(
        Ascent,
        rung=verdict.rung.value,
        unit_id=party.unit.pk,
        climbed_at=now,
        edition=book.edition,
        receivers=[{"unit": unit, **post} for _audience, unit, post in receivers],
        letter_id=letter.pk if letter else None,
    )
    codes = list(dict.fromkeys(due.code for due, _verdict in party.climbers))
    event = LadderClimbed(
        rung=verdict.rung,
        unit=party.unit.pk,
        count=len(party.climbers),
        code="、".join(codes[:NAMED]) + ("…" if len(codes) > NAMED else ""),
        promises=tuple(_line(*each) for each in party.climbers),
        edition=book.edition,
        letter=letter.pk if letter else None,
        number=letter.number if letter else "",
        told=tuple(f"{audience}:{unit}" for audience, unit, _post in receivers),
    )
    ladders: dict[Verdict, list[int]] = {}
    for due, each in party.climbers:
        ladders.setdefault(each, []).append(due.ladder)
    return Told(ascent, event, [(each.outcome(letter), lot) for each, lot in ladders.items()])


def _receivers(party: Party) -> list[tuple[str, int, dict[str, str]]]:
    told = []
    for each in party.climbers[0][1].rule.receivers:
        unit = party.unit if each.unit == "lead" else party.office
        if unit is not None:
            told.append((each.audience, unit.pk, {"zh": each.post.zh, "en": each.post.en}))
    return told


def _line(due: Due, verdict: Verdict) -> str:
    return f"{due.code} {due.step} {verdict.cause_told} {due.due_at.isoformat()} {verdict.at_told}"
