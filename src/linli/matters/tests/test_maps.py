"""What the map counts is what lies there, at every zoom, and only what the viewer may see."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import mapbox_vector_tile
import numpy as np
import pytest

from linli.areas.policies.coordinates import Crs, Point
from linli.areas.policies.tiles import degree_box, mercator_box, tile_at, to_mercator
from linli.matters.models import Matter
from linli.matters.queries.maps import cells_in
from linli.matters.testing import INSIDE, SmallCity
from linli.matters.tiles import CELLS, matter_tile

ZOOM = 11


@pytest.fixture
def scattered(city: SmallCity) -> list[tuple[float, float]]:
    """Nine open matters: three on one spot, the others some way from it and from one another."""
    lon, lat = INSIDE
    places = [INSIDE] * 3 + [(lon + 0.011 * step, lat - 0.007 * step) for step in range(1, 7)]
    for east, north in places:
        city.file(point=Point(east, north, Crs.CGCS2000))
    return places


def tile(city: SmallCity, z: int, who: str = "dispatcher"):
    x, y = tile_at(*INSIDE, z)
    sent = matter_tile(city.viewer(who), z, x, y, now=city.now)
    return mapbox_vector_tile.decode(sent)["matters"]["features"] if sent else []


def cells(city: SmallCity, z: int = ZOOM):
    x, y = tile_at(*INSIDE, z)
    viewer = city.viewer("dispatcher")
    return cells_in(viewer, degree_box(z, x, y), mercator_box(z, x, y), across=CELLS, now=city.now)


@pytest.mark.parametrize("zoom", [5, 9, ZOOM, 13])
def test_cells_count_what_lies_in_them(
    city: SmallCity, scattered: list[tuple[float, float]], zoom: int
) -> None:
    box = mercator_box(zoom, *tile_at(*INSIDE, zoom))
    east, north = to_mercator(*np.array(scattered).T)
    columns = np.floor((east - box.west) / (box.east - box.west) * CELLS).astype(int)
    rows = np.floor((north - box.south) / (box.north - box.south) * CELLS).astype(int)
    inside = [at for at in zip(columns, rows, strict=True) if min(at) >= 0 and max(at) < CELLS]
    assert {(cell.column, cell.row): cell.matters for cell in cells(city, zoom)} == Counter(inside)


@pytest.mark.usefixtures("scattered")
def test_cells_say_how_many_are_late(city: SmallCity) -> None:
    assert sum(cell.late for cell in cells(city)) == 0
    late = Matter.objects.order_by("pk").first()
    Matter.objects.filter(pk=late.pk).update(next_due_at=city.now - timedelta(minutes=1))
    assert [cell.late for cell in cells(city) if cell.late] == [1]


@pytest.mark.usefixtures("scattered")
def test_a_tile_shows_numbers_far_off_and_single_matters_near_by(city: SmallCity) -> None:
    far, near = tile(city, ZOOM), tile(city, 16)
    assert max(each["properties"]["count"] for each in far) >= 3
    assert [set(each["properties"]) for each in near] == [{"code", "status", "kind", "late"}] * 3


@pytest.mark.usefixtures("scattered")
def test_counts_are_kept_for_those_who_see_the_same(city: SmallCity) -> None:
    x, y = tile_at(*INSIDE, ZOOM)
    first = matter_tile(city.viewer("dispatcher"), ZOOM, x, y, now=city.now)
    Matter.objects.update(status="withdrawn")
    assert matter_tile(city.viewer("dispatcher"), ZOOM, x, y, now=city.now) == first
    assert matter_tile(city.viewer("other_clerk"), ZOOM, x, y, now=city.now) == b""
    assert matter_tile(city.viewer("dispatcher"), ZOOM, x, y, now=city.now, anew=True) == b""
    assert tile(city, ZOOM) == []


@pytest.mark.usefixtures("scattered")
@pytest.mark.parametrize("zoom", [ZOOM, 16])
def test_a_viewer_of_another_place_sees_an_empty_tile(city: SmallCity, zoom: int) -> None:
    assert tile(city, zoom, "other_clerk") == []


@pytest.mark.usefixtures("scattered")
def test_what_is_closed_is_not_on_the_map(city: SmallCity) -> None:
    Matter.objects.update(status="withdrawn")
    assert cells(city) == []
