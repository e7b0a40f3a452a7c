"""Places of the round: set up from a list, and looked at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import models, transaction

from linli.areas.place_lists import PlaceLine, check_line
from linli.core.actor import Actor
from linli.core.rows import insert_groups
from linli.core.time import city_day
from linli.field.errors import WordsNeeded
from linli.field.events import CheckpointAdded, CheckpointChanged, CheckpointChecked
from linli.field.models import Check, Checkpoint
from linli.field.rules import Rounds
from linli.journal.actions import as_one, record, rows_of_new
from linli.matters.models import Matter
from linli.rulebook.queries import in_force

SET_BY_PACKS = ("kind", "name", "area_code", "grid_code", "lon", "lat", "is_active")


@transaction.atomic
def load_checkpoints(rows: Iterable[PlaceLine], *, by: Actor, now: datetime) -> tuple[list[str], list[str]]:
    """Make the checkpoints as the rows say; return the codes added and changed. Nothing is deleted.

    A new one is due on the day it is loaded. Raises UnknownArea, BadGridCode, ImpossibleCoordinate; then
    nothing is stored.
    """
    kept = {place.code: place for place in Checkpoint.objects.all()}
    added, changed, groups = [], [], []
    with as_one(CheckpointAdded):
        for row in rows:
            check_line(row)
            place = kept.get(row.code)
            if place is None:
                groups.append(_rows_of(row, by, now))
                added.append(row.code)
            elif fields := differences(place, row):
                event = CheckpointChanged(code=row.code, fields=tuple(fields))
                values = {field: getattr(row, field) for field in fields}
                record(event, subject=place, by=by, now=now, changes=values)
                changed.append(row.code)
        insert_groups(groups)
    return added, changed


def differences(place: Checkpoint, row: PlaceLine) -> list[str]:
    return [field for field in SET_BY_PACKS if getattr(place, field) != getattr(row, field)]


def _rows_of(row: PlaceLine, by: Actor, now: datetime) -> list[models.Model]:
    """Return a new checkpoint with its first entry."""
    values = {field: getattr(row, field) for field in SET_BY_PACKS}
    place = Checkpoint(code=row.code, due_on=city_day(now), **values)
    event = CheckpointAdded(code=row.code, kind=row.kind, area=row.area_code, grid=row.grid_code)
    return rows_of_new(event, subject=place, by=by, now=now)


@transaction.atomic
def check(
    *,
    checkpoint: Checkpoint,
    is_in_order: bool,
    is_scanned: bool,
    words: str,
    checked_at: datetime,
    matter: Matter | None,
    by: Actor,
    now: datetime,
) -> Check:
    """Write down a look at the place, and when the next is due. A look that comes late moves no day back.

    Two at the same time are both kept. Raises WordsNeeded for a fault without words.
    """
    if not is_in_order and not words.strip():
        raise WordsNeeded
    held = Checkpoint.objects.select_for_update(no_key=True).get(pk=checkpoint.pk)
    day = city_day(min(checked_at, now))
    newest = max(day, held.checked_on or day)
    made = Check(
        checkpoint=held,
        checked_on=day,
        is_in_order=is_in_order,
        is_scanned=is_scanned,
        words=words.strip(),
        matter=matter,
    )
    event = CheckpointChecked(
        code=held.code, in_order=is_in_order, scanned=is_scanned, matter=matter.code if matter else ""
    )
    changes = {"checked_on": newest, "due_on": newest + _rhythm(held.kind, city_day(now))}
    record(event, subject=held, by=by, now=now, changes=changes, also=[made])
    return made


def _rhythm(kind: str, on: date) -> timedelta:
    """Return how long until the next look; a kind that the city no longer names is looked at monthly."""
    known = in_force(Rounds, on).value.by_code.get(kind)
    return timedelta(days=known.every_days if known else UNKNOWN_KIND_DAYS)


UNKNOWN_KIND_DAYS = 30
