"""Writing what happened to many ladders in a few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, models

from linli.core.actor import SYSTEM
from linli.core.rows import array, copy, insert, take_numbers
from linli.journal.actions import advance, happened, make_entry, rows_of_new
from linli.journal.errors import ChangedMeanwhile
from linli.journal.events import Event, tell
from linli.journal.models import Entry
from linli.supervision.events import LadderClimbed
from linli.supervision.models import Ascent, Climb, Ladder

WRITE = """
    UPDATE supervision_ladder AS old
    SET rung = new.rung, next_rung = new.next_rung, next_at = new.next_at, due_at = new.due_at,
        unit_id = new.unit, is_standing = new.is_standing, ended_at = new.ended_at,
        reason = new.reason, reasoned_at = new.reasoned_at,
        chain_length = new.chain_length, chain_head = new.chain_head
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::bigint[],
                %s::boolean[], %s::timestamptz[], %s::text[], %s::timestamptz[], %s::integer[], %s::bytea[],
                %s::integer[])
        AS new (id, rung, next_rung, next_at, due_at, unit, is_standing, ended_at, reason, reasoned_at,
                chain_length, chain_head, was)
    WHERE old.id = new.id AND old.chain_length = new.was
"""
COLUMNS = (
    "pk",
    "rung",
    "next_rung",
    "next_at",
    "due_at",
    "unit_id",
    "is_standing",
    "ended_at",
    "reason",
    "reasoned_at",
    "chain_length",
    "chain_head",
)


WRITE_PLACES = """
    UPDATE supervision_ladder AS old SET rung = new.rung, next_rung = new.next_rung, next_at = new.next_at
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[]) AS new (id, rung, next_rung, next_at)
    WHERE old.id = new.id
"""
PLACE = ("pk", "rung", "next_rung", "next_at")


@dataclass(frozen=True, slots=True)
class Step:
    """A ladder as it is to be written, and what happened to it; None: only the plan changed."""

    ladder: Ladder
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What one unit is told at once, as it is to be written."""

    ascent: Ascent
    event: LadderClimbed
    climbs: Sequence[Climb]


def write_ascents(told: Sequence[Told], *, now: datetime) -> None:
    """Write new ascents with their climbs, their entries and what listeners add. Constant statements."""
    numbers = take_numbers(Ascent, len(told)) if told else []
    rows: dict[type[models.Model], list[models.Model]] = {Ascent: [], Entry: []}
    climbs: list[models.Model] = []
    for each, number in zip(told, numbers, strict=True):
        each.ascent.pk = number
        for row in rows_of_new(each.event, subject=each.ascent, by=SYSTEM, now=now):
            rows.setdefault(type(row), []).append(row)
        for climb in each.climbs:
            climb.ascent_id = number
            climbs.append(climb)
    for of_one_table in (*rows.values(), climbs):
        copy(of_one_table)


def write_places(ladders: Sequence[Ladder]) -> None:
    """Write on which rung ladders stand, and what is next. One statement; the caller's transaction holds the rows."""
    with connection.cursor() as cursor:
        cursor.execute(WRITE_PLACES, [array(getattr(each, name) for each in ladders) for name in PLACE])


def write(steps: Sequence[Step], *, now: datetime) -> None:
    """Write ladders, their entries and what listeners add. To be called inside a transaction that holds the rows.

    Two round trips for any number of ladders. Raises ChangedMeanwhile.
    """
    if not steps:
        return
    was = [step.ladder.chain_length for step in steps]
    entries: list[models.Model] = []
    others: list[models.Model] = []
    for step in steps:
        if step.event is None:
            continue
        entry = make_entry(step.event, subject=step.ladder, by=SYSTEM, now=now)
        told = happened(entry, step.event, SYSTEM)
        tell(told)
        advance(step.ladder, entry)
        entries.append(entry)
        others += told.rows
    copy(entries)
    insert(others)
    values = [array(getattr(step.ladder, name) for step in steps) for name in COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [*values, array(was)])
        if cursor.rowcount != len(steps):
            raise ChangedMeanwhile
