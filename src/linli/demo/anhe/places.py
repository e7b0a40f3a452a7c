"""Anhe's areas and grids: who is whose neighbour comes from `geometry`, what they are called from `names`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely

from linli.areas.policies.codes import GridKind, UrbanRuralClass
from linli.areas.policies.editions import Division
from linli.demo.anhe import geometry, names, plan

TOWNSHIP_FORMS = (("街道", 1), ("镇", 100), ("乡", 200))
"""Ending of the name, and the first number in digits 7 to 9: subdistricts, towns, townships."""
FIRST_COMMUNITY, FIRST_VILLAGE = 1, 200
AT_LEAST = (4, 1, 0)
"""Communities in a subdistrict, a town, a township; each of these has one dedicated grid."""


@dataclass(frozen=True, slots=True)
class Grid:
    code: str
    name: str
    outline: shapely.Polygon


@dataclass(frozen=True)
class Places:
    divisions: tuple[Division, ...]
    grids: tuple[Grid, ...]


@dataclass
class _Township:
    number: int
    form: int
    code: str = ""
    name: str = ""


@cache
def anhe(seed: int = plan.SEED) -> Places:
    """Return all areas and grids of Anhe in order of code. Takes some seconds; the same on every machine."""
    cells = geometry.draw(seed)
    rng = np.random.default_rng(seed + 1)
    divisions = [Division(plan.PROVINCE_CODE, plan.PROVINCE), Division(plan.CITY_CODE, plan.CITY)]
    divisions += [Division(county.code.ljust(12, "0"), county.name) for county in plan.COUNTIES]
    stems = names.stems(rng)
    townships = _townships(cells, stems)
    divisions += [Division(township.code.ljust(12, "0"), township.name) for township in townships]
    villages = _villages(cells, townships, stems, names.village_names(rng))
    divisions += villages
    grids = _grids(cells, villages, townships)
    return Places(
        tuple(sorted(divisions, key=lambda each: each.code)), tuple(sorted(grids, key=lambda each: each.code))
    )


def _spread(cells: geometry.Cells) -> np.ndarray:
    """Return how much room a grid of each village has: small where many people live."""
    size = np.bincount(cells.village)
    room: np.ndarray = np.bincount(cells.village, weights=cells.areas) / size
    return room


def _townships(cells: geometry.Cells, stems: Iterator[str]) -> list[_Township]:
    """Return the townships by number. In each county the densest are subdistricts, then towns."""
    room = _spread(cells)
    township_room = np.bincount(cells.township, weights=room) / np.bincount(cells.township)
    found: dict[int, _Township] = {}
    for number, county in enumerate(plan.COUNTIES):
        densest = sorted(
            np.flatnonzero(cells.county == number).tolist(), key=lambda each: township_room[each]
        )
        forms = [0] * county.subdistricts + [1] * county.towns + [2] * county.townships
        serials = [0, 0, 0]
        for township, form in zip(densest, forms, strict=True):
            ending, first = TOWNSHIP_FORMS[form]
            code = f"{county.code}{first + serials[form]:03}"
            serials[form] += 1
            found[township] = _Township(township, form, code, next(stems) + ending)
    return [found[number] for number in sorted(found)]


def _communities(cells: geometry.Cells, townships: list[_Township]) -> set[int]:
    """Return the numbers of the villages that are communities.

    They are the densest one of each town, the densest four of each subdistrict, and then the densest of all
    subdistricts.
    """
    room = _spread(cells)
    rank = np.argsort(room, kind="stable")
    chosen: set[int] = set()
    for township in townships:
        members = [int(each) for each in rank if cells.township[each] == township.number]
        chosen.update(members[: AT_LEAST[township.form]])
    urban = [int(each) for each in rank if townships[cells.township[each]].form == 0]
    for each in urban:
        if len(chosen) == plan.COMMUNITIES:
            break
        chosen.add(each)
    return chosen


def _villages(
    cells: geometry.Cells,
    townships: list[_Township],
    stems: Iterator[str],
    village_stems: Iterator[str],
) -> list[Division]:
    """Return the villages and communities by number."""
    room = _spread(cells)
    communities = _communities(cells, townships)
    found: dict[int, Division] = {}
    for township in townships:
        members = sorted(
            np.flatnonzero(cells.township == township.number).tolist(), key=lambda each: room[each]
        )
        serials = {True: FIRST_COMMUNITY, False: FIRST_VILLAGE}
        for rank, each in enumerate(members):
            is_community = each in communities
            name = f"{next(stems)}社区" if is_community else f"{next(village_stems)}村"
            code = f"{township.code}{serials[is_community]:03}"
            serials[is_community] += 1
            found[each] = Division(code, name, _class(township, is_community, rank).value)
    return [found[number] for number in range(plan.VILLAGES)]


def _class(township: _Township, is_community: bool, rank: int) -> UrbanRuralClass:
    """Return the urban-rural class; `rank` counts a township's villages from the densest, from 0."""
    if township.form == 0:
        return UrbanRuralClass.MAIN_URBAN if is_community else UrbanRuralClass.URBAN_FRINGE
    if township.form == 1 and rank <= 2:
        return UrbanRuralClass.TOWN_CENTRE if is_community else UrbanRuralClass.TOWN_FRINGE
    if township.form == 2 and rank == 0:
        return UrbanRuralClass.TOWNSHIP_CENTRE
    return UrbanRuralClass.RURAL


def _grids(cells: geometry.Cells, villages: list[Division], townships: list[_Township]) -> list[Grid]:
    dedicated = _dedicated(cells, villages, townships)
    grids = []
    for number, village in enumerate(villages):
        members = np.flatnonzero(cells.village == number).tolist()
        ordered = sorted(members, key=lambda each: (each in dedicated, cells.centres[each].tolist()))
        for serial, each in enumerate(ordered, start=1):
            kind = GridKind.DEDICATED if each in dedicated else GridKind.GENERAL
            own = (
                f"{dedicated.get(each, '')}专属网格"
                if each in dedicated
                else f"第{names.numeral(serial)}网格"
            )
            name = (
                f"{village.name.removesuffix('社区')}{own}" if each in dedicated else f"{village.name}{own}"
            )
            grids.append(Grid(f"{village.code}{serial:03}{kind.value}", name, cells.outlines[each]))
    return grids


def _dedicated(cells: geometry.Cells, villages: list[Division], townships: list[_Township]) -> dict[int, str]:
    """Return the grids made for one school, market or hospital: four in a subdistrict, one in a town."""
    chosen: dict[int, str] = {}
    for township in townships:
        communities = sorted(
            (village.code, number)
            for number, village in enumerate(villages)
            if village.code.startswith(township.code) and village.name.endswith("社区")
        )
        for _code, number in communities[: AT_LEAST[township.form]]:
            members = np.flatnonzero(cells.village == number)
            smallest = int(members[np.argmin(cells.areas[members])])
            chosen[smallest] = names.DEDICATED[len(chosen) % len(names.DEDICATED)]
    return chosen
