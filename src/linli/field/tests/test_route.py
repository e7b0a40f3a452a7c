from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linli.field.policies.route import Stop, length_of, route

points = st.one_of(st.none(), st.tuples(st.integers(0, 50), st.integers(0, 50)))
rows_of_stops = st.lists(st.tuples(st.integers(0, 9), points), max_size=10)
some_stops = rows_of_stops.map(
    lambda rows: [Stop(f"{n:02}", urgency, *_degrees(point)) for n, (urgency, point) in enumerate(rows)]
)


def _degrees(point: tuple[int, int] | None) -> tuple[float, ...]:
    return () if point is None else (114 + point[0] / 1000, 35 + point[1] / 1000)


@given(some_stops)
def test_every_stop_is_visited_once(stops: list[Stop]) -> None:
    assert sorted(route(stops), key=lambda stop: stop.key) == stops


@given(some_stops, st.randoms())
def test_the_order_in_which_stops_are_named_changes_nothing(stops: list[Stop], chance) -> None:
    shuffled = list(stops)
    chance.shuffle(shuffled)
    assert route(shuffled) == route(stops)


@given(some_stops)
def test_it_begins_with_the_most_urgent_and_ends_with_what_has_no_place(stops: list[Stop]) -> None:
    placed = [stop for stop in stops if stop.lon is not None]
    found = route(stops)
    assert [stop.lon is None for stop in found] == sorted(stop.lon is None for stop in stops)
    if placed:
        assert found[0] == min(placed, key=lambda stop: (stop.urgency, stop.key))


@given(some_stops)
def test_turning_any_stretch_around_makes_it_no_shorter(stops: list[Stop]) -> None:
    way = [stop for stop in route(stops) if stop.lon is not None]
    for start in range(1, len(way)):
        for end in range(start + 1, len(way)):
            turned = [*way[:start], *way[start : end + 1][::-1], *way[end + 1 :]]
            assert length_of(turned) >= length_of(way) - 0.02


def test_a_crossing_is_untangled() -> None:
    square = [Stop("a", 0, 0, 0), Stop("b", 1, 0.01, 0.01), Stop("c", 2, 0.01, 0), Stop("d", 3, 0, 0.012)]
    assert [stop.key for stop in route(square)] in (["a", "c", "b", "d"], ["a", "d", "b", "c"])
