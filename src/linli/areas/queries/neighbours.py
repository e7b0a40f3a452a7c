"""Which areas touch each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import shapely

from linli.areas.policies.codes import Level
from linli.areas.queries.held import Held
from linli.areas.queries.vector_tiles import Layer, outlines_of

GAP = 60.0
"""Metres of Mercator: outlines drawn apart by no more still touch."""


def _touching(level: Level, _day: date) -> Mapping[str, tuple[str, ...]]:
    outlines = outlines_of(Layer[level.name], "")
    codes = list(outlines)
    if not codes:
        return {}
    shapes: Any = np.array([outlines[code] for code in codes], dtype=object)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=GAP)
    found: dict[str, list[str]] = {}
    for left, right in zip(one, other, strict=True):
        if left != right:
            found.setdefault(codes[left], []).append(codes[right])
    return {code: tuple(sorted(others)) for code, others in found.items()}


_held: dict[Level, Held[Mapping[str, tuple[str, ...]]]] = {
    level: Held(partial(_touching, level)) for level in Level if level is not Level.PROVINCE
}


def neighbours(level: Level) -> Mapping[str, tuple[str, ...]]:
    """Return the areas of one level that touch each area today, from memory; none where no outlines are held."""
    return _held[level].get()
