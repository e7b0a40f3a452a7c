from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import orjson
import pytest
import shapely

from linli.areas.models import Area, Edition, Grid, Outline
from linli.areas.packs import check, diff, load
from linli.areas.policies.coordinates import Crs, Point
from linli.areas.queries import area_named, locate
from linli.core.actor import SYSTEM
from linli.rulebook.packs import ChangeKind, Pack

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
ANHE = Path(__file__).parents[4] / "cities" / "anhe"
SQUARE = shapely.box(114.30, 35.90, 114.31, 35.91)
NEXT = shapely.box(114.31, 35.90, 114.32, 35.91)

EDITION = "begins_on: 2024-01-01\nsource: 测试\ncrs: cgcs2000\n"
AREAS = """\
code,name,urban_rural_class
990100000000,安和市,
990121000000,甲县,
990121100000,乙镇,
990121100200,丙村,220
"""
GRIDS = """\
code,name
990121100200001G,丙村第一网格
990121100200002G,丙村第二网格
"""


def drawn(**shapes: shapely.Geometry) -> str:
    features = [
        {
            "type": "Feature",
            "properties": {"code": f"990121100200{name[1:]}"},
            "geometry": orjson.loads(shapely.to_geojson(shape)),
        }
        for name, shape in shapes.items()
    ]
    return orjson.dumps({"type": "FeatureCollection", "features": features}).decode()


FILES = {
    "city.yaml": "name: {zh: 安和市, en: Anhe}\n",
    "areas/edition.yaml": EDITION,
    "areas/areas.csv": AREAS,
    "areas/grids.csv": GRIDS,
    "areas/grids.geojson": drawn(g001G=SQUARE, g002G=NEXT),
}


@pytest.fixture
def pack_of(tmp_path: Path) -> Callable[..., Pack]:
    def make(**changed: str) -> Pack:
        """Write the small pack; `areas_csv="…"` replaces the file areas/areas.csv."""
        files = {**FILES, **{f"areas/{name.replace('_', '.')}": text for name, text in changed.items()}}
        shutil.rmtree(tmp_path / "areas", ignore_errors=True)
        (tmp_path / "areas").mkdir()
        for name, text in files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return Pack.at(tmp_path)

    return make


def apply(pack: Pack) -> list[str]:
    done = load(pack, by=SYSTEM, now=NOW, progress=lambda part, done, total: None)
    return [f"{change.kind.value} {change.what} {change.detail}".strip() for change in done]


@pytest.mark.django_db
def test_a_pack_is_loaded_once(pack_of: Callable[..., Pack]) -> None:
    pack = pack_of()
    assert list(check(pack)) == []
    assert apply(pack)[-1] == "added 990121100200002G 丙村第二网格"
    assert area_named("990121100200").full_name == "安和市甲县乙镇丙村"
    assert Outline.objects.count() == 4
    editions = Edition.objects.count()
    assert apply(pack) == []
    assert Edition.objects.count() == editions


@pytest.mark.django_db
def test_the_difference_is_told_before_loading(pack_of: Callable[..., Pack]) -> None:
    apply(pack_of())
    changed = pack_of(edition_yaml=EDITION.replace("2024", "2025"), areas_csv=AREAS.replace("丙村", "丙新村"))
    (change,) = diff(changed)
    assert (change.kind, change.detail) == (ChangeKind.CHANGED, "丙村 → 丙新村")
    assert area_named("990121100200").name == "丙村"
    assert apply(changed) == ["changed 990121100200 丙新村 丙村 → 丙新村"]
    assert area_named("990121100200", date(2024, 6, 1)).name == "丙村"


@pytest.mark.django_db
def test_a_village_merged_into_another_leaves_no_grid_behind(pack_of: Callable[..., Pack]) -> None:
    more = AREAS + "990121100201,丁村,220\n"
    third = "990121100201001G,丁村第一网格\n"
    before = drawn(g001G=SQUARE, g002G=NEXT)
    feature = '{"type":"Feature","properties":{"code":"990121100201001G"},"geometry":%s}'
    far = feature % shapely.to_geojson(shapely.box(114.4, 35.9, 114.41, 35.91))
    apply(pack_of(areas_csv=more, grids_csv=GRIDS + third, grids_geojson=before[:-2] + f",{far}]" + "}"))
    done = apply(pack_of(edition_yaml=EDITION.replace("2024", "2025")))
    assert done == ["ended 990121100201 丁村", "ended 990121100201001G 丁村第一网格"]
    assert Grid.objects.filter(valid_to=None).count() == 2


