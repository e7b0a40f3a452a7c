from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from linli.areas.queries import area_named, city_code
from linli.core.errors import Refusal
from linli.people.models import Unit
from linli.rulebook.queries import in_force
from linli.targets.errors import UnitUnclear, UnitUnknown
from linli.targets.rules import PlanSheets

if TYPE_CHECKING:
    from linli.targets.queries.plans import TaskLine

SHOWN = 4


class UnitsByName:
    """The city's working units by what a sheet may call them: code, name, name without the city's, the city's own word.

    One query.
    """

    def __init__(self, rule: PlanSheets) -> None:
        self._aliases = rule.units_named
        self._by_code: dict[str, Unit] = {}
        self._by_name: dict[str, list[Unit]] = {}
        for unit in Unit.objects.filter(is_active=True).order_by("path"):
            self._by_code[unit.code] = unit
            self._by_name.setdefault(unit.name, []).append(unit)
        self._city = city_name()

    def find(self, words: str) -> Unit:
        """Raises UnitUnknown, UnitUnclear."""
        if unit := self._by_code.get(self._aliases.get(words, words)):
            return unit
        for name in (words, f"{self._city}{words}", f"{self._city[:-1]}{words}"):
            found = self._by_name.get(name, [])
            if len(found) > 1:
                codes = "、".join(unit.code for unit in found[:SHOWN])
                raise UnitUnclear(unit=words[:40], units=codes)
            if found:
                return found[0]
        raise UnitUnknown(unit=words[:40])


def city_name() -> str:
    """Return the city's own name, empty before its areas are loaded. From memory."""
    try:
        return area_named(city_code()).name
    except Refusal:
        return ""


def names_of_units(numbers: set[int]) -> dict[int, str]:
    """Return the names of units by number. One query, none for nobody."""
    if not numbers:
        return {}
    return dict(Unit.objects.filter(pk__in=numbers).values_list("pk", "name"))


def short_names(lines: Iterable[TaskLine], today: date) -> dict[int, str]:
    """Return what the city's sheets call the owners of tasks for short, else their names without the city's."""
    try:
        words = in_force(PlanSheets, today).value.units_named
    except Refusal:
        words = {}
    by_code = {code: name for name, code in sorted(words.items(), key=lambda each: -len(each[0]))}
    city = city_name()
    owners = {line.task.owner_id: line.task.owner for line in lines}
    return {number: by_code.get(unit.code) or unit.name.removeprefix(city) for number, unit in owners.items()}
