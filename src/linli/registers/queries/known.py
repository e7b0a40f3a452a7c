"""What areas and units are called, for the words of a sheet or a form."""

from __future__ import annotations

import re
from datetime import date

from linli.areas.queries import area_named, is_known
from linli.areas.queries.tree import search
from linli.core.errors import Refusal
from linli.people.models import Unit
from linli.registers.policies.values import Known

CODE = re.compile(r"[1-9][0-9]{11}")
EVERY = 1_000_000


def known(on: date) -> Known:
    """Return the city's areas and units on a day. One query for all of each when the first is asked for."""
    areas: dict[str, str] = {}
    units: dict[str, int] = {}

    def area(words: str) -> str | None:
        if CODE.fullmatch(words):
            return _coded(words, on)
        if not areas:
            areas.update(_names())
        return areas.get(words) or None

    def unit(words: str) -> int | None:
        if not units:
            for number, code, name in Unit.objects.filter(is_active=True).values_list("pk", "code", "name"):
                units.update({name: number, code: number})
        return units.get(words)

    return Known(area, unit)


def _coded(code: str, on: date) -> str | None:
    try:
        return area_named(code).code if is_known(code, on) else None
    except Refusal:
        return None


def _names() -> dict[str, str]:
    """Return codes by whole name, and by name where only one area has it; others are there, and say nothing."""
    found: dict[str, str] = {}
    for each in search("", limit=EVERY):
        found[each.full_name] = each.code
        if each.name != each.full_name:
            found[each.name] = "" if each.name in found else each.code
    return found
