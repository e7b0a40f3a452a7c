from __future__ import annotations

from datetime import UTC, date, datetime

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from linli.areas.actions import GridRow, OutlineRow, draw_outlines, load_divisions, load_grids, load_outlines
from linli.areas.actions.grids import LoadedGrids
from linli.areas.errors import (
    BadGridCode,
    BadOutline,
    BadTile,
    DoubleCode,
    GridsDoNotTile,
    UnknownArea,
    UnknownGrid,
)
from linli.areas.models import Edition, Grid, Outline
from linli.areas.policies import tiles
from linli.areas.policies.coordinates import Crs, Point, convert
from linli.areas.policies.editions import Division
from linli.areas.policies.tiling import Fault, tiling_faults
from linli.areas.queries import Location, grid_named, grids_in, locate, locate_many, outline_of_grid
from linli.areas.queries.held import forget
from linli.areas.queries.vector_tiles import Layer, outline_tile
from linli.core.actor import SYSTEM
from linli.journal.queries import verify

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
FIRST, SECOND = date(2024, 1, 1), date(2025, 1, 1)
VILLAGE, OTHER = "990121100200", "990121100201"
CITY = [
    Division("990100000000", "安和市"),
    Division("990121000000", "甲县"),
    Division("990121100000", "乙镇"),
    Division(VILLAGE, "丙村"),
    Division(OTHER, "丁村"),
]


def square(west: float, south: float = 35.9, side: float = 0.01) -> shapely.Polygon:
    return shapely.box(west, south, west + side, south + side)


def grid(village: str, serial: int, shape: shapely.Geometry, kind: str = "G") -> GridRow:
    code = f"{village}{serial:03}{kind}"
    return GridRow(code, f"第{serial}网格", shapely.to_wkb(shape))


GRIDS = [
    grid(VILLAGE, 1, square(114.30)),
    grid(VILLAGE, 2, square(114.31)),
    grid(OTHER, 1, square(114.32), "D"),
]


def load(grids: list[GridRow], on: date = FIRST, crs: Crs = Crs.CGCS2000) -> LoadedGrids:
    return load_grids(grids, crs=crs, on=on, source="test", by=SYSTEM, now=NOW)


@pytest.fixture
def city(db: None) -> None:
    load_divisions(CITY, on=FIRST, source="test", by=SYSTEM, now=NOW)


@pytest.fixture
def grids(city: None) -> None:
    load(GRIDS)


def at(lon: float, lat: float = 35.905) -> Location | None:
    return locate(Point(lon, lat, Crs.CGCS2000))


def test_a_point_lies_in_its_grid(grids: None) -> None:
    assert at(114.305) == Location(f"{VILLAGE}001G", VILLAGE)
    assert at(114.325) == Location(f"{OTHER}001D", OTHER)


def test_a_point_on_a_shared_edge_belongs_to_the_lower_code(grids: None) -> None:
    assert at(114.31) == Location(f"{VILLAGE}001G", VILLAGE)
    assert at(114.32, 35.9) == Location(f"{VILLAGE}002G", VILLAGE)


def test_a_point_outside_the_city_has_no_grid(grids: None) -> None:
    assert at(114.29) is None
    assert at(-70, -30) is None


def test_before_any_grid_is_drawn_there_is_no_grid(db: None) -> None:
    assert at(114.305) is None
    assert locate_many([114.305], [35.905], crs=Crs.CGCS2000) == [None]


def test_a_point_of_a_web_map_is_converted_by_the_system_it_names(grids: None) -> None:
    near_the_edge = Point(114.3101, 35.905, Crs.WGS84)
    assert locate(convert(near_the_edge, Crs.GCJ02)) == locate(near_the_edge)
    assert locate(near_the_edge) != at(114.305)


def test_many_points_are_located_at_once(grids: None) -> None:
    lons = [114.305, 114.31, 114.0, 114.325]
    lats = [35.905] * 4
    assert locate_many(lons, lats, crs=Crs.CGCS2000) == [at(lon) for lon in lons]


def test_locating_asks_the_database_nothing(grids: None) -> None:
    at(114.305)
    with CaptureQueriesContext(connection) as queries:
        at(114.315)
        locate_many([114.305], [35.905], crs=Crs.WGS84)
    assert len(queries) == 0


def test_another_process_is_noticed_without_loading_what_did_not_change(grids: None) -> None:
    forget()
    at(114.305)
    with CaptureQueriesContext(connection) as queries:
        forget()
        at(114.305)
    assert len(queries) == 2


def test_loading_twice_changes_nothing(grids: None) -> None:
    assert load(GRIDS).edition is None
    assert Grid.objects.count() == 3


