"""Reading what a sweep must know of very many promises: three tables in one statement, the columns it needs only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

import orjson
from django.db import connection

from linli.core.rows import stored
from linli.matters.models import Clock, Matter
from linli.matters.policies import Step
from linli.people.models import Unit
from linli.supervision.models import Ladder

LADDER = tuple(field.attname for field in Ladder._meta.concrete_fields)
CLOCK = (
    "id",
    "matter_id",
    "step",
    "unit_id",
    "started_at",
    "due_at",
    "limit",
    "share",
    "stopped_at",
    "is_met",
)
JSON = ("pauses", "extensions")
MATTER = ("code", "tier", "area_code", "kind_code", "reworks", "reopenings", "resolved", "satisfied")
OF_CLOCK = ", ".join(f'c."{name}"' for name in CLOCK) + ", c.pauses::text, c.extensions::text"
OF_MATTER = ", ".join(f'm."{name}"' for name in MATTER)
OF_LADDER = ", ".join(f'l."{name}"' for name in LADDER)
STANDS = "coalesce(jsonb_array_length(c.pauses -> -1) = 1, false)"
"""Whether the newest pause of a clock is open."""
AS_PLANNED = f"""
    c.stopped_at IS NULL AND c.due_at IS NOT DISTINCT FROM l.due_at
    AND c.unit_id IS NOT DISTINCT FROM l.unit_id AND l.is_standing = {STANDS}
"""
"""Whether a ladder is what its clock is now; never NULL. No index may serve it: thousands of clocks share a date."""

FROM_LADDERS = f"""
    SELECT {OF_LADDER}, {OF_CLOCK}, {OF_MATTER}
    FROM supervision_ladder l
    JOIN matters_clock c ON c.id = l.clock_id
    JOIN matters_matter m ON m.id = l.matter_id
"""  # noqa: S608 — names of columns
DUE = f"""
    SELECT l.id, l.chain_length, l.unit_id, l.area_code, l.step, l.due_at, l.rung, l.next_rung, l.next_at,
        l.reason <> '', m.id, m.code, m.kind_code, m.tier, m.reworks, m.reopenings, m.resolved, m.satisfied,
        c.started_at, c."limit", c.share, c.pauses::text, c.extensions::text
    FROM supervision_ladder l
    JOIN matters_clock c ON c.id = l.clock_id
    JOIN matters_matter m ON m.id = l.matter_id
    WHERE l.unit_id = ANY(%s) AND l.next_at <= %s AND l.ended_at IS NULL AND {AS_PLANNED}
    ORDER BY l.unit_id, l.id LIMIT %s FOR UPDATE OF l SKIP LOCKED
"""  # noqa: S608 — names of columns
STRAYED = f"""
    {FROM_LADDERS}
    WHERE l.id > %s AND l.ended_at IS NULL AND (c.unit_id IS NULL OR NOT ({AS_PLANNED}))
    ORDER BY l.id LIMIT %s FOR UPDATE OF l SKIP LOCKED
"""
NEW = f"""
    SELECT {OF_CLOCK}, {OF_MATTER}
    FROM matters_clock c JOIN matters_matter m ON m.id = c.matter_id
    WHERE c.stopped_at IS NULL AND c.unit_id IS NOT NULL AND c.step = ANY(%s)
        AND (c.due_at, c.id) > (%s, %s) AND NOT EXISTS (SELECT FROM supervision_ladder WHERE clock_id = c.id)
    ORDER BY c.due_at, c.id LIMIT %s
"""  # noqa: S608 — names of columns


class Due(NamedTuple):
    """A ladder whose next rung is due, as it was planned, with what decides about it: one row of DUE."""

    ladder: int
    chain_length: int
    unit: int
    area: str
    step: str
    due_at: datetime
    rung: str
    next_rung: str
    next_at: datetime
    has_reason: bool
    matter: int
    code: str
    kind: str
    tier: str
    reworks: int
    reopenings: int
    resolved: str
    satisfied: str
    started_at: datetime
    limit: str
    share: Decimal
    pauses: str
    extensions: str
    """Both as JSON."""

    def clock(self) -> Clock:
        """Return the clock with its matter, as far as a plan asks for them."""
        matter = stored(
            Matter,
            {
                "id": self.matter,
                "tier": self.tier,
                "reworks": self.reworks,
                "reopenings": self.reopenings,
                "resolved": self.resolved,
                "satisfied": self.satisfied,
            },
        )
        columns = {
            "matter_id": self.matter,
            "step": self.step,
            "started_at": self.started_at,
            "due_at": self.due_at,
            "limit": self.limit,
            "share": self.share,
            "pauses": _list(self.pauses),
            "extensions": _list(self.extensions),
        }
        return stored(Clock, columns, matter=matter)


def due_now(units: Sequence[int], *, now: datetime, most: int) -> list[Due]:
    """Return, locked, what is due and as planned, unit by unit; what another worker holds is left out. One query."""
    return [Due._make(row) for row in _read(DUE, [list(units), now, most])]


def strayed_ladders(after: int, *, most: int) -> list[Ladder]:
    """Return, locked, ladders numbered above `after` that are not what their clock is now, by number. Two queries."""
    return _ladders(STRAYED, [after, most])


def new_clocks(steps: Iterable[Step], after: tuple[datetime, int], *, most: int) -> list[Clock]:
    """Return running clocks without a ladder that come after this date and number, in that order. One query."""
    rows = _read(NEW, [[step.value for step in steps], *after, most])
    return [_clock(row) for row in rows]


def _ladders(statement: str, parameters: list[Any]) -> list[Ladder]:
    rows = _read(statement, parameters)
    place = LADDER.index("unit_id")
    wanted = Unit.objects.filter(pk__in={row[place] for row in rows})
    units = wanted.only("code", "name", "area_code", "path").in_bulk()
    width, found = len(LADDER), []
    for row in rows:
        clock = _clock(row[width:])
        columns = dict(zip(LADDER, row, strict=False))
        found.append(stored(Ladder, columns, clock=clock, matter=clock.matter, unit=units[row[place]]))
    return found


def _clock(row: Sequence[Any]) -> Clock:
    width = len(CLOCK)
    columns = dict(zip(CLOCK, row, strict=False))
    columns["pauses"], columns["extensions"] = (_list(text) for text in row[width : width + len(JSON)])
    of_matter = dict(zip(MATTER, row[width + len(JSON) :], strict=True))
    matter = stored(Matter, {"id": columns["matter_id"], **of_matter})
    return stored(Clock, columns, matter=matter)


def _list(text: str) -> list[Any]:
    return [] if text == "[]" else orjson.loads(text)


def _read(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
