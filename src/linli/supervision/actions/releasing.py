"""Letting go what no longer holds: the step was done, has a new date, stands still, or is another unit's now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from linli.calendars.errors import HoursMissing, YearMissing
from linli.core.actor import SYSTEM
from linli.letters import actions as letters
from linli.letters.models import Letter
from linli.letters.policies import UNISSUED
from linli.matters.clocks import is_standing
from linli.supervision.actions.journalling import Step, write
from linli.supervision.courses import Book, coming, is_as_planned, planned
from linli.supervision.events import LadderReleased
from linli.supervision.models import Climb, Ladder
from linli.supervision.policies import Next, Release, Rung, city_from, still_held


def settle(ladders: Sequence[Ladder], book: Book, *, now: datetime) -> int:
    """Bring ladders in line with their clocks; return how many let a rung go. The rows are locked by the caller.

    A letter that is only drafted is cancelled with its last rung; an issued one stays on record.
    """
    stale = [each for each in ladders if not is_as_planned(each, each.clock)]
    held: dict[int, list[Climb]] = {each.pk: [] for each in stale}
    for climb in _held_by(stale):
        held[climb.ladder_id].append(climb)
    steps, released = [], 0
    free: dict[Release, list[Climb]] = {}
    for ladder in stale:
        freed = _settle(ladder, held[ladder.pk], book, now, free)
        if freed is None and ladder.ended_at and not ladder.chain_length:
            continue  # nothing ever happened: the row is taken away below
        steps.append(Step(ladder, freed))
        released += freed is not None
    for reason, climbs in free.items():
        _free(climbs, reason, now)
    nothing = [each.pk for each in stale if each.ended_at and not each.chain_length]
    write(steps, now=now)
    Ladder.objects.filter(pk__in=nothing, chain_length=0).delete()
    return released


def _held_by(ladders: Sequence[Ladder]) -> QuerySet[Climb]:
    rows = Climb.objects.filter(ladder__in=ladders, released_at__isnull=True)
    return rows.select_related("ascent").order_by("climbed_at")


def _settle(
    ladder: Ladder, climbs: Sequence[Climb], book: Book, now: datetime, free: dict[Release, list[Climb]]
) -> LadderReleased | None:
    """Change the row and put the climbs to let go into `free`; return what to tell, None when there are none."""
    clock, reason = ladder.clock, _reason(ladder)
    held = {Rung(climb.rung) for climb in climbs}
    kept = _kept(ladder, held, reason, book, now)
    old_unit = ladder.unit_id
    freed = [climb for climb in climbs if Rung(climb.rung) not in kept]
    if freed:
        free.setdefault(reason, []).extend(freed)
    if reason in (Release.FINISHED, Release.STOPPED):
        ladder.ended_at = now
        ladder.rung, ladder.next_rung, ladder.next_at = "", "", None
    else:
        assert clock.unit_id is not None
        ladder.due_at, ladder.unit_id, ladder.is_standing = clock.due_at, clock.unit_id, is_standing(clock)
        ladder.reason, ladder.reasoned_at = "", None
        top = max(kept, key=lambda rung: rung.height, default=None)
        ladder.rung = top.value if top else ""
        plan_next(ladder, _next(ladder, kept, climbs, book, now))
    if not freed:
        return None
    return LadderReleased(
        code=ladder.matter.code,
        step=ladder.step,
        unit=old_unit,
        rungs=tuple(Rung(climb.rung) for climb in freed),
        reason=reason,
        ended=ladder.ended_at is not None,
        due_at=clock.due_at,
    )


def plan_next(ladder: Ladder, following: Next | None) -> None:
    ladder.next_rung = following.rung.value if following else ""
    ladder.next_at = following.at if following else None


def _reason(ladder: Ladder) -> Release:
    clock = ladder.clock
    if clock.stopped_at is not None:
        return Release.FINISHED if clock.is_met else Release.STOPPED
    if clock.unit_id is None:
        return Release.STOPPED
    if clock.unit_id != ladder.unit_id:
        return Release.TRANSFERRED
    return Release.SUSPENDED if is_standing(clock) else Release.MOVED


def _kept(ladder: Ladder, held: set[Rung], reason: Release, book: Book, now: datetime) -> set[Rung]:
    if reason in (Release.FINISHED, Release.STOPPED, Release.TRANSFERRED):
        return set()
    if reason is Release.SUSPENDED:
        return {rung for rung in held if not rung.is_level}  # nothing is asked while the clock stands
    try:
        return still_held(held, planned(ladder.clock, book), now)
    except (YearMissing, HoursMissing):
        return held


def _next(ladder: Ladder, kept: set[Rung], climbs: Sequence[Climb], book: Book, now: datetime) -> Next | None:
    levels = [climb.climbed_at for climb in climbs if Rung(climb.rung) in kept and Rung(climb.rung).is_level]
    try:
        waits = book.waits(ladder.clock)
        city_at = city_from(min(levels), waits, None, book.calendar)[0] if levels else None
        return coming(ladder.clock, book, kept, city_at, now)
    except (YearMissing, HoursMissing):
        return None


def _free(climbs: Sequence[Climb], reason: Release, now: datetime) -> None:
    """Two statements for any number of climbs, and some for each draft that is cancelled."""
    numbers = [climb.pk for climb in climbs]
    Climb.objects.filter(pk__in=numbers).update(released_at=now, released_for=reason.value)
    letters_of = {climb.ascent.letter_id for climb in climbs if climb.ascent.letter_id}
    if not letters_of:
        return
    needed = Climb.objects.filter(ascent__letter__in=letters_of, released_at__isnull=True)
    drafts = Letter.objects.filter(pk__in=letters_of, status__in=UNISSUED).exclude(
        pk__in=needed.values("ascent__letter")
    )
    for letter in drafts.select_related("issuer", "addressee"):
        letters.cancel(letter=letter, note=str(reason.label), by=SYSTEM, now=now)
