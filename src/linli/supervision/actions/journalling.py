"""Writing what happened to many ladders in a few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection, models

from linli.core.actor import SYSTEM
from linli.core.rows import array, copy, insert, take_numbers
from linli.journal.actions import advance, happened, make_entry
from linli.journal.errors import ChangedMeanwhile
from linli.journal.events import Event, tell
from linli.supervision.models import Ascent, Ladder

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
    WITH outcome AS (
        SELECT * FROM unnest(%s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::text[]) WITH ORDINALITY
            AS outcome (rung, next_rung, next_at, reached_at, cause, number)
    ), new AS (
        SELECT ladder, ascent, place, outcome.*
        FROM unnest(%s::bigint[], %s::bigint[], %s::integer[]) WITH ORDINALITY AS new (ladder, ascent, number, place)
        JOIN outcome USING (number)
    ), moved AS (
        UPDATE supervision_ladder AS ladder SET rung = new.rung, next_rung = new.next_rung, next_at = new.next_at
        FROM new WHERE ladder.id = new.ladder
        RETURNING ladder.id, ascent, new.rung, unit_id, area_code, reached_at, due_at, cause, place
    )
    INSERT INTO supervision_climb (ladder_id, ascent_id, rung, unit_id, area_code, reached_at, climbed_at, due_at,
        cause, released_for)
    SELECT id, ascent, rung, unit_id, area_code, reached_at, %s, due_at, cause, ''
    FROM moved WHERE ascent IS NOT NULL ORDER BY place
"""
"""Ladders share few outcomes, so that of each only numbers are sent."""


@dataclass(frozen=True, slots=True)
class Step:
    """A ladder as it is to be written, and what happened to it; None: only the plan changed."""

    ladder: Ladder
    event: Event | None = None


class Outcome(NamedTuple):
    """On which rung a ladder stands from now on and what is next; when and why it was reached, if it is a new one."""

    rung: str
    next_rung: str
    next_at: datetime | None
    reached_at: datetime | None = None
    cause: str | None = None


Placed = tuple[Outcome, Sequence[int]]
"""Where ladders stand from now on, and their numbers."""


def write_climbs(
    told: Sequence[tuple[Ascent, Sequence[Placed]]], waiting: Sequence[Placed], *, now: datetime
) -> None:
    """Write the climbs of new ascents, and where all ladders stand now. Two statements.

    The caller's transaction holds the ladders, and writes the ascents, which get their numbers here. `waiting`: those
    that climb later.
    """
    for (ascent, _places), number in zip(told, take_numbers(Ascent, len(told)), strict=True):
        ascent.pk = number
    outcomes: dict[Outcome, int] = {}
    ladders: list[int] = []
    ascents: list[int | None] = []
    numbers: list[int] = []
    lots: list[tuple[int | None, Sequence[Placed]]] = [(ascent.pk, places) for ascent, places in told]
    for key, placed in [*lots, (None, waiting)]:
        for outcome, lot in placed:
            ladders += lot
            ascents += [key] * len(lot)
            numbers += [outcomes.setdefault(outcome, len(outcomes) + 1)] * len(lot)
    arrays = map(array, (*zip(*outcomes, strict=True), ladders, ascents, numbers))
    with connection.cursor() as cursor:
        cursor.execute(WRITE_CLIMBS, [*arrays, now])


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