def test_a_redrawn_grid_ends_and_another_begins(grids: None) -> None:
    left, right = square(114.30, side=0.01), shapely.box(114.31, 35.9, 114.318, 35.91)
    done = load([grid(VILLAGE, 1, left), grid(VILLAGE, 2, right)], SECOND)
    assert [before.code for before, _after in done.difference.changed] == [f"{VILLAGE}002G"]
    assert at(114.319) is None
    assert at(114.325) == Location(f"{OTHER}001D", OTHER)  # the list said nothing about the other village
    assert shapely.from_wkb(bytes(grid_named(f"{VILLAGE}002G", FIRST).outline)).equals(square(114.31))
    assert verify().broken == []


def test_a_grid_left_out_of_its_village_ends(grids: None) -> None:
    load([grid(VILLAGE, 1, square(114.30))], SECOND)
    assert at(114.315) is None
    assert [each.code for each in grids_in(VILLAGE, SECOND)] == [f"{VILLAGE}001G"]
    assert len(grids_in("990121000000", FIRST)) == 3
    with pytest.raises(UnknownGrid):
        grid_named(f"{VILLAGE}002G", SECOND)


def test_the_grids_of_a_village_end_with_it(grids: None) -> None:
    load_divisions(CITY[:-1], on=SECOND, source="test", by=SYSTEM, now=NOW)
    assert at(114.325) is None
    assert at(114.305) == Location(f"{VILLAGE}001G", VILLAGE)


def test_a_grid_may_not_reach_into_a_village_the_list_does_not_name(grids: None) -> None:
    wide = shapely.box(114.31, 35.9, 114.325, 35.91)
    with pytest.raises(GridsDoNotTile):
        load([grid(VILLAGE, 1, square(114.30)), grid(VILLAGE, 2, wide)], SECOND)
    assert at(114.325) == Location(f"{OTHER}001D", OTHER)


def test_an_outline_is_given_as_geojson(grids: None) -> None:
    outline = outline_of_grid(f"{VILLAGE}001G", FIRST)
    assert outline["type"] == "Polygon"
    assert [114.3, 35.9] in outline["coordinates"][0]


def test_outlines_in_a_web_maps_system_are_converted(city: None) -> None:
    shape = square(114.30)
    shifted = shapely.transform(
        shape,
        lambda degrees: np.array(
            [(p.lon, p.lat) for p in (convert(Point(*xy, Crs.WGS84), Crs.GCJ02) for xy in degrees)]
        ),
    )
    load([grid(VILLAGE, 1, shifted)], crs=Crs.GCJ02)
    held = shapely.from_wkb(bytes(Grid.objects.get().outline))
    assert held.equals_exact(shape, 1e-9)