FAULTY = [
    ({"edition_yaml": "source: x\ncrs: cgcs2000\n"}, "areas/edition.yaml", 1, "pack.field_missing"),
    ({"edition_yaml": EDITION.replace("cgcs2000", "mars")}, "areas/edition.yaml", 3, "pack.value_unfit"),
    ({"areas_csv": "code,name\n"}, "areas/areas.csv", 1, "pack.field_missing"),
    ({"areas_csv": AREAS + "99012110020,短,\n"}, "areas/areas.csv", 6, "areas.bad_code"),
    ({"areas_csv": AREAS + "990121100200,丙村,\n"}, "areas/areas.csv", 6, "areas.double_code"),
    ({"areas_csv": AREAS + "990121200200,孤村,\n"}, "areas/areas.csv", 6, "areas.parent_missing"),
    ({"areas_csv": AREAS + "990121100201,,220\n"}, "areas/areas.csv", 6, "areas.name_missing"),
    ({"areas_csv": AREAS + "990121100201,丁村,999\n"}, "areas/areas.csv", 6, "pack.value_unfit"),
    ({"grids_csv": GRIDS + "990121100200003X,x\n"}, "areas/grids.csv", 4, "areas.bad_grid_code"),
    ({"grids_csv": GRIDS + "990121100200003G,x\n"}, "areas/grids.csv", 4, "areas.grid_undrawn"),
    ({"grids_csv": GRIDS + "990121100201001G,x\n"}, "areas/grids.csv", 4, "areas.unknown_area"),
    ({"grids_geojson": "{}"}, "areas/grids.geojson", 1, "areas.bad_geojson"),
    (
        {"grids_geojson": drawn(g001G=SQUARE, g002G=NEXT, g003G=NEXT)},
        "areas/grids.geojson",
        1,
        "areas.outline_unnamed",
    ),
    ({"grids_geojson": drawn(g001G=SQUARE, g002G=SQUARE)}, "areas/grids.csv", 2, "areas.grids_do_not_tile"),
    (
        {"grids_geojson": drawn(g001G=SQUARE, g002G=shapely.Point(114, 36))},
        "areas/grids.csv",
        3,
        "areas.bad_outline",
    ),
    ({"outlines_geojson": drawn(g=SQUARE)}, "areas/grids.csv", 3, "areas.grids_do_not_tile"),
]


@pytest.mark.parametrize(("changed", "file", "line", "code"), FAULTY)
def test_each_fault_is_told_with_its_file_and_line(
    pack_of: Callable[..., Pack], changed: dict[str, str], file: str, line: int, code: str
) -> None:
    found = [(fault.file, fault.line, fault.why.code) for fault in check(pack_of(**changed))]
    assert (file, line, code) in found


def test_a_pack_with_areas_must_say_from_which_day(pack_of: Callable[..., Pack]) -> None:
    pack = pack_of()
    (pack.root / "areas/edition.yaml").unlink()
    assert [fault.why.code for fault in check(Pack.at(pack.root))] == ["areas.edition_undated"]


def test_a_broken_archive_is_a_fault_and_no_crash(pack_of: Callable[..., Pack]) -> None:
    pack = pack_of()
    (pack.root / "areas/grids.geojson").unlink()
    (pack.root / "areas/grids.geojson.gz").write_bytes(gzip.compress(b"{}")[:10])
    assert "areas.bad_geojson" in {fault.why.code for fault in check(Pack.at(pack.root))}


@pytest.mark.django_db
def test_anhe_is_loaded_and_every_grid_is_found_from_its_middle() -> None:
    pack = Pack.at(ANHE)
    assert list(check(pack)) == []
    assert apply(pack) == ["added 1,089 个区划", "added 4,122 个网格"]
    assert Area.objects.count() == 1089
    assert Grid.objects.count() == 4122
    assert Outline.objects.count() == 1 + 6 + 49 + 1032
    for code, lon, lat in Grid.objects.values_list("code", "centre_lon", "centre_lat")[::40]:
        place = locate(Point(lon, lat, Crs.CGCS2000))
        assert place is not None
        assert place.grid_code == code
    assert apply(pack) == []
