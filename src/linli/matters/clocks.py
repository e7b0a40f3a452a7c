"""Clocks of a matter: which start and stop when it moves, and when each is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from linli.calendars.policies import Deadline, Limit, Pause, WorkingCalendar, due, due_at
from linli.calendars.queries import working_calendar
from linli.catalogue.policies.kinds import Tier
from linli.catalogue.queries import kind_named
from linli.core.rows import new
from linli.matters.models import Clock, Matter
from linli.matters.policies import MET_BY, RUNNING_IN, Status, Step
from linli.matters.policies.rules import MatterLimits
from linli.rulebook.queries import InForce

STARTS: dict[Status, tuple[Step, ...]] = {
    Status.REGISTERED: (Step.ACCEPT,),
    Status.ACCEPTED: (Step.DISPATCH,),
    Status.REOPENED: (Step.DISPATCH,),
    Status.RETURNED: (Step.DISPATCH,),
    Status.DISPATCHED: (Step.ACKNOWLEDGE, Step.CONTACT, Step.RESOLVE),
    Status.REWORK: (Step.RESOLVE,),
    Status.COMPLETED: (Step.REPLY,),
    Status.REPLIED: (Step.FOLLOW_UP,),
}
"""Clocks that begin when a matter enters a state, unless they run already: a transfer restarts none."""
AGAIN = frozenset({Step.ACKNOWLEDGE})
"""Clocks that begin anew with each order, since another unit has to answer."""
STANDS_IN = frozenset({Status.SUSPENDED, Status.DEFERRED})
CLOSED = 2
"""Instants of a pause that is over."""
UNIT_STEPS = frozenset({Step.ACKNOWLEDGE, Step.CONTACT, Step.RESOLVE})
COUNTED = frozenset({Step.DISPATCH, *UNIT_STEPS})
"""Promises of which indicators are made: the journal tells what became of each."""
Told = Mapping[str, Any]
"""A promise in the journal: its step, what it did (made, moved, kept, ended, goes_on), and until when for whom."""


@dataclass(frozen=True)
class Plan:
    """What a move does to the clocks of one matter."""

    stopped: tuple[Clock, ...]
    changed: tuple[Clock, ...]
    started: tuple[Clock, ...]
    met: tuple[Clock, ...]
    """Those among the stopped that waited for just this."""
    running: tuple[Clock, ...]

    @property
    def next_due_at(self) -> datetime | None:
        return min((clock.due_at for clock in self.running if not is_standing(clock)), default=None)

    @property
    def due_at(self) -> datetime | None:
        """When the matter must be resolved; None when that clock does not run. Standing, it keeps its old date."""
        return next((clock.due_at for clock in self.running if clock.step == Step.RESOLVE), None)


def told(stopped: Iterable[Clock], changed: Iterable[Clock], made: Iterable[Clock]) -> list[Told]:
    """Return what became of the promises that are counted: enough to know them without their rows."""
    found: list[Told] = [_ended(each) for each in stopped if each.step in COUNTED]
    found += [_dated(each, "moved") for each in changed if each.step in COUNTED]
    for each in made:
        if each.step in COUNTED:
            found.append(_dated(each, "made"))
            if each.stopped_at is not None:
                found.append(_ended(each))
    return found


def _ended(clock: Clock) -> Told:
    return {"step": Step(clock.step).value, "did": "kept" if clock.is_met else "ended"}


def _dated(clock: Clock, did: str) -> Told:
    first = {"first_due_at": clock.first_due_at.isoformat()} if clock.first_due_at else {}
    unit = {"unit": clock.unit_id} if clock.unit_id else {}
    return {"step": Step(clock.step).value, "did": did, "due_at": clock.due_at.isoformat(), **first, **unit}


def is_standing(clock: Clock) -> bool:
    return bool(clock.pauses) and len(clock.pauses[-1]) == 1


def plan(
    matter: Matter,
    running: Iterable[Clock],
    *,
    to: Status,
    now: datetime,
    limits: InForce[MatterLimits],
    unit: int | None,
    tier: Tier,
    kind: str,
    share: Decimal = Decimal(1),
    review: bool = False,
) -> Plan:
    """Return what happens to the clocks when `matter` moves to `to`.

    `unit`, `tier` and `kind` are the matter's after the move. `share` shortens a clock that starts (a rework gets
    half). `review` starts the supervisor's clock.
    """
    starting = STARTS.get(to, ()) + ((Step.REVIEW,) if review else ())
    stopped: list[Clock] = []
    kept: list[Clock] = []
    for clock in running:
        leaves = to not in RUNNING_IN[Step(clock.step)] or (clock.step in AGAIN and clock.step in starting)
        (stopped if leaves else kept).append(clock)
    changed = [clock for clock in kept if _pause_or_resume(clock, to, now)]
    have = {clock.step for clock in kept}
    # The promise to contact the requester is kept once; without a requester there is nobody to contact.
    done = {Step.CONTACT} if matter.contacted_at or matter.requester_id is None else set()
    started = [
        start(matter, step, now=now, limits=limits, unit=unit, tier=tier, kind=kind, share=share)
        for step in starting
        if step not in have and step not in done
    ]
    for clock in stopped:
        clock.stopped_at, clock.is_met = now, to in MET_BY[Step(clock.step)]
    for clock in kept:
        if clock.step in UNIT_STEPS and clock.unit_id != unit:
            clock.unit_id = unit
            if clock not in changed:
                changed.append(clock)
    met = tuple(clock for clock in stopped if clock.is_met)
    return Plan(tuple(stopped), tuple(changed), tuple(started), met, (*kept, *started))


def start(
    matter: Matter,
    step: Step,
    *,
    now: datetime,
    limits: InForce[MatterLimits],
    unit: int | None,
    tier: Tier,
    kind: str | None = None,
    share: Decimal = Decimal(1),
) -> Clock:
    """Return a new clock, unsaved. `kind`: the matter's own when None."""
    limit = limit_of(matter.kind_code if kind is None else kind, tier, step, limits.value)
    clock = new(
        Clock,
        matter_id=matter.pk,
        step=step,
        unit_id=unit if step in UNIT_STEPS else None,
        started_at=now,
        limit=str(limit),
        share=share,
        edition=limits.edition,
        extensions=[],
        pauses=[],
    )
    clock.due_at = due_at(now, limit.share(share), working_calendar())
    return clock


