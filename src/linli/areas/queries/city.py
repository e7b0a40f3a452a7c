from __future__ import annotations

from linli.areas.errors import NoCity
from linli.areas.policies.codes import Level
from linli.areas.queries.tree import children


def city_code() -> str:
    """Return the code of the city itself, from memory. Raises NoCity before its areas are loaded."""
    ask = children()
    while ask:
        for area in ask:
            if area.level is Level.CITY:
                return area.code
        ask = [below for area in ask for below in children(area.code)]
    raise NoCity
