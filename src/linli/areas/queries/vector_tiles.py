"""Outlines as Mapbox vector tiles, version 2.1."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from datetime import date
from enum import Enum
from functools import partial
from typing import Any

import mapbox_vector_tile
import numpy as np
import shapely

from linli.areas.models import Outline
from linli.areas.policies.codes import Level
from linli.areas.policies.tiles import EXTENT, Box, checked, mercator_box, metres_per_unit, project
from linli.areas.queries.grids import in_force as grids_in_force
from linli.areas.queries.held import Held
from linli.areas.queries.tree import in_force as areas_in_force

UNITS_A_PIXEL = 8
"""A map draws a tile on 512 pixels."""
MARGIN = 64 / EXTENT
"""Outlines go on a little beyond the tile so that no border shows along its edge."""
MOST_KEPT = 2_000
ZOOMS = range(10, 17)
"""What maps of places ask for: nearer ones enlarge the last."""
Rows = Sequence[tuple[str, str, bytes | memoryview]]
"""Code, name and outline."""


class Layer(Enum):
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    GRID = "grid"


class _Drawing:
    """The outlines of one layer today, in Web Mercator, and the tiles drawn from them."""

    def __init__(self, layer: Layer, day: date) -> None:
        rows = _grids(day) if layer is Layer.GRID else _areas(Level[layer.name], day)
        self.layer = layer
        self.properties = [{"code": code, "name": name} for code, name, _outline in rows]
        outlines: Any = shapely.from_wkb([bytes(outline) for *_names, outline in rows])
        self.outlines = shapely.transform(outlines, project)
        self.tree = shapely.STRtree(self.outlines)
        self.simpler: dict[int, Any] = {}
        self.tiles: OrderedDict[tuple[int, int, int], bytes] = OrderedDict()
        self.lock = threading.Lock()

    def at_zoom(self, z: int) -> Any:
        """Return the outlines without what is smaller than half a pixel. Neighbours still share their
        edge.
        """
        if z not in self.simpler:
            half = metres_per_unit(z) * UNITS_A_PIXEL / 2
            polygons = len(self.outlines) > 0
            self.simpler[z] = shapely.coverage_simplify(self.outlines, half) if polygons else self.outlines
        return self.simpler[z]

    def tile(self, z: int, x: int, y: int) -> bytes:
        with self.lock:
            if (z, x, y) in self.tiles:
                self.tiles.move_to_end((z, x, y))
                return self.tiles[z, x, y]
            drawn = self.tiles[z, x, y] = self._draw(z, x, y)
            if len(self.tiles) > MOST_KEPT:
                self.tiles.popitem(last=False)
            return drawn

    def _draw(self, z: int, x: int, y: int) -> bytes:
        box = mercator_box(z, x, y)
        around = box.grown(MARGIN)
        near = np.sort(self.tree.query(shapely.box(*around.bounds)))
        shapes = shapely.clip_by_rect(self.at_zoom(z)[near], *around.bounds)
        shapes = shapely.transform(shapes, partial(_units, box=box))
        features = [
            {"geometry": shape, "properties": self.properties[index]}
            for index, shape in zip(near, shapes, strict=True)
            if shape.area
        ]
        return bytes(mapbox_vector_tile.encode({"name": self.layer.value, "features": features}))


def _units(metres: Any, box: Box) -> Any:
    """Return whole units of the tile, from its south-western corner. The encoder turns them upside down."""
    return np.rint((metres - (box.west, box.south)) * (EXTENT / (box.east - box.west)))


def _grids(day: date) -> Rows:
    return list(grids_in_force(day).order_by("code").values_list("code", "name", "outline"))


def _areas(level: Level, day: date) -> Rows:
    names = dict(areas_in_force(day).filter(level=level).values_list("code", "name"))
    outlines = Outline.objects.filter(level=level).order_by("area_code").values_list("area_code", "outline")
    return [(code, names[code], outline) for code, outline in outlines if code in names]


_held = {layer: Held(partial(_Drawing, layer)) for layer in Layer}


def outlines_of(layer: Layer, prefix: str) -> dict[str, Any]:
    """Return the outlines of a layer's areas whose code begins so, in metres of Web Mercator, from memory."""
    drawing = _held[layer].get()
    return {
        each["code"]: outline
        for each, outline in zip(drawing.properties, drawing.outlines, strict=True)
        if each["code"].startswith(prefix)
    }


def simplify_all() -> None:
    """Have the outlines of every layer in memory as each zoom draws them, and not when the first tile is asked for."""
    for held in _held.values():
        for z in ZOOMS:
            held.get().at_zoom(z)


def outline_tile(z: int, x: int, y: int, layer: Layer) -> bytes:
    """Return one layer's outlines as a vector tile with `code` and `name`, from memory. Raises BadTile.

    The first tile of a zoom simplifies the whole layer; later ones take a few milliseconds, and nothing when
    they were drawn before. Public: outlines tell nothing about anybody.
    """
    checked(z, x, y)
    return _held[layer].get().tile(z, x, y)
