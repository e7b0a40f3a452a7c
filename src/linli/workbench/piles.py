"""What can wait for somebody. Apps above this one add piles of their own; the inbox puts all of them into one list."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, F, Func, QuerySet, Value

from linli.core.errors import Sentence
from linli.core.time import city_zone
from linli.matters.queries import Filters
from linli.matters.sentences import Lamp
from linli.people.access import Permission, Viewer

Rows = QuerySet[Any]


@dataclass(frozen=True)
class Step:
    """A step that a line of the inbox offers, with the key that takes it."""

    name: str
    label: Sentence
    key: str = ""


@dataclass(frozen=True)
class Item:
    """One line of the inbox."""

    title: str
    url: str
    code: str
    hints: tuple[str, ...]
    state: str
    picture: str
    tone: str
    """`open`, `waiting` or `done`, as badges have it."""
    lamp: Lamp


@dataclass(frozen=True)
class Shape:
    """One sort of things that wait: the field that says until when, and how its rows become lines."""

    name: str
    due: str
    """An instant that may be empty: a column, or what the parts annotate."""
    items: Callable[[Collection[int], datetime], Mapping[int, Item]]
    """The lines of these rows. At most two queries."""
    narrow: Callable[[Rows, Filters], Rows | None]
    """The rows that the filters leave; None: things of this shape have nothing that the filters ask for."""
    takes_steps: bool = False
    """Whether its lines are taken on from the inbox itself; the others open their own page."""


@dataclass(frozen=True)
class Pile:
    """Things of one shape that wait for the same."""

    key: str
    label: Sentence
    picture: str
    shape: Shape
    parts: Callable[[Viewer, datetime], list[Rows]]
    """What waits for the viewer, in parts that may overlap, each of which one index answers. Empty: not their work."""
    steps: tuple[Step, ...] = ()


PILES: dict[str, Pile] = {}
"""In the order in which they were added: those of the loop first."""


def add(pile: Pile) -> None:
    """Put a pile into everybody's inbox whom its `parts` let see something. Called when an app starts."""
    if pile.key in PILES:
        raise ValueError(f"two piles are called {pile.key!r}")
    PILES[pile.key] = pile


def narrowed_by(field: str, due: str) -> Callable[[Rows, Filters], Rows | None]:
    """Return how filters narrow things that have no kind, area or channel of a matter: by words and by lateness."""

    def narrow(rows: Rows, filters: Filters) -> Rows | None:
        if filters.kind or filters.area or filters.channel or filters.status:
            return None
        if filters.words:
            rows = rows.filter(**{f"{field}__icontains": filters.words})
        return rows.filter(**{f"{due}__lt": filters.late_at}) if filters.late_at else rows

    return narrow


def units_below(viewer: Viewer, permission: Permission) -> list[int]:
    """Return the units for whose work the viewer holds this, with those below them."""
    return sorted({unit for grant in viewer.grants_for(permission) for unit in grant.unit_ids})


def units_acted_for(viewer: Viewer, permission: Permission) -> list[int]:
    """Return the very units for which the viewer holds this."""
    grants = viewer.grants_for(permission)
    return sorted({grant.unit_id for grant in grants if grant.unit_id is not None})


class DayOver(Func):
    """The instant with which a day in the city ends; nothing for no day."""

    output_field = DateTimeField()

    def __init__(self, day: str) -> None:
        super().__init__(F(day), Value(str(city_zone())))

    def as_sql(self, compiler: Any, connection: Any, *_more: Any, **_named: Any) -> tuple[str, Any]:
        day, zone = self.get_source_expressions()
        sql, params = compiler.compile(day)
        zone_sql, zone_params = compiler.compile(zone)
        return f"timezone({zone_sql}, ({sql} + 1)::timestamp)", (*zone_params, *params)


def shapes() -> dict[str, Shape]:
    return {pile.shape.name: pile.shape for pile in PILES.values()}
