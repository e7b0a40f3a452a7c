"""Division codes of 12 digits and grid codes of 16 characters.

Digits 1-2 are the province, 3-4 the city, 5-6 the county, 7-9 the township, 10-12 the village or community;
higher levels are padded with zeros. A grid code is the village's code, a serial of 3 digits and a letter.
"""

from __future__ import annotations

import re

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from linli.areas.errors import BadCode, BadGridCode

ENDS = (2, 4, 6, 9, 12)
"""Where the digits of each level end."""
LENGTH = 12
DIVISION = re.compile(r"(?!00)[0-9]{12}")
GRID = re.compile(r"(?!00)[0-9]{15}[GD]")


class Level(IntegerChoices):
    PROVINCE = 1, _("Province")
    CITY = 2, _("City")
    COUNTY = 3, _("County or district")
    TOWNSHIP = 4, _("Township, town or subdistrict")
    VILLAGE = 5, _("Village or community")


class TownshipClass(TextChoices):
    SUBDISTRICT = "subdistrict", _("Subdistrict")
    TOWN = "town", _("Town")
    TOWNSHIP = "township", _("Township")
    UNIFIED_UNIT = "unified_unit", _("Unified government and enterprise unit")
    OTHER = "other", _("Other")


class VillageClass(TextChoices):
    COMMUNITY = "community", _("Community")
    VILLAGE = "village", _("Village")
    OTHER = "other", _("Other")


class GridKind(TextChoices):
    GENERAL = "G", _("General grid")
    DEDICATED = "D", _("Dedicated grid")


class UrbanRuralClass(TextChoices):
    MAIN_URBAN = "111", _("Main urban area")
    URBAN_FRINGE = "112", _("Urban fringe")
    TOWN_CENTRE = "121", _("Town centre")
    TOWN_FRINGE = "122", _("Town fringe")
    SPECIAL = "123", _("Special area")
    TOWNSHIP_CENTRE = "210", _("Township centre")
    RURAL = "220", _("Village area")
    UNKNOWN = "", _("Not stated")


TOWNSHIP_CLASSES = (
    (range(1, 100), TownshipClass.SUBDISTRICT),
    (range(100, 200), TownshipClass.TOWN),
    (range(200, 400), TownshipClass.TOWNSHIP),
    (range(400, 600), TownshipClass.UNIFIED_UNIT),
)
VILLAGE_CLASSES = ((range(1, 200), VillageClass.COMMUNITY), (range(200, 400), VillageClass.VILLAGE))


def checked(code: str) -> str:
    """Return `code` if it has the form of a division code. Raises BadCode."""
    if not DIVISION.fullmatch(code):
        raise BadCode(value=code)
    return code


def checked_grid(code: str) -> str:
    """Return `code` if it has the form of a grid code, inside a village. Raises BadGridCode."""
    if not GRID.fullmatch(code) or code[9:12] == "000" or code[12:15] == "000":
        raise BadGridCode(value=code)
    return code


def significant_prefix(code: str) -> str:
    """Return the digits that mean something: "990102000000" gives "990102".

    Whatever lies in the area has a code that begins with it. Raises BadCode.
    """
    checked(code)
    end = LENGTH
    for start, stop in zip((0, *ENDS[:-1]), ENDS, strict=True):
        if code[start:].strip("0") == "":
            end = start
            break
        end = stop
    return code[:end]


def padded(prefix: str) -> str:
    """Return the 12-digit code of a short one: "9901" gives "990100000000". Raises BadCode."""
    if len(prefix) not in ENDS:
        raise BadCode(value=prefix)
    return checked(prefix.ljust(LENGTH, "0"))


def level_of(code: str) -> Level:
    return Level(ENDS.index(len(significant_prefix(code))) + 1)


def parent_code(code: str) -> str | None:
    """Return the code one level up, None above a province.

    A level that is not there is left out: a township right under a city has the city as its parent.
    """
    prefix = significant_prefix(code)
    shorter = prefix[: ENDS[ENDS.index(len(prefix)) - 1]] if len(prefix) > ENDS[0] else ""
    return padded(significant_prefix(shorter.ljust(LENGTH, "0"))) if shorter else None


def lineage(code: str) -> tuple[str, ...]:
    """Return the codes from the province down to `code` itself."""
    above = parent_code(code)
    return (*lineage(above), code) if above else (code,)


def lies_within(code: str, area_code: str) -> bool:
    """Whether the area or grid `code` is `area_code` or lies in it."""
    return code.startswith(significant_prefix(area_code))


def township_class(code: str) -> TownshipClass | None:
    """Return what sort of township a code is or lies in; None above townships."""
    number = int(checked(code)[6:9])
    if not number:
        return None
    return next((each for numbers, each in TOWNSHIP_CLASSES if number in numbers), TownshipClass.OTHER)


def village_class(code: str) -> VillageClass | None:
    """Return whether a residents' or a villagers' committee leads it; None above villages."""
    number = int(checked(code)[9:12])
    if not number:
        return None
    return next((each for numbers, each in VILLAGE_CLASSES if number in numbers), VillageClass.OTHER)


def village_of(grid_code: str) -> str:
    return checked_grid(grid_code)[:LENGTH]


def kind_of_grid(grid_code: str) -> GridKind:
    return GridKind(checked_grid(grid_code)[-1])
