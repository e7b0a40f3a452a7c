"""Climbing: the rungs whose time has come, each with its reason, its receivers and its letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from linli.calendars.errors import HoursMissing, YearMissing
from linli.calendars.policies import Limit, due_at
from linli.core.rows import new
from linli.letters.models import Letter
from linli.letters.policies import WAITING, Status
from linli.people.models import Unit
from linli.supervision.actions.journalling import Step, write
from linli.supervision.actions.releasing import plan_next
from linli.supervision.actions.writing import Promise, written
from linli.supervision.courses import Book, cause_of, planned, planned_levels
from linli.supervision.events import LadderClimbed
from linli.supervision.models import Climb, Ladder
from linli.supervision.policies import Cause, Next, Rung, RungRule, next_of


@dataclass(slots=True)
class Ascent:
    """One ladder on its way to its next rung."""

    ladder: Ladder
    rung: Rung
    cause: Cause
    rule: RungRule
    office: Unit | None
    """Who supervises it; None: nobody does in that area."""
    held: list[Climb]
    planned: dict[Rung, datetime]
    letter: Letter | None = None
    told: list[tuple[str, int, dict[str, str]]] = field(default_factory=list)


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
    ascents, waiting = [], []
    for ladder in ladders:
        rung = Rung(ladder.next_rung)
        if (opens := _opens(ladder, rung, book, now)) is not None:
            ladder.next_at = opens
            waiting.append(Step(ladder))
            continue
        cause = _cause(ladder, rung, held[ladder.pk], book, now)
        if cause is None:
            _wait(ladder, book, now)
            waiting.append(Step(ladder))
            continue
        rule: RungRule = getattr(book.rule, rung.value)
        office = offices.get(ladder.pk)
        ascents.append(Ascent(ladder, rung, cause, rule, office, held[ladder.pk], plans[ladder.pk]))
    letters = _write_letters(ascents, now)
    for ascent in ascents:
        ascent.told = _receivers(ascent)
    rows = [_row(ascent, book, now) for ascent in ascents]
    steps = [_step(ascent, book, now) for ascent in ascents]
    write([*waiting, *steps], now=now, also=rows)
    return Climbed(len(ascents), letters)


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
    rows = Climb.objects.filter(ladder__in=[each.pk for each in ladders], released_at__isnull=True)
    for each in rows.select_related("letter").order_by("climbed_at", "pk"):
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
    letters = [each.letter for each in held if each.letter]
    orders = [each.letter for each in held if each.letter and each.rung == Rung.ORDER]
    if any(order.status in WAITING and order.due_at and order.due_at <= now for order in orders):
        return Cause.UNANSWERED
    answered = {Status.ANSWERED, Status.VERIFIED, Status.CLOSED}
    if ladder.reason or any(letter.status in answered and letter.answered_at for letter in letters):
        return None
    return Cause.NO_REASON


def _wait(ladder: Ladder, book: Book, now: datetime) -> None:
    ladder.next_at = due_at(now, Limit.parse(book.rule.look_again), book.calendar)


def _write_letters(ascents: Sequence[Ascent], now: datetime) -> int:
    """Write one letter for so many promises of one unit as the rule allows; return how many."""
    groups: dict[tuple[str, int, int], list[Ascent]] = {}
    for each in ascents:
        if each.rule.letter and each.office is not None:
            key = (each.rung.value, each.ladder.unit_id, each.office.pk)
            groups.setdefault(key, []).append(each)
    lots = [
        lot[start : start + lot[0].rule.most]
        for lot in groups.values()
        for start in range(0, len(lot), lot[0].rule.most)
    ]
    promises = [_promise(lot) for lot in lots]
    letters = written(promises, now=now)
    for lot, letter in zip(lots, letters, strict=True):
        for each in lot:
            each.letter = letter
    return sum(letter is not None for letter in letters)


def _promise(lot: Sequence[Ascent]) -> Promise:
    first = lot[0]
    assert first.office is not None
    return Promise(
        rung=first.rung,
        text=first.rule.letter,
        issuer=first.office,
        addressee=first.ladder.unit,
        lines=tuple((each.ladder, each.cause) for each in lot),
        earlier=tuple(each.letter.number for each in first.held if each.letter and each.letter.number),
    )


def _receivers(ascent: Ascent) -> list[tuple[str, int, dict[str, str]]]:
    told = []
    for each in ascent.rule.receivers:
        unit = ascent.ladder.unit if each.unit == "lead" else ascent.office
        if unit is not None:
            told.append((each.audience, unit.pk, {"zh": each.post.zh, "en": each.post.en}))
    return told


def _row(ascent: Ascent, book: Book, now: datetime) -> Climb:
    ladder = ascent.ladder
    return new(
        Climb,
        ladder_id=ladder.pk,
        rung=ascent.rung.value,
        unit_id=ladder.unit_id,
        area_code=ladder.area_code,
        reached_at=ladder.next_at,
        climbed_at=now,
        due_at=ladder.due_at,
        cause=ascent.cause.value,
        edition=book.edition,
        receivers=[{"unit": unit, **post} for _audience, unit, post in ascent.told],
        letter_id=ascent.letter.pk if ascent.letter else None,
    )


def _step(ascent: Ascent, book: Book, now: datetime) -> Step:
    """Set the ladder on its new rung and plan the next; return it with what to tell."""
    ladder, reached = ascent.ladder, ascent.ladder.next_at
    assert reached is not None
    ladder.rung = ascent.rung.value
    plan_next(ladder, _following(ascent, book, now))
    letter = ascent.letter
    event = LadderClimbed(
        code=ladder.matter.code,
        step=ladder.step,
        unit=ladder.unit_id,
        rung=ascent.rung,
        cause=ascent.cause,
        due_at=ladder.due_at,
        reached_at=reached,
        edition=book.edition,
        letter=letter.pk if letter else None,
        number=letter.number if letter else "",
        told=tuple(f"{audience}:{unit}" for audience, unit, _post in ascent.told),
    )
    return Step(ladder, event)


def _following(ascent: Ascent, book: Book, now: datetime) -> Next | None:
    held = {Rung(each.rung) for each in ascent.held} | {ascent.rung}
    levels = [each.climbed_at for each in ascent.held if Rung(each.rung).is_level]
    city_at = None
    try:
        if ascent.rung.is_level:
            dues = [letter.due_at for letter in _letters(ascent) if letter.due_at]
            city_at = book.city(ascent.ladder.clock, min([*levels, now]), min(dues, default=None))
    except (YearMissing, HoursMissing):
        city_at = None
    return next_of(ascent.planned, held, city_at, now)


def _letters(ascent: Ascent) -> list[Letter]:
    """Return the orders whose missed answer leads to the third level."""
    orders = [each.letter for each in ascent.held if each.rung == Rung.ORDER and each.letter]
    return [*orders, ascent.letter] if ascent.rung is Rung.ORDER and ascent.letter else orders