BOW_TIE = shapely.Polygon([(114.3, 35.9), (114.31, 35.91), (114.31, 35.9), (114.3, 35.91)])


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        (GridRow("990121100200", "x", shapely.to_wkb(square(114.4))), BadGridCode),
        (grid(VILLAGE, 1, square(114.4)), DoubleCode),
        (grid("990121100299", 1, square(114.4)), UnknownArea),
        (grid(VILLAGE, 3, BOW_TIE), BadOutline),
        (grid(VILLAGE, 3, shapely.Point(114.3, 35.9)), BadOutline),
        (grid(VILLAGE, 3, shapely.Polygon()), BadOutline),
        (GridRow(f"{VILLAGE}003G", "x", b"nonsense"), BadOutline),
        (grid(VILLAGE, 3, square(114.305)), GridsDoNotTile),
    ],
)
def test_a_wrong_grid_is_refused_with_all_others(city: None, row: GridRow, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        load([*GRIDS, row])
    assert not Grid.objects.exists()


def tiling(**shapes: shapely.Geometry) -> dict[str, shapely.Geometry]:
    return {f"{VILLAGE}{name[1:]}G": shape for name, shape in shapes.items()}


def test_grids_that_tile_their_village_have_no_fault() -> None:
    grids = tiling(g001=square(114.30), g002=square(114.31))
    assert tiling_faults(grids, {VILLAGE: shapely.box(114.30, 35.9, 114.32, 35.91)}) == []


def test_a_gap_an_overlap_and_a_crossed_border_are_named() -> None:
    grids = tiling(g001=shapely.box(114.30, 35.9, 114.3105, 35.91), g002=square(114.31))
    faults = tiling_faults(grids, {VILLAGE: shapely.box(114.295, 35.9, 114.315, 35.91)})
    assert {fault.fault: fault.grids for fault in faults} == {
        Fault.OVERLAP: (f"{VILLAGE}001G", f"{VILLAGE}002G"),
        Fault.GAP: (f"{VILLAGE}001G", f"{VILLAGE}002G"),
        Fault.CROSSES_BORDER: (f"{VILLAGE}002G",),
    }
    overlap = next(fault for fault in faults if fault.fault is Fault.OVERLAP)
    assert overlap.square_metres == pytest.approx(0.0005 * 90_180 * 0.01 * 111_320, rel=0.01)


def test_without_a_villages_outline_a_hole_between_grids_is_a_gap() -> None:
    ring = square(114.30, side=0.03).difference(square(114.31, 35.91))
    (fault,) = tiling_faults(tiling(g001=ring))
    assert fault.fault is Fault.GAP
    assert (round(fault.lon, 3), round(fault.lat, 3)) == (114.315, 35.915)


def test_slivers_below_the_tolerance_are_no_fault() -> None:
    grids = tiling(g001=shapely.box(114.30, 35.9, 114.3100001, 35.91), g002=square(114.31))
    assert tiling_faults(grids) == []


def test_outlines_of_areas_are_drawn_from_their_grids(grids: None) -> None:
    done = draw_outlines(on=FIRST, source="test", by=SYSTEM, now=NOW)
    assert done.new == 5
    village = shapely.from_wkb(bytes(Outline.objects.get(area_code=VILLAGE).outline))
    assert village.symmetric_difference(shapely.box(114.30, 35.9, 114.32, 35.91)).area < 1e-12
    assert draw_outlines(on=FIRST, source="test", by=SYSTEM, now=NOW).edition is None


def test_an_outline_of_an_unknown_area_is_refused(city: None) -> None:
    row = OutlineRow("990199000000", shapely.to_wkb(square(114.3)))
    with pytest.raises(UnknownArea):
        load_outlines([row], crs=Crs.CGCS2000, source="test", by=SYSTEM, now=NOW)
    assert not Outline.objects.exists()


def test_a_vector_tile_shows_the_grids_in_it(grids: None) -> None:
    x, y = tiles.tile_at(114.305, 35.905, 14)
    layer = mapbox_vector_tile.decode(outline_tile(14, x, y, Layer.GRID))["grid"]
    by_code = {feature["properties"]["code"]: feature for feature in layer["features"]}
    assert by_code[f"{VILLAGE}001G"]["properties"]["name"] == "第1网格"
    west, south, east, north = tiles.degree_box(14, x, y).bounds
    drawn = shapely.from_geojson(
        shapely.to_geojson(shapely.geometry.shape(by_code[f"{VILLAGE}001G"]["geometry"]))
    )
    back = shapely.transform(
        drawn,
        lambda u: np.column_stack(
            [west + u[:, 0] / 4096 * (east - west), south + u[:, 1] / 4096 * (north - south)]
        ),
    )
    seen = shapely.box(west, south, east, north)
    assert back.intersection(seen).symmetric_difference(square(114.30).intersection(seen)).area < 1e-7


def test_a_tile_shows_areas_once_they_have_outlines(grids: None) -> None:
    x, y = tiles.tile_at(114.305, 35.905, 10)
    assert mapbox_vector_tile.decode(outline_tile(10, x, y, Layer.COUNTY))["county"]["features"] == []
    draw_outlines(on=FIRST, source="test", by=SYSTEM, now=NOW)
    (feature,) = mapbox_vector_tile.decode(outline_tile(10, x, y, Layer.COUNTY))["county"]["features"]
    assert feature["properties"] == {"code": "990121000000", "name": "甲县"}


@pytest.mark.parametrize(("z", "x", "y"), [(-1, 0, 0), (23, 0, 0), (3, 8, 0), (3, 0, -1)])
def test_a_tile_that_does_not_exist_is_refused(z: int, x: int, y: int) -> None:
    with pytest.raises(BadTile):
        outline_tile(z, x, y, Layer.GRID)


@given(st.floats(-179.9, 179.9), st.floats(-84, 84), st.integers(0, 22))
def test_a_place_lies_in_the_box_of_its_tile(lon: float, lat: float, z: int) -> None:
    box = tiles.degree_box(z, *tiles.tile_at(lon, lat, z))
    assert box.west - 1e-9 <= lon <= box.east + 1e-9
    assert box.south - 1e-9 <= lat <= box.north + 1e-9


def test_tiles_have_the_numbers_that_web_maps_share() -> None:
    assert tiles.tile_at(114.3, 35.9, 10) == (837, 402)
    assert tiles.degree_box(0, 0, 0).bounds == pytest.approx((-180, -85.0511287798, 180, 85.0511287798))


def test_every_change_of_places_has_an_edition(grids: None) -> None:
    assert list(Edition.objects.order_by("pk").values_list("kind", flat=True)) == ["divisions", "grids"]
