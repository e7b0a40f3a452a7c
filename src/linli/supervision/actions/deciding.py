"""Deciding about ladders whose next rung is due.

Most of what is late at once is late alike: ladders of one case are decided together, by the first of them.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from linli.calendars.errors import HoursMissing, YearMissing
from linli.calendars.policies import Limit, due_at
from linli.letters.models import Letter
from linli.letters.policies import WAITING, Status
from linli.matters.models import Clock
from linli.supervision.actions.journalling import Outcome
from linli.supervision.actions.reading import Due
from linli.supervision.courses import Book, cause_of, planned, planned_levels
from linli.supervision.models import Climb
from linli.supervision.policies import REMINDERS, Cause, Next, Rung, RungRule, next_of

HELD = (
    "ladder_id",
    "rung",
    "climbed_at",
    *(f"ascent__letter__{name}" for name in ("number", "status", "due_at", "answered_at")),
)
ANSWERED = frozenset({Status.ANSWERED, Status.VERIFIED, Status.CLOSED})
Held = Sequence[Climb]


@dataclass(slots=True, eq=False)
class Verdict:
    """What becomes of the ladders of one case. There is one for each case, and so it is equal to itself only."""

    rung: Rung
    rule: RungRule
    at: datetime
    """When the rung was reached; without a cause, when to look again."""
    cause: Cause | None
    """Why it is climbed; None: not now."""
    clock: Clock
    held: Held
    plan: Mapping[Rung, datetime]
    book: Book
    now: datetime
    cause_told: str = field(init=False)
    at_told: str = field(init=False)
    """Cause and instant as entries have them."""
    _outcomes: dict[datetime | None, Outcome] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cause_told = self.cause.value if self.cause else ""
        self.at_told = self.at.isoformat()

    def outcome(self, letter: Letter | None) -> Outcome:
        """Return where a ladder stands that climbed this rung, of which the letter tells the unit."""
        answer_due_at = letter.due_at if letter and self.rung is Rung.ORDER else None
        if answer_due_at not in self._outcomes:
            assert self.cause is not None
            following = self._following(answer_due_at)
            self._outcomes[answer_due_at] = Outcome(
                rung=self.rung.value,
                next_rung=following.rung.value if following else "",
                next_at=following.at if following else None,
                reached_at=self.at,
                cause=self.cause.value,
            )
        return self._outcomes[answer_due_at]

    def _following(self, answer_due_at: datetime | None) -> Next | None:
        held = {Rung(each.rung) for each in self.held} | {self.rung}
        levels = [each.climbed_at for each in self.held if Rung(each.rung).is_level]
        dues = [*(each.due_at for each in _orders(self.held)), answer_due_at]
        city_at = None
        if self.rung.is_level:
            try:
                first = min((each for each in dues if each), default=None)
                city_at = self.book.city(self.clock, min([*levels, self.now]), first)
            except (YearMissing, HoursMissing):
                city_at = None
        return next_of(self.plan, held, city_at, self.now)


def decided(dues: Sequence[Due], book: Book, *, now: datetime) -> list[Verdict]:
    """Return what becomes of each, in their order. One query at most."""
    held, known, found = _held(dues), {}, []
    for due in dues:
        climbs = held.get(due.ladder, ())
        case = _case(due, climbs, book)
        if case not in known:
            known[case] = _verdict(due, climbs, book, now)
        found.append(known[case])
    return found


def _held(dues: Sequence[Due]) -> Mapping[int, Held]:
    begun = [due.ladder for due in dues if due.rung]
    if not begun:
        return {}
    found: dict[int, list[Climb]] = {}
    rows = Climb.objects.filter(ladder__in=begun, released_at__isnull=True)
    for each in rows.select_related("ascent__letter").only(*HELD).order_by("climbed_at", "pk"):
        found.setdefault(each.ladder_id, []).append(each)
    return found


def _case(due: Due, held: Held, book: Book) -> Hashable:
    """Return all that the verdict depends on: whatever `_verdict` comes to ask for has to stand here.

    Of a late promise, levels ask for its date only; reminders, and what holds the second level at once, for its course.
    """
    case: tuple[Hashable, ...] = (
        *(due.next_rung, due.next_at, due.has_reason, due.tier),
        book.late_from(due.tier, due.due_at),
        *((each.rung, each.climbed_at, each.ascent.letter_id) for each in held),
    )
    if due.next_rung in REMINDERS or due.reworks or due.reopenings:
        case += due[due._fields.index("reworks") :]
        case += (due.step, due.due_at)
    return case


def _verdict(due: Due, held: Held, book: Book, now: datetime) -> Verdict:
    clock = due.clock()
    plan = _plan(due, clock, book)
    aim = _aim(due, plan, held, now)
    rule: RungRule = getattr(book.rule, aim.rung.value)
    at, cause = aim.at, None
    if (opens := _opens(aim.rung, rule, clock, book, now)) is not None:
        at = opens
    elif (cause := _cause(due, aim.rung, held, clock, book, now)) is None:
        at = due_at(now, Limit.parse(book.rule.look_again), book.calendar)
    return Verdict(aim.rung, rule, at, cause, clock, held, plan, book, now)


def _plan(due: Due, clock: Clock, book: Book) -> Mapping[Rung, datetime]:
    try:
        return planned_levels(clock, book) if Rung(due.next_rung).is_level else planned(clock, book)
    except (YearMissing, HoursMissing):
        return {}


def _aim(due: Due, plan: Mapping[Rung, datetime], held: Held, now: datetime) -> Next:
    """Return the highest rung that is reached by now: the sweep may have come late."""
    if due.next_rung != Rung.CITY:
        following = next_of(plan, {Rung(each.rung) for each in held}, None, now)
        if following is not None and following.at <= now:
            return following
    return Next(Rung(due.next_rung), due.next_at)


def _opens(rung: Rung, rule: RungRule, clock: Clock, book: Book, now: datetime) -> datetime | None:
    """Return when the rung's letter may go out, if that is later than now: the sweep may run late, and at night."""
    if not rule.letter or not book.waits(clock).keeps_hours(rung.value):
        return None
    try:
        opens = book.opens(now)
    except (YearMissing, HoursMissing):
        return None
    return opens if opens > now else None


def _cause(due: Due, rung: Rung, held: Held, clock: Clock, book: Book, now: datetime) -> Cause | None:
    """Return why the rung is climbed; None: a stated reason or an answer holds the third level back for now."""
    if rung is not Rung.CITY:
        return cause_of(clock, rung, book, now)
    if any(each.status in WAITING and each.due_at and each.due_at <= now for each in _orders(held)):
        return Cause.UNANSWERED
    letters = [each.ascent.letter for each in held if each.ascent.letter]
    if due.has_reason or any(each.status in ANSWERED and each.answered_at for each in letters):
        return None
    return Cause.NO_REASON


def _orders(held: Held) -> list[Letter]:
    """Return the orders whose missed answer leads to the third level."""
    return [each.ascent.letter for each in held if each.ascent.letter and each.rung == Rung.ORDER]
