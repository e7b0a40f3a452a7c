from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.areas.errors import ImpossibleCoordinate, UnknownCrs
from linli.areas.policies.coordinates import Crs, Point, convert, convert_many

places = st.builds(
    Point, st.floats(73, 135, allow_nan=False), st.floats(4, 53, allow_nan=False), st.just(Crs.WGS84)
)
systems = st.sampled_from(Crs)


def apart(one: Point, other: Point) -> float:
    assert one.crs is other.crs
    return max(abs(one.lon - other.lon), abs(one.lat - other.lat))


@given(places, systems, systems)
def test_there_and_back_is_the_same_place(place: Point, first: Crs, second: Crs) -> None:
    start = convert(place, first)
    assert apart(convert(convert(start, second), first), start) < 1e-9


@given(places)
def test_the_shift_of_web_maps_is_some_hundred_metres(place: Point) -> None:
    metres = apart(Point(*coordinates(convert(place, Crs.GCJ02)), Crs.WGS84), place) * 111_000
    assert 5 < metres < 1_500


def coordinates(point: Point) -> tuple[float, float]:
    return point.lon, point.lat


def test_it_agrees_with_published_values() -> None:
    gcj = convert(Point(116.404, 39.915, Crs.WGS84), Crs.GCJ02)
    assert coordinates(gcj) == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-9)
    bd = convert(Point(116.404, 39.915, Crs.GCJ02), Crs.BD09)
    assert coordinates(bd) == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-9)


def test_between_wgs84_and_cgcs2000_only_the_name_changes() -> None:
    there = convert(Point(-70.5, -33.25, Crs.WGS84), Crs.CGCS2000)
    assert there == Point(-70.5, -33.25, Crs.CGCS2000)


@pytest.mark.parametrize(
    ("lon", "lat"), [(math.nan, 30), (114, math.nan), (math.inf, 30), (114, 90.1), (180.1, 30), (35.9, 114.3)]
)
@pytest.mark.parametrize("crs", list(Crs))
def test_an_impossible_place_is_refused(lon: float, lat: float, crs: Crs) -> None:
    with pytest.raises(ImpossibleCoordinate):
        Point(lon, lat, crs)


@pytest.mark.parametrize("crs", [Crs.GCJ02, Crs.BD09])
def test_a_shifted_place_outside_china_is_refused(crs: Crs) -> None:
    with pytest.raises(ImpossibleCoordinate):
        Point(2.35, 48.86, crs)
    with pytest.raises(ImpossibleCoordinate):
        convert(Point(2.35, 48.86, Crs.WGS84), crs)


def test_the_refusal_is_understood_in_both_languages() -> None:
    with pytest.raises(ImpossibleCoordinate) as refused:
        Point(200, 30, Crs.WGS84)
    assert refused.value.in_language("en") == "Longitude 200, latitude 30 cannot be a place in wgs84."
    assert refused.value.in_language("zh-hans") == "经度 200、纬度 30 在坐标系 wgs84 中不可能是一个地点。"


@given(st.lists(places, min_size=1, max_size=20), systems, systems)
def test_many_at_once_give_what_each_gives(some: list[Point], crs: Crs, to: Crs) -> None:
    given_points = [convert(each, crs) for each in some]
    lons, lats = convert_many([p.lon for p in given_points], [p.lat for p in given_points], crs=crs, to=to)
    for point, lon, lat in zip(given_points, lons, lats, strict=True):
        assert apart(convert(point, to), Point(lon, lat, to)) < 1e-9


def test_one_impossible_place_among_many_is_refused() -> None:
    with pytest.raises(ImpossibleCoordinate):
        convert_many([114.0, np.nan], [35.0, 35.0], crs=Crs.WGS84, to=Crs.CGCS2000)


@pytest.mark.parametrize("value", ["WGS84", "wgs-84", " wgs84 "])
def test_a_system_is_found_by_its_usual_spellings(value: str) -> None:
    assert Crs.named(value) is Crs.WGS84


def test_an_unknown_system_is_refused() -> None:
    with pytest.raises(UnknownCrs):
        Crs.named("epsg:4326")
