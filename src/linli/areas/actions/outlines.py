from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from linli.areas.actions.editions import one_at_a_time, open_edition
from linli.areas.errors import BadOutline, UnknownArea
from linli.areas.events import OutlinesLoaded
from linli.areas.models import Area, EditionKind, Outline
from linli.areas.policies.codes import ENDS, Level, level_of, padded
from linli.areas.policies.coordinates import Crs, convert_many
from linli.areas.queries.grids import in_force as grids_in_force
from linli.core.actor import Actor
from linli.core.time import city_day

POLYGONS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """An area's outline as WKB, polygon or multipolygon, in the list's coordinate system."""

    area_code: str
    outline: bytes


@dataclass(frozen=True, slots=True)
class LoadedOutlines:
    new: int
    changed: int
    edition: int | None
    """None when nothing changed."""


def checked_polygons(outlines: Mapping[str, bytes], *, crs: Crs) -> dict[str, BaseGeometry]:
    """Return valid polygons in CGCS2000. Raises BadOutline, ImpossibleCoordinate."""
    shapes: dict[str, BaseGeometry] = {}
    for code, wkb in outlines.items():
        try:
            shape = shapely.from_wkb(wkb)
        except shapely.GEOSException as error:
            raise BadOutline(value=code, fault=str(error)) from None
        if shape.geom_type not in POLYGONS or shape.is_empty or not shape.is_valid:
            fault = shapely.is_valid_reason(shape) if shape.geom_type in POLYGONS else shape.geom_type
            raise BadOutline(value=code, fault=fault)
        shapes[code] = shape
    converted = shapely.transform(list(shapes.values()), lambda degrees: _converted(degrees, crs))
    return dict(zip(shapes, converted, strict=True))


def _converted(degrees: Any, crs: Crs) -> Any:
    return np.column_stack(convert_many(degrees[:, 0], degrees[:, 1], crs=crs, to=Crs.CGCS2000))


def load_outlines(
    outlines: Iterable[OutlineRow], *, crs: Crs, source: str, by: Actor, now: datetime
) -> LoadedOutlines:
    """Keep these outlines for maps, converted from `crs` to CGCS2000; others stay. Twice changes nothing.

    Raises BadCode, UnknownArea (never held), BadOutline, ImpossibleCoordinate.
    """
    shapes = checked_polygons({row.area_code: row.outline for row in outlines}, crs=crs)
    coming = {code: shapely.to_wkb(shape) for code, shape in shapes.items()}
    with one_at_a_time():
        known = set(Area.objects.filter(code__in=coming).values_list("code", flat=True))
        if missing := sorted(coming.keys() - known):
            raise UnknownArea(area=missing[0])
        return _replace(coming, crs=crs, source=source, by=by, now=now)


def draw_outlines(*, on: date, source: str, by: Actor, now: datetime) -> LoadedOutlines:
    """Draw the outlines of all areas that have grids on a day: what their grids cover together."""
    rows = list(grids_in_force(on).values_list("area_code", "outline"))
    shapes = shapely.from_wkb([bytes(outline) for _code, outline in rows])
    coming: dict[str, bytes] = {}
    pieces = [(code, shape) for (code, _outline), shape in zip(rows, shapes, strict=True)]
    for end in reversed(ENDS[Level.CITY - 1 :]):
        parts: dict[str, list[BaseGeometry]] = defaultdict(list)
        for code, shape in pieces:
            parts[padded(code[:end])].append(shape)
        pieces = [(code, shapely.union_all(shapes)) for code, shapes in parts.items()]
        coming.update((code, shapely.to_wkb(shape)) for code, shape in pieces)
    with one_at_a_time():
        return _replace(coming, crs=Crs.CGCS2000, source=source, by=by, now=now)


def _replace(
    coming: Mapping[str, bytes], *, crs: Crs, source: str, by: Actor, now: datetime
) -> LoadedOutlines:
    held = dict(Outline.objects.filter(area_code__in=coming).values_list("area_code", "outline"))
    changed = {code: wkb for code, wkb in coming.items() if bytes(held.get(code, b"")) != wkb}
    if not changed:
        return LoadedOutlines(0, 0, None)
    new = len(changed.keys() - held.keys())
    event = OutlinesLoaded(source=source, new=new, changed=len(changed) - new)
    edition = open_edition(EditionKind.OUTLINES, event, source=source, on=city_day(now), by=by, now=now)
    Outline.objects.filter(area_code__in=changed).delete()
    Outline.objects.bulk_create(
        Outline(area_code=code, level=level_of(code), outline=wkb, given_crs=crs.value, edition=edition)
        for code, wkb in sorted(changed.items())
    )
    return LoadedOutlines(new, len(changed) - new, edition.pk)
