"""What a map shows of open matters: each for itself, or counted in cells."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Expression, F, FloatField, Func, IntegerField, Q, QuerySet, Value

from linli.areas.policies.tiles import RADIUS, Box
from linli.matters.access import visible
from linli.matters.models import OPEN_MATTERS, Matter
from linli.people.access import Viewer


class Pin(NamedTuple):
    """An open matter on the map. Degrees, CGCS2000."""

    code: str
    status: str
    kind: str
    lon: float
    lat: float
    next_due_at: datetime | None

    def is_late(self, now: datetime) -> bool:
        return self.next_due_at is not None and self.next_due_at < now


class Cell(NamedTuple):
    """A part of a tile; column and row count from its south-west corner."""

    column: int
    row: int
    matters: int
    late: int


def pins_in(viewer: Viewer, box: Box, *, limit: int) -> list[Pin]:
    """Return open matters that lie in a box of degrees. One query on the position index."""
    rows = _in_box(viewer, box).values_list("code", "status", "kind_code", "lon", "lat", "next_due_at")
    return [
        Pin(code, status, kind, lon, lat, due)
        for code, status, kind, lon, lat, due in rows[:limit]
        if lon is not None and lat is not None
    ]


def cells_in(viewer: Viewer, degrees: Box, metres: Box, *, across: int, now: datetime) -> list[Cell]:
    """Count open matters in `across` x `across` cells of a tile, given as its box in degrees and in Web Mercator.

    One query; what comes back does not grow with the number of matters.
    """
    rows = _in_box(viewer, degrees).values(
        column=_cell(_EAST, metres.west, metres.east, across),
        row=_cell(_NORTH, metres.south, metres.north, across),
    )
    counted = rows.annotate(matters=Count("pk"), late=Count("pk", filter=Q(next_due_at__lt=now)))
    return [Cell(*each) for each in counted.order_by().values_list("column", "row", "matters", "late")]


def _in_box(viewer: Viewer, box: Box) -> QuerySet[Matter]:
    return (
        visible(viewer)
        .filter(OPEN_MATTERS)
        .extra(
            where=["point(matters_matter.lon, matters_matter.lat) <@ box(point(%s, %s), point(%s, %s))"],
            params=[box.west, box.south, box.east, box.north],
        )
    )


_EAST = Func(F("lon"), template=f"radians(%(expressions)s) * {RADIUS}", output_field=FloatField())
_NORTH = Func(
    F("lat"),
    template=f"ln(tan(pi() / 4 + radians(%(expressions)s) / 2)) * {RADIUS}",
    output_field=FloatField(),
)


def _cell(place: Expression, first: float, last: float, across: int) -> Expression:
    """Return which of `across` equal parts between two edges a place lies in; on the last edge, the last part."""
    edges = (Value(first, FloatField()), Value(last, FloatField()))
    part = Func(place, *edges, Value(across), function="width_bucket", output_field=IntegerField())
    return Func(part, Value(across), template="least(%(expressions)s) - 1", output_field=IntegerField())
