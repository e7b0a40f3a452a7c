"""Climbing: the rungs whose time has come, each with its reason, its receivers and its letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.calendars.errors import HoursMissing, YearMissing
from linli.calendars.policies import Limit, due_at
from linli.core.rows import new
from linli.letters.models import Letter
from linli.letters.policies import WAITING, Status
from linli.people.models import Unit
from linli.supervision.actions.journalling import Told, write_ascents, write_places
from linli.supervision.actions.releasing import plan_next
from linli.supervision.actions.writing import Promise, written
from linli.supervision.courses import Book, cause_of, planned, planned_levels
from linli.supervision.events import LadderClimbed
from linli.supervision.models import Ascent, Climb, Ladder
from linli.supervision.policies import Cause, Next, Rung, RungRule, next_of

NAMED = 3
"""So many matters are named in a message; the others stand in the letter and in the inbox."""
HELD = (
    "ladder_id",
    "rung",
    "climbed_at",
    *(f"ascent__letter__{name}" for name in ("number", "status", "due_at", "answered_at")),
)


@dataclass(slots=True)
class Climber:
    """One ladder on its way to its next rung."""

    ladder: Ladder
    rung: Rung
    cause: Cause
    rule: RungRule
    office: Unit | None
    """Who supervises it; None: nobody does in that area."""
    held: list[Climb]
    planned: dict[Rung, datetime]


@dataclass(frozen=True, slots=True)
class Party:
    """Climbers of one unit to one rung, who are told about together."""

    climbers: list[Climber]
    letter: Letter | None

    @property
    def first(self) -> Climber:
        return self.climbers[0]


@dataclass(frozen=True, slots=True)
class Climbed:
    rungs: int
    letters: int


def climb(ladders: Sequence[Ladder], book: Book, *, now: datetime) -> Climbed:
    """Climb each ladder's next rung, which is due. The rows are locked by the caller, and as planned.

    Constant statements for any number of ladders, and some for each series of letters.
    """
    if not ladders:
        return Climbed(0, 0)
    held, plans = _held(ladders), {}
    for ladder in ladders:
        plans[ladder.pk] = _look_again(ladder, held[ladder.pk], book, now)
    offices = _offices(ladders, book)
    climbers = []
    for ladder in ladders:
        rung = Rung(ladder.next_rung)
        if (opens := _opens(ladder, rung, book, now)) is not None:
            ladder.next_at = opens
            continue
        cause = _cause(ladder, rung, held[ladder.pk], book, now)
        if cause is None:
            _wait(ladder, book, now)
            continue
        rule: RungRule = getattr(book.rule, rung.value)
        office = offices.get(ladder.pk)
        climbers.append(Climber(ladder, rung, cause, rule, office, held[ladder.pk], plans[ladder.pk]))
    parties = _parties(climbers, now)
    write_ascents([_told(party, book, now) for party in parties], now=now)
    for party in parties:
        for each in party.climbers:
            each.ladder.rung = each.rung.value
            plan_next(each.ladder, _following(each, party.letter, book, now))
    write_places(ladders)
    return Climbed(len(climbers), sum(party.letter is not None for party in parties))


def _look_again(ladder: Ladder, held: Sequence[Climb], book: Book, now: datetime) -> dict[Rung, datetime]:
    """Plan anew, and aim at the highest rung that is reached by now: the sweep may have come late."""
    try:
        plan = planned_levels if Rung(ladder.next_rung).is_level else planned
        found = plan(ladder.clock, book)
    except (YearMissing, HoursMissing):
        return {}
    if ladder.next_rung != Rung.CITY:
        following = next_of(found, {Rung(each.rung) for each in held}, None, now)
        if following is not None and following.at <= now:
            plan_next(ladder, following)
    return found


def _opens(ladder: Ladder, rung: Rung, book: Book, now: datetime) -> datetime | None:
    """Return when the rung's letter may go out, if that is later than now: the sweep may run late, and at night."""
    rule: RungRule = getattr(book.rule, rung.value)
    if not rule.letter or not book.waits(ladder.clock).keeps_hours(rung.value):
        return None
    try:
        opens = book.opens(now)
    except (YearMissing, HoursMissing):
        return None
    return opens if opens > now else None


def _held(ladders: Sequence[Ladder]) -> dict[int, list[Climb]]:
    found: dict[int, list[Climb]] = {each.pk: [] for each in ladders}
    begun = [each.pk for each in ladders if each.rung]
    if not begun:
        return found
    rows = Climb.objects.filter(ladder__in=begun, released_at__isnull=True)
    related = rows.select_related("ascent__letter").only(*HELD)
    for each in related.order_by("climbed_at", "pk"):
        found[each.ladder_id].append(each)
    return found


def _offices(ladders: Sequence[Ladder], book: Book) -> dict[int, Unit]:
    """Return who supervises each ladder: the nearest office that is not the unit itself; the city's for the top."""
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=set(book.rule.offices.values()))}
    found = {}
    for ladder in ladders:
        codes = book.rule.offices_for(ladder.area_code)
        if ladder.next_rung == Rung.CITY:
            codes.reverse()
        offices = (units[code] for code in codes if code in units and units[code].pk != ladder.unit_id)
        if office := next(offices, None):
            found[ladder.pk] = office
    return found


