from __future__ import annotations

from linli.areas.queries.drawings import Shape, _apart


def shape(code: str, name: str, x: int, y: int) -> Shape:
    return Shape(code, name, "", x, y)


def test_a_long_name_stands_in_two_lines_and_loses_nothing() -> None:
    assert shape("a", "棠林区", 0, 0).lines == ("棠林区",)
    assert shape("a", "安和高新技术产业开发区", 0, 0).lines == ("安和高新技术", "产业开发区")


def test_names_that_would_lie_over_each_other_move_apart_and_others_stay() -> None:
    above, below, beside = (
        shape("a", "棠林区", 300, 300),
        shape("b", "高新区", 320, 330),
        shape("c", "汀兰县", 700, 310),
    )
    first, moved, same = _apart((above, below, beside))
    assert (first, same) == (above, beside)
    assert moved.y > below.y
    assert not first.meets(moved)
