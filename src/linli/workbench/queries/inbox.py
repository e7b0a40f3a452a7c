from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import CharField, F, Q, Value

from linli.core.time import aware
from linli.matters.errors import BadCursor
from linli.matters.queries import Filters
from linli.people.access import Viewer
from linli.workbench.piles import PILES, Item, Pile, Rows, shapes

PAGE = 30
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Waiting:
    """One thing that waits, with the piles it lies in."""

    number: int
    item: Item
    piles: tuple[Pile, ...]

    @property
    def takes_steps(self) -> bool:
        return self.piles[0].shape.takes_steps


@dataclass(frozen=True)
class Page:
    rows: list[Waiting]
    next_cursor: str
    """Empty on the last page."""


def piles_of(viewer: Viewer, now: datetime) -> dict[str, list[Rows]]:
    """Return the piles that are this viewer's work, with their parts. No query."""
    found = {key: pile.parts(viewer, now) for key, pile in PILES.items()}
    return {key: parts for key, parts in found.items() if parts}


def narrowed(piles: dict[str, list[Rows]], filters: Filters) -> dict[str, list[Rows]]:
    """Return the piles as the filters leave them; a pile that cannot have what is asked for is left out."""
    left: dict[str, list[Rows]] = {}
    for key, parts in piles.items():
        rows = [PILES[key].shape.narrow(part, filters) for part in parts]
        if rows and rows[0] is not None:
            left[key] = [each for each in rows if each is not None]
    return left


def inbox(piles: dict[str, list[Rows]], now: datetime, *, cursor: str = "", size: int = PAGE) -> Page:
    """Return what waits in these piles, what is due first before all else, whatever it is.

    One query for the order over all piles, at most two for each shape shown; the same number whatever there is.
    """
    lines = _first(piles, _read(cursor), size + 1)
    items = _items([place for place, _keys in lines[:size]], now)
    rows = [
        Waiting(number, items[shape][number], tuple(PILES[key] for key in keys))
        for (_due, shape, number), keys in lines[:size]
        if number in items[shape]
    ]
    return Page(rows, _cursor(lines[size - 1][0]) if len(lines) > size else "")


Place = tuple[datetime, str, int]
"""Where a thing stands in the list: until when, its shape, its number."""


def _first(piles: dict[str, list[Rows]], after: Place | None, size: int) -> list[tuple[Place, list[str]]]:
    parts = [
        part for key, rows in piles.items() for each in rows for part in _after(each, PILES[key], after, size)
    ]
    if not parts:
        return []
    found: Iterable[Any] = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    keys: dict[Place, list[str]] = {}
    for pile, shape, due, number in found:
        known = keys.setdefault((due or NEVER, shape, number), [])
        if pile not in known:
            known.append(pile)
    return sorted(keys.items())[:size]


def _after(rows: Rows, pile: Pile, after: Place | None, size: int) -> list[Rows]:
    """Return the first rows behind a place, in stretches of an index: those with a date, then those without.

    Those without are ordered by the empty date too: so the index answers, and not a walk over all numbers. From the
    beginning both are one stretch.
    """
    due = pile.shape.due
    if after is None:
        return [_marked(rows, pile, F(due).asc(nulls_last=True), "pk", size=size)]
    instant, shape, number = after
    later = Q(pk__gt=number) if pile.shape.name == shape else Q() if pile.shape.name > shape else Q(pk__in=[])
    undated = rows.filter(**{f"{due}__isnull": True})
    if instant == NEVER:
        return [_marked(undated.filter(later), pile, due, "pk", size=size)]
    dated = rows.filter(**{f"{due}__gte": instant}).filter(Q(**{f"{due}__gt": instant}) | later)
    return [_marked(dated, pile, due, "pk", size=size), _marked(undated, pile, due, "pk", size=size)]


def _marked(rows: Rows, pile: Pile, *order: Any, size: int) -> Rows:
    marks = {"in_pile": Value(pile.key, CharField()), "in_shape": Value(pile.shape.name, CharField())}
    marked = rows.annotate(**marks, until=F(pile.shape.due))
    first: Rows = marked.order_by(*order).values_list("in_pile", "in_shape", "until", "pk")[:size]
    return first


def _items(places: Collection[Place], now: datetime) -> dict[str, dict[int, Item]]:
    known = shapes()
    return {
        name: dict(known[name].items([number for _due, shape, number in places if shape == name], now))
        for name in {shape for _due, shape, _number in places}
    }


def _cursor(place: Place) -> str:
    due, shape, number = place
    return f"{'' if due == NEVER else due.isoformat()}~{shape}~{number}"


def _read(cursor: str) -> Place | None:
    if not cursor:
        return None
    try:
        instant, shape, number = cursor.split("~")
        return (aware(datetime.fromisoformat(instant)) if instant else NEVER), shape, int(number)
    except (ValueError, OverflowError) as error:
        raise BadCursor from error


def in_order(keys: Sequence[str]) -> list[str]:
    """Return keys of piles in the order of the desk."""
    return [key for key in PILES if key in set(keys)]
