from __future__ import annotations

import csv
import gzip
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import shapely
from pyproj import Geod

from linli.areas.policies.codes import (
    GridKind,
    Level,
    TownshipClass,
    VillageClass,
    checked_grid,
    kind_of_grid,
    level_of,
    parent_code,
    township_class,
    village_class,
    village_of,
)
from linli.areas.policies.editions import Division, faults
from linli.areas.policies.tiling import tiling_faults
from linli.demo.anhe import pack, plan
from linli.demo.anhe.places import Places, anhe
from linli.demo.anhe.units import units

PACK = Path(__file__).parents[5] / "cities" / "anhe"


@pytest.fixture(scope="module")
def city() -> Places:
    return anhe()


def of_level(city: Places, level: Level) -> list[Division]:
    return [each for each in city.divisions if level_of(each.code) is level]


def test_it_has_as_many_places_as_planned(city: Places) -> None:
    assert len(of_level(city, Level.COUNTY)) == 6
    assert len(of_level(city, Level.TOWNSHIP)) == 49
    villages = of_level(city, Level.VILLAGE)
    assert Counter(village_class(each.code) for each in villages) == {
        VillageClass.COMMUNITY: 203,
        VillageClass.VILLAGE: 829,
    }
    assert len(city.grids) == 4122
    assert 90 <= sum(kind_of_grid(grid.code) is GridKind.DEDICATED for grid in city.grids) <= 110


def test_every_code_holds_and_stands_under_its_parent(city: Places) -> None:
    assert list(faults(city.divisions, lambda code: False)) == []
    villages = {each.code for each in of_level(city, Level.VILLAGE)}
    assert {village_of(checked_grid(grid.code)) for grid in city.grids} == villages
    assert all(each.code.startswith("99") for each in city.divisions)


def test_names_say_what_a_place_is_and_none_is_used_twice(city: Places) -> None:
    names = [each.name for each in city.divisions]
    assert len(names) == len(set(names))
    endings = {TownshipClass.SUBDISTRICT: "街道", TownshipClass.TOWN: "镇", TownshipClass.TOWNSHIP: "乡"}
    for each in of_level(city, Level.TOWNSHIP):
        assert each.name.endswith(endings[township_class(each.code)])
    in_village: dict[str, list[str]] = defaultdict(list)
    for grid in city.grids:
        in_village[village_of(grid.code)].append(grid.name)
    assert all(len(names) == len(set(names)) >= 2 for names in in_village.values())


def test_the_grids_tile_the_city(city: Places) -> None:
    outlines = [grid.outline for grid in city.grids]
    assert shapely.is_valid(outlines).all()
    assert shapely.coverage_is_valid(outlines)
    assert tiling_faults({grid.code: grid.outline for grid in city.grids}) == []
    whole = shapely.coverage_union_all(outlines)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert sum(outline.area for outline in outlines) == pytest.approx(whole.area, rel=1e-12)


def test_the_city_is_as_large_as_planned(city: Places) -> None:
    whole = shapely.coverage_union_all([grid.outline for grid in city.grids])
    square_metres, _around = Geod(ellps="GRS80").geometry_area_perimeter(whole)
    assert abs(square_metres) / 1e6 == pytest.approx(plan.SQUARE_KM, rel=0.01)


@pytest.mark.parametrize("level", [Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE])
def test_every_area_is_one_piece(city: Places, level: Level) -> None:
    parts: dict[str, list[shapely.Polygon]] = defaultdict(list)
    for grid in city.grids:
        above = village_of(grid.code)
        while level_of(above) > level:
            above = parent_code(above) or ""
        parts[above].append(grid.outline)
    assert {shapely.coverage_union_all(each).geom_type for each in parts.values()} == {"Polygon"}


def test_the_pack_holds_what_is_generated(city: Places, tmp_path: Path) -> None:
    pack.write(tmp_path)
    for file in ("units.csv", "areas/areas.csv", "areas/grids.csv", "areas/edition.yaml"):
        assert (tmp_path / file).read_text() == (PACK / file).read_text()
    there, here = (
        gzip.decompress((root / "areas/grids.geojson.gz").read_bytes()) for root in (tmp_path, PACK)
    )
    assert there == here


def test_every_area_has_its_units(city: Places) -> None:
    rows = list(units(city.divisions))
    codes = [row.code for row in rows]
    assert len(codes) == len(set(codes))
    seen: set[str] = set()
    for row in rows:
        assert row.parent == "" or row.parent in seen
        seen.add(row.code)
    kinds = Counter(row.kind for row in rows)
    assert kinds["residents_committee"] == 203
    assert kinds["villagers_committee"] == 829
    assert kinds["street_office"] + kinds["township_government"] == kinds["police_station"] == 49
    assert kinds["hotline_centre"] == 1
    assert kinds["housing_bureau"] == 7
    assert {row.area_code for row in rows} == {each.code for each in city.divisions} - {plan.PROVINCE_CODE}
    assert len({row.name for row in rows}) == len(rows)


@pytest.mark.real_data
def test_no_place_has_the_name_of_a_real_one(city: Places, data_folder: Path) -> None:
    real: set[str] = set()
    for file in (data_folder / "divisions").glob("*.csv*"):
        with gzip.open(file, "rt") if file.suffix == ".gz" else file.open() as lines:
            real.update(row["name"] for row in csv.DictReader(lines))
    ending = re.compile(r"(街道办事处|居民委员会|村民委员会|居委会|村委会|委员会|街道|社区|镇|乡|村)$")
    stems = {ending.sub("", ending.sub("", name)) for name in real}
    ours = {each.name for each in city.divisions}
    assert not ours & real
    assert not {ending.sub("", name) for name in ours} & stems - {""}
