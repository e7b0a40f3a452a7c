"""Reads. What a matter needs on its way in is answered from memory, see `held`."""

from linli.areas.queries.city import city_code
from linli.areas.queries.grids import grid_named, grids_in, outline_of_grid
from linli.areas.queries.places import Location, locate, locate_many
from linli.areas.queries.tree import (
    AreaView,
    ancestors,
    area_named,
    children,
    is_known,
    search,
    successors,
)
from linli.areas.queries.words import named_in

__all__ = [
    "AreaView",
    "Location",
    "ancestors",
    "area_named",
    "children",
    "city_code",
    "grid_named",
    "grids_in",
    "is_known",
    "locate",
    "locate_many",
    "named_in",
    "outline_of_grid",
    "search",
    "successors",
]
