"""Whether grids fit together: inside one village, no overlap, no gap (GB/T 34300-2017)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from linli.areas.policies.codes import village_of

METRES_A_DEGREE = 111_320.0
TOLERANCE = 50.0
"""Square metres. Less is taken for the drawing's inaccuracy."""


class Fault(TextChoices):
    OVERLAP = "overlap", _("overlap")
    GAP = "gap", _("gap between")
    CROSSES_BORDER = "crosses_border", _("beyond the border of the village")


@dataclass(frozen=True, slots=True)
class TilingFault:
    fault: Fault
    area_code: str
    """The village."""
    grids: tuple[str, ...]
    square_metres: int
    """About: measured on a plane."""
    lon: float
    lat: float


def square_metres(geometry: BaseGeometry) -> float:
    """Return the area of a small geometry in degrees, good to about 1 %."""
    if geometry.is_empty:
        return 0.0
    latitude = math.radians(geometry.centroid.y)
    return float(geometry.area) * METRES_A_DEGREE**2 * math.cos(latitude)


def tiling_faults(
    grids: Mapping[str, BaseGeometry],
    villages: Mapping[str, BaseGeometry] | None = None,
    *,
    tolerance: float = TOLERANCE,
) -> list[TilingFault]:
    """Return where grids overlap, leave gaps or cross their village's border, in order of village.

    Outlines are in degrees. A village without an outline of its own is judged by the grids around it
    only: what they enclose and leave out is a gap.
    """
    villages = villages or {}
    found = [*_overlaps(grids, tolerance), *_against_borders(grids, villages, tolerance)]
    if grids and not villages.keys() >= {village_of(code) for code in grids}:
        found += _holes(grids, tolerance)
    return sorted(found, key=lambda fault: (fault.area_code, fault.fault.value, fault.grids))


def _fault(fault: Fault, area_code: str, grids: tuple[str, ...], where: BaseGeometry) -> TilingFault:
    inside = where.representative_point()
    return TilingFault(fault, area_code, grids, round(square_metres(where)), inside.x, inside.y)


def _overlaps(grids: Mapping[str, BaseGeometry], tolerance: float) -> Iterator[TilingFault]:
    codes = sorted(grids)
    outlines: Any = np.array([grids[code] for code in codes], dtype=object)
    one, other = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    one, other = one[one < other], other[one < other]
    common = shapely.intersection(outlines[one], outlines[other])
    for index in np.flatnonzero(shapely.area(common) > 0):
        if square_metres(common[index]) > tolerance:
            pair = (codes[one[index]], codes[other[index]])
            yield _fault(Fault.OVERLAP, village_of(pair[0]), pair, common[index])


def _against_borders(
    grids: Mapping[str, BaseGeometry], villages: Mapping[str, BaseGeometry], tolerance: float
) -> Iterator[TilingFault]:
    of_village: dict[str, list[str]] = defaultdict(list)
    for code in sorted(grids):
        of_village[village_of(code)].append(code)
    for village, outline in villages.items():
        codes = of_village.get(village, [])
        covered = shapely.union_all([grids[code] for code in codes])
        gap = outline.difference(covered)
        if square_metres(gap) > tolerance:
            yield _fault(Fault.GAP, village, tuple(codes), gap)
        for code in codes:
            outside = grids[code].difference(outline)
            if square_metres(outside) > tolerance:
                yield _fault(Fault.CROSSES_BORDER, village, (code,), outside)


def _holes(grids: Mapping[str, BaseGeometry], tolerance: float) -> Iterator[TilingFault]:
    codes = sorted(grids)
    outlines = [grids[code] for code in codes]
    nearby = shapely.STRtree(outlines)
    for part in shapely.get_parts(shapely.union_all(outlines)):
        for ring in part.interiors:
            hole = shapely.Polygon(ring)
            if square_metres(hole) > tolerance:
                around = tuple(codes[index] for index in sorted(nearby.query(hole, predicate="touches")))
                yield _fault(Fault.GAP, village_of(around[0]) if around else "", around, hole)
