from __future__ import annotations

from datetime import date

from linli.areas.errors import NoCity
from linli.areas.policies.codes import Level
from linli.areas.queries.held import Held
from linli.areas.queries.tree import in_force


def _code_on(day: date) -> list[str]:
    return list(in_force(day).filter(level=Level.CITY).order_by("code").values_list("code", flat=True)[:1])


_held: Held[list[str]] = Held(_code_on)


def city_code() -> str:
    """Return the code of the city itself, from memory. Raises NoCity before its areas are loaded."""
    codes = _held.get()
    if not codes:
        raise NoCity
    return codes[0]