def limit_of(kind: str, tier: Tier, step: Step, limits: MatterLimits) -> Limit:
    """Return the limit of a step: the kind's own where it has one, else its tier's."""
    own = kind_named(kind).limits.get(step) if kind else None
    return Limit.parse(own) if own else limits.tiers[tier].steps[step]


def _pause_or_resume(clock: Clock, to: Status, now: datetime) -> bool:
    """Stop the clock's hands, or set them going and move its date. Returns whether anything changed."""
    if to in STANDS_IN and not is_standing(clock):
        clock.pauses = [*clock.pauses, [now.isoformat()]]
    elif to not in STANDS_IN and is_standing(clock):
        clock.pauses = [*clock.pauses[:-1], [clock.pauses[-1][0], now.isoformat()]]
        _date(clock)
    else:
        return False
    return True


def extend(clock: Clock, by: Limit) -> None:
    clock.extensions = [*clock.extensions, str(by)]
    _date(clock)


def _date(clock: Clock) -> None:
    clock.due_at = due_of(clock)
    if clock.extensions:
        start, limit, calendar, pauses, _extensions = _stored(clock)
        clock.first_due_at = due_at(start, limit, calendar, pauses)


def due_of(clock: Clock) -> datetime:
    """Return when the clock is due, from what the row keeps."""
    return due_at(*_stored(clock))


def explain(clock: Clock) -> Deadline:
    """Return why the clock is due when it is, step by step."""
    return due(*_stored(clock))


def limit_words(clock: Clock) -> str:
    """Return the clock's limit in the reader's language."""
    return Limit.parse(clock.limit).share(Decimal(clock.share)).in_words()


def _stored(clock: Clock) -> tuple[datetime, Limit, WorkingCalendar, tuple[Pause, ...], tuple[Limit, ...]]:
    closed = (pair for pair in clock.pauses if len(pair) == CLOSED)
    pauses = tuple(Pause(datetime.fromisoformat(begin), datetime.fromisoformat(end)) for begin, end in closed)
    limit = Limit.parse(clock.limit).share(Decimal(clock.share))
    return clock.started_at, limit, working_calendar(), pauses, tuple(map(Limit.parse, clock.extensions))
