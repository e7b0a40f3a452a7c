"""What the bench of a whole city makes of its figures; none is measured here."""

from __future__ import annotations

from typing import Any

import pytest

from linli.bench.city import City, Measured, Size, compared, exponents, sizes_up_to


def sized(matters: int, **values: float) -> Size:
    return Size(matters, 0, {name: Measured(value, "ms") for name, value in values.items()})


def test_sizes_grow_tenfold_up_to_the_full_city() -> None:
    assert sizes_up_to(2_000_000, growth=True) == [10_000, 100_000, 1_000_000, 2_000_000]
    assert sizes_up_to(3_000, growth=True) == [1_000, 3_000]
    assert sizes_up_to(2_000_000, growth=False) == [2_000_000]


def test_an_exponent_says_how_an_operation_grows() -> None:
    sizes = [
        sized(10**power, flat=7.0, linear=10.0**power, square=10.0 ** (2 * power)) for power in (4, 5, 6)
    ]
    assert exponents(sizes) == {"flat": 0.0, "linear": 1.0, "square": 2.0}
    assert exponents(sizes[:1]) == {}


@pytest.mark.parametrize(
    ("unit", "was", "now", "is_worse"),
    [
        ("ms", 100, 120, False),
        ("ms", 100, 130, True),
        ("ms", 1, 5, False),
        ("s", 10, 13, True),
        ("per_second", 400, 290, True),
        ("per_second", 400, 500, False),
        ("ratio", 0.4, 0.2, True),
        ("mb", 100, 90, False),
    ],
)
def test_the_guard_names_what_got_worse(unit: str, was: float, now: float, is_worse: bool) -> None:
    def run(value: float) -> dict[str, Any]:
        return City("", [Size(1000, 0, {"it": Measured(value, unit)})]).as_data()

    assert bool(compared(run(now), run(was), 0.25)) == is_worse


@pytest.mark.parametrize(("unit", "value"), [("ms", 140), ("s", 140), ("per_second", 71)])
def test_what_the_machine_was_slower_in_is_not_worse(unit: str, value: float) -> None:
    def run(floor: float, value: float) -> dict[str, Any]:
        operations = {"it": Measured(value, unit), "floor": Measured(floor, "ms")}
        return City("", [Size(1000, 0, operations)]).as_data()

    assert not compared(run(14, value), run(10, 100), 0.25)
    assert [each.operation for each in compared(run(10, value), run(10, 100), 0.25)] == ["it"]
    assert [each.operation for each in compared(run(7, value), run(10, 100), 0.25)] == ["it"]


def test_a_figure_that_is_gone_counts_as_worse() -> None:
    was = City("", [sized(1000, one=1.0)]).as_data()
    assert [each.operation for each in compared(City("", [sized(1000)]).as_data(), was, 0.25)] == ["one"]


def test_a_soak_that_is_no_longer_clean_counts_as_worse() -> None:
    was, now = City("", soak={"clean": True}).as_data(), City("", soak={"clean": False}).as_data()
    assert [each.operation for each in compared(now, was, 0.25)] == ["soak"]
