"""All that a device needs for a day without network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import shapely

from linli.areas.models import Grid
from linli.areas.queries.grids import in_force as grids_in_force
from linli.catalogue.policies.collection import ItemView
from linli.catalogue.queries import kinds
from linli.catalogue.queries.collection import admitted_items
from linli.core.errors import Refusal
from linli.core.time import city_day, city_zone
from linli.field.access import prefixes_of, visible
from linli.field.items import FieldVerb
from linli.field.models import Checkpoint
from linli.field.policies.route import Stop, route
from linli.field.rules import CheckpointKind, Rounds
from linli.files.models import Attachment
from linli.files.policies import PICTURES
from linli.files.queries import attachments_of_many
from linli.matters.access import actor_for, may, permissions_of
from linli.matters.access import visible as visible_matters
from linli.matters.actions.attaching import SUBJECT
from linli.matters.actions.move import check
from linli.matters.models import Matter
from linli.matters.policies import VERBS, WITH_UNIT, Status, Verb
from linli.people.access import Viewer
from linli.people.policies import Permission
from linli.rulebook.queries import in_force

VERBS_ON_THE_SPOT: tuple[FieldVerb, ...] = (
    Verb.VERIFY,
    Verb.ACKNOWLEDGE,
    Verb.START,
    Verb.COMPLETE,
    Verb.NOTE,
)
GRIDS_AT_MOST = 100
"""A device carries the grids of one village, or of a few; a wider role chooses by place."""
PICTURES_EACH = 4
"""Pictures of a matter that a device keeps for comparing."""


@dataclass(frozen=True)
class MatterStop:
    """A matter that waits for this worker."""

    matter: Matter
    kind: str
    verbs: tuple[FieldVerb, ...]
    mark: str
    pictures: tuple[Attachment, ...]


@dataclass(frozen=True)
class GridView:
    code: str
    name: str
    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Today:
    """Stops in the order of the route, and the lists that forms are made from."""

    stops: tuple[MatterStop | Checkpoint, ...]
    grids: tuple[GridView, ...]
    checkpoint_kinds: tuple[CheckpointKind, ...]
    items: tuple[ItemView, ...]


def mark_of(matter: Matter) -> str:
    """Return how a matter stands, for noticing that somebody moved it; notes and pictures change nothing."""
    return f"{matter.status}.{matter.lead_unit_id or 0}.{matter.reworks}.{matter.reopenings}"


def today_for(viewer: Viewer, now: datetime) -> Today:
    """Six queries, whatever the length of the list."""
    day = city_day(now)
    rounds = in_force(Rounds, day).value
    matters = _matters(viewer, rounds.matters_at_most)
    places = list(
        visible(viewer).filter(due_on__lte=day).order_by("due_on", "id")[: rounds.checkpoints_at_most]
    )
    items = admitted_items(day).values()
    return Today(
        stops=_in_order(_with_details(viewer, matters), places),
        grids=tuple(_grids(viewer, day)),
        checkpoint_kinds=rounds.kinds,
        items=tuple(items),
    )


def _matters(viewer: Viewer, most: int) -> list[Matter]:
    """Return what the worker may check, and what their own unit has, by the clock that runs out first. Two queries."""
    units = {unit for grant in viewer.grants_for(Permission.MATTER_HANDLE) for unit in grant.unit_ids}
    to_check = visible_matters(viewer, Permission.MATTER_VERIFY).filter(status=Status.COMPLETED)
    to_handle = visible_matters(viewer, Permission.MATTER_HANDLE).filter(
        lead_unit__in=units, status__in=WITH_UNIT | {Status.DISPATCHED}
    )
    found = [
        *to_check.exclude(handled_by=viewer.account_id).order_by("next_due_at", "id")[:most],
        *to_handle.order_by("next_due_at", "id")[:most],
    ]
    return sorted(found, key=_urgency_of_matter)[:most]


def _with_details(viewer: Viewer, matters: Sequence[Matter]) -> list[MatterStop]:
    """One query for the pictures of all."""
    files = attachments_of_many(SUBJECT, [matter.pk for matter in matters])
    tree = kinds()
    return [
        MatterStop(
            matter=matter,
            kind=tree[matter.kind_code].name if matter.kind_code in tree else "",
            verbs=tuple(verb for verb in VERBS_ON_THE_SPOT if _is_possible(viewer, matter, verb)),
            mark=mark_of(matter),
            pictures=tuple(
                [each for each in files[matter.pk] if each.stored.type in PICTURES][:PICTURES_EACH]
            ),
        )
        for matter in matters
    ]


def _is_possible(viewer: Viewer, matter: Matter, verb: FieldVerb) -> bool:
    """No query where a role covers the area, as that of a grid worker does."""
    if verb is Verb.VERIFY and matter.handled_by_id == viewer.account_id:
        return False
    if not any(may(viewer, matter, permission) for permission in permissions_of(VERBS[verb])):
        return False
    try:
        check(matter, verb, actor_for(viewer, matter, verb))
    except Refusal:
        return False
    return True


def _in_order(
    matters: Sequence[MatterStop], places: Sequence[Checkpoint]
) -> tuple[MatterStop | Checkpoint, ...]:
    by_key: dict[str, MatterStop | Checkpoint] = {}
    stops = []
    for stop in matters:
        by_key[f"matter {stop.matter.code}"] = stop
        point = (stop.matter.lon, stop.matter.lat)
        stops.append(Stop(f"matter {stop.matter.code}", _urgency_of_matter(stop.matter), *point))
    for place in places:
        by_key[f"place {place.code}"] = place
        urgency = datetime.combine(place.due_on, time.max, city_zone()).timestamp()
        stops.append(Stop(f"place {place.code}", urgency, place.lon, place.lat))
    return tuple(by_key[stop.key] for stop in route(stops))


def _urgency_of_matter(matter: Matter) -> float:
    return matter.next_due_at.timestamp() if matter.next_due_at else float("inf")


def _grids(viewer: Viewer, day: date) -> list[GridView]:
    """Return the grids where the viewer works, with the box they lie in. One query."""
    rows: dict[str, Grid] = {}
    for prefix in prefixes_of(viewer):
        found = grids_in_force(day).filter(area_code__startswith=prefix).order_by("code")
        rows |= {grid.code: grid for grid in found[:GRIDS_AT_MOST]}
    return [_grid_view(grid) for grid in list(rows.values())[:GRIDS_AT_MOST]]


def _grid_view(grid: Grid) -> GridView:
    bounds: Any = shapely.bounds(shapely.from_wkb(bytes(grid.outline)))
    return GridView(grid.code, grid.name, *(float(edge) for edge in bounds))
