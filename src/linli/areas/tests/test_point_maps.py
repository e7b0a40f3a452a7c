from __future__ import annotations

import pytest

from linli.areas.queries.point_maps import Spot, around, map_of


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ({"990102001001", "990102001204"}, "990102001000"),
        ({"990102100201"}, "990102100000"),  # a town: its code ends in two noughts of its own
        ({"990102001001", "990102002001"}, "990102000000"),
        ({"990102000000"}, "990102000000"),
    ],
)
def test_a_map_shows_the_smallest_area_that_holds_everything(codes: set[str], expected: str) -> None:
    assert around(codes) == expected


def test_what_lies_all_over_the_city_is_drawn_on_the_city(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linli.areas.queries.point_maps.city_code", lambda: "990100000000")
    assert around({"990102001001", "990103001001"}) == "990100000000"
    assert around({"990100000000"}) == "990100000000"


def test_without_outlines_there_is_no_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linli.areas.queries.point_maps.drawing_of", lambda code: None)
    assert map_of([Spot("塔吊", "/projects/1/", "990102001000", 114.3, 35.8)]) is None
