"""Writing what happened to many ladders in a few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection, models

from linli.core.actor import SYSTEM
from linli.core.rows import array, copy, insert, take_numbers
from linli.journal.actions import advance, happened, make_entry, record_many
from linli.journal.errors import ChangedMeanwhile
from linli.journal.events import Event, tell
from linli.supervision.events import LadderClimbed
from linli.supervision.models import Ascent, Ladder
from linli.supervision.policies import Cause

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


WRITE_CLIMBS = """
    INSERT INTO supervision_climb (ladder_id, ascent_id, rung, unit_id, area_code, reached_at, climbed_at, due_at,
        cause, released_for)
    SELECT ladder.id, ascent, new.rung, unit_id, area_code, reached, %s, due_at, cause, ''
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[], %s::text[]) WITH ORDINALITY
        AS new (ladder, ascent, rung, reached, cause, place)
    JOIN supervision_ladder AS ladder ON ladder.id = new.ladder
    ORDER BY place
"""
WRITE_PLACES = """
    UPDATE supervision_ladder AS old SET rung = new.rung, next_rung = new.next_rung, next_at = new.next_at
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[]) AS new (id, rung, next_rung, next_at)
    WHERE old.id = new.id
"""


@dataclass(frozen=True, slots=True)
class Step:
    """A ladder as it is to be written, and what happened to it; None: only the plan changed."""

    ladder: Ladder
    event: Event | None = None


class Reached(NamedTuple):
    """A promise that reaches a rung: when the rule says so, and why."""

    ladder: int
    at: datetime
    cause: Cause


class Place(NamedTuple):
    """On which rung a ladder stands, and what is next."""

    ladder: int
    rung: str
    next_rung: str
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """What one unit is told at once, as it is to be written."""

    ascent: Ascent
    event: LadderClimbed
    promises: Sequence[Reached]


def write_ascents(told: Sequence[Told], *, now: datetime) -> None:
    """Write new ascents with their climbs, their entries and what listeners add. Constant statements.

    The caller's transaction holds the ladders.
    """
    if not told:
        return
    for each, number in zip(told, take_numbers(Ascent, len(told)), strict=True):
        each.ascent.pk = number
    record_many([(each.event, each.ascent) for each in told], by=SYSTEM, now=now)
    rows = [
        (promise.ladder, each.ascent.pk, each.ascent.rung, promise.at, promise.cause.value)
        for each in told
        for promise in each.promises
    ]
    with connection.cursor() as cursor:
        cursor.execute(WRITE_CLIMBS, [now, *map(array, zip(*rows, strict=True))])


def write_places(places: Sequence[Place]) -> None:
    """Write on which rung ladders stand, and what is next. One statement; the caller's transaction holds the rows."""
    with connection.cursor() as cursor:
        cursor.execute(WRITE_PLACES, [*map(array, zip(*places, strict=True))])


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
