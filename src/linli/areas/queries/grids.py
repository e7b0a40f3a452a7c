from __future__ import annotations

import json
from datetime import date
from typing import Any

import shapely
from django.db.models import Q, QuerySet

from linli.areas.errors import UnknownGrid
from linli.areas.models import Grid
from linli.areas.policies.codes import checked_grid, significant_prefix


def in_force(on: date) -> QuerySet[Grid]:
    """Grids in force on a day."""
    return Grid.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)


def grid_named(code: str, on: date) -> Grid:
    """Return the grid in force on a day. One query. Raises BadGridCode, UnknownGrid."""
    grid = in_force(on).filter(code=checked_grid(code)).first()
    if grid is None:
        raise UnknownGrid(grid=code)
    return grid


def grids_in(area_code: str, on: date) -> QuerySet[Grid]:
    """Grids in an area of any level in force on a day, by code, without their outlines."""
    rows = in_force(on).filter(area_code__startswith=significant_prefix(area_code))
    return rows.defer("outline").order_by("code")


def outline_of_grid(code: str, on: date) -> dict[str, Any]:
    """Return a grid's polygon as a GeoJSON geometry in CGCS2000. One query. Raises UnknownGrid."""
    outline = shapely.from_wkb(bytes(grid_named(code, on).outline))
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(outline))
    return geometry