def _cause(ladder: Ladder, rung: Rung, held: Sequence[Climb], book: Book, now: datetime) -> Cause | None:
    """Return why the rung is climbed; None: a stated reason or an answer holds the third level back for now."""
    if rung is not Rung.CITY:
        return cause_of(ladder.clock, rung, book, now)
    letters = [each.ascent.letter for each in held if each.ascent.letter]
    orders = [each.ascent.letter for each in held if each.ascent.letter and each.rung == Rung.ORDER]
    if any(order.status in WAITING and order.due_at and order.due_at <= now for order in orders):
        return Cause.UNANSWERED
    answered = {Status.ANSWERED, Status.VERIFIED, Status.CLOSED}
    if ladder.reason or any(letter.status in answered and letter.answered_at for letter in letters):
        return None
    return Cause.NO_REASON


def _wait(ladder: Ladder, book: Book, now: datetime) -> None:
    ladder.next_at = due_at(now, Limit.parse(book.rule.look_again), book.calendar)


def _parties(climbers: Sequence[Climber], now: datetime) -> list[Party]:
    """Put together what one unit is told at once, in one letter for so many promises as the rule allows."""
    groups: dict[tuple[str, int, int | None], list[Climber]] = {}
    for each in climbers:
        office = each.office.pk if each.office else None
        groups.setdefault((each.rung.value, each.ladder.unit_id, office), []).append(each)
    lots = [
        lot[start : start + lot[0].rule.most]
        for lot in groups.values()
        for start in range(0, len(lot), lot[0].rule.most)
    ]
    places = [place for place, lot in enumerate(lots) if lot[0].rule.letter and lot[0].office is not None]
    letters = dict(zip(places, written([_promise(lots[place]) for place in places], now=now), strict=True))
    return [Party(lot, letters.get(place)) for place, lot in enumerate(lots)]


def _promise(lot: Sequence[Climber]) -> Promise:
    first = lot[0]
    assert first.office is not None
    return Promise(
        rung=first.rung,
        text=first.rule.letter,
        issuer=first.office,
        addressee=first.ladder.unit,
        lines=tuple((each.ladder, each.cause) for each in lot),
        earlier=tuple(
            letter.number for each in first.held if (letter := each.ascent.letter) and letter.number
        ),
    )


def _told(party: Party, book: Book, now: datetime) -> Told:
    """Return what is written of a party: what the unit is told, and the rung of each of its promises."""
    first, letter = party.first, party.letter
    receivers = _receivers(first)
    ascent = new(
        Ascent,
        rung=first.rung.value,
        unit_id=first.ladder.unit_id,
        climbed_at=now,
        edition=book.edition,
        receivers=[{"unit": unit, **post} for _audience, unit, post in receivers],
        letter_id=letter.pk if letter else None,
    )
    codes = list(dict.fromkeys(each.ladder.matter.code for each in party.climbers))
    event = LadderClimbed(
        rung=first.rung,
        unit=first.ladder.unit_id,
        count=len(party.climbers),
        code="、".join(codes[:NAMED]) + ("…" if len(codes) > NAMED else ""),
        promises=tuple(_line(each) for each in party.climbers),
        edition=book.edition,
        letter=letter.pk if letter else None,
        number=letter.number if letter else "",
        told=tuple(f"{audience}:{unit}" for audience, unit, _post in receivers),
    )
    return Told(ascent, event, [_row(each, now) for each in party.climbers])


def _receivers(climber: Climber) -> list[tuple[str, int, dict[str, str]]]:
    told = []
    for each in climber.rule.receivers:
        unit = climber.ladder.unit if each.unit == "lead" else climber.office
        if unit is not None:
            told.append((each.audience, unit.pk, {"zh": each.post.zh, "en": each.post.en}))
    return told


def _line(climber: Climber) -> str:
    ladder = climber.ladder
    assert ladder.next_at is not None
    dates = f"{ladder.due_at.isoformat()} {ladder.next_at.isoformat()}"
    return f"{ladder.matter.code} {ladder.step} {climber.cause.value} {dates}"


def _row(climber: Climber, now: datetime) -> Climb:
    ladder = climber.ladder
    return new(
        Climb,
        ladder_id=ladder.pk,
        rung=climber.rung.value,
        unit_id=ladder.unit_id,
        area_code=ladder.area_code,
        reached_at=ladder.next_at,
        climbed_at=now,
        due_at=ladder.due_at,
        cause=climber.cause.value,
    )


def _following(climber: Climber, letter: Letter | None, book: Book, now: datetime) -> Next | None:
    held = {Rung(each.rung) for each in climber.held} | {climber.rung}
    levels = [each.climbed_at for each in climber.held if Rung(each.rung).is_level]
    city_at = None
    try:
        if climber.rung.is_level:
            dues = [each.due_at for each in _orders(climber, letter) if each.due_at]
            city_at = book.city(climber.ladder.clock, min([*levels, now]), min(dues, default=None))
    except (YearMissing, HoursMissing):
        city_at = None
    return next_of(climber.planned, held, city_at, now)


def _orders(climber: Climber, letter: Letter | None) -> list[Letter]:
    """Return the orders whose missed answer leads to the third level."""
    held = (each.ascent.letter for each in climber.held if each.rung == Rung.ORDER)
    return [each for each in (*held, letter if climber.rung is Rung.ORDER else None) if each]
