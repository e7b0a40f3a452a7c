"""Climbing: the rungs whose time has come, each with its reason, its receivers and its letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.core.actor import SYSTEM
from linli.core.rows import new
from linli.journal.actions import record_many
from linli.letters.actions import Prepared
from linli.letters.models import Letter
from linli.people.models import Unit
from linli.supervision.actions.deciding import Verdict, decided
from linli.supervision.actions.journalling import Outcome, Placed, write_climbs
from linli.supervision.actions.reading import Due
from linli.supervision.actions.writing import Promise, issue, prepared
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
    parties, letters = _with_letters(_parties(climbers, book), now)
    ascents = [_ascent(party, book, now) for party in parties]
    places = [_places(party) for party in parties]
    write_climbs([*zip(ascents, places, strict=True)], waiting, now=now)
    # From here on nobody else gets numbers of the same offices, until this transaction ends.
    issue(letters, now=now)
    record_many(zip((_event(party, book) for party in parties), ascents, strict=True), by=SYSTEM, now=now)
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


def _with_letters(parties: Sequence[Party], now: datetime) -> tuple[list[Party], list[Prepared]]:
    """Return parties with the letters that the rule asks for, and those that wait for their numbers.

    Where nobody supervises, nobody signs one.
    """
    promises = [
        _promise(each, each.office) if each.office and each.climbers[0][1].rule.letter else None
        for each in parties
    ]
    found, unnumbered = prepared([each for each in promises if each], now=now)
    following = iter(found)
    return [
        Party(each.climbers, each.unit, each.office, next(following) if promise else None)
        for each, promise in zip(parties, promises, strict=True)
    ], unnumbered


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


def _ascent(party: Party, book: Book, now: datetime) -> Ascent:
    return new(
        Ascent,
        rung=party.climbers[0][1].rung.value,
        unit_id=party.unit.pk,
        climbed_at=now,
        edition=book.edition,
        receivers=[{"unit": unit, **post} for _audience, unit, post in _receivers(party)],
        letter_id=party.letter.pk if party.letter else None,
    )


def _places(party: Party) -> list[Placed]:
    """Return where the party's ladders stand from now on."""
    ladders: dict[Verdict, list[int]] = {}
    for due, verdict in party.climbers:
        ladders.setdefault(verdict, []).append(due.ladder)
    return [(verdict.outcome(party.letter), lot) for verdict, lot in ladders.items()]


def _event(party: Party, book: Book) -> LadderClimbed:
    letter = party.letter
    codes = list(dict.fromkeys(due.code for due, _verdict in party.climbers))
    return LadderClimbed(
        rung=party.climbers[0][1].rung,
        unit=party.unit.pk,
        count=len(party.climbers),
        code="、".join(codes[:NAMED]) + ("…" if len(codes) > NAMED else ""),
        promises=tuple(_line(*each) for each in party.climbers),
        edition=book.edition,
        letter=letter.pk if letter else None,
        number=letter.number if letter else "",
        told=tuple(f"{audience}:{unit}" for audience, unit, _post in _receivers(party)),
    )


def _receivers(party: Party) -> list[tuple[str, int, dict[str, str]]]:
    told = []
    for each in party.climbers[0][1].rule.receivers:
        unit = party.unit if each.unit == "lead" else party.office
        if unit is not None:
            told.append((each.audience, unit.pk, {"zh": each.post.zh, "en": each.post.en}))
    return told


def _line(due: Due, verdict: Verdict) -> str:
    return f"{due.code} {due.step} {verdict.cause_told} {due.due_at.isoformat()} {verdict.at_told}"
