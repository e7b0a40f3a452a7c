from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from linli.areas.actions import load_divisions
from linli.areas.policies.editions import Division
from linli.areas.queries import named_in
from linli.core.actor import SYSTEM

pytestmark = pytest.mark.django_db
CITY = [
    Division("990000000000", "云川省"),
    Division("990100000000", "安和市"),
    Division("990121000000", "泽陵县"),
    Division("990121100000", "槐稻镇"),
    Division("990121100001", "东门社区居委会", "121"),
    Division("990121100200", "上槐洼村委会", "220"),
    Division("990121101000", "桐葭街道办事处"),
    Division("990121101001", "东门社区居委会", "121"),
    Division("990121101002", "新东门社区居委会", "121"),
]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("上槐洼村口的大槐树下", ["990121100200"]),  # as people call it, not as the register does
        ("上槐洼村委会门前", ["990121100200"]),
        ("安和市泽陵县槐稻镇东门社区3号楼", ["990121100001"]),  # the town decides between two of one name
        ("东门社区3号楼", ["990121100001", "990121101001"]),
        ("新东门社区3号楼", ["990121101002"]),  # the longer name, not the one inside it
        ("桐葭街道菜市场", ["990121101000"]),
        ("泽陵县", ["990121000000"]),
        ("小学东门对面", []),
        ("", []),
    ],
)
def test_words_name_areas(words: str, names: list[str]) -> None:
    load_divisions(
        CITY, on=date(2024, 1, 1), source="test", by=SYSTEM, now=datetime(2026, 3, 2, 1, tzinfo=UTC)
    )
    assert [each.code for each in named_in(words)] == names


def test_only_what_lies_in_a_chosen_area_is_meant() -> None:
    load_divisions(
        CITY, on=date(2024, 1, 1), source="test", by=SYSTEM, now=datetime(2026, 3, 2, 1, tzinfo=UTC)
    )
    assert [each.code for each in named_in("东门社区", within="990121101000")] == ["990121101001"]
    assert named_in("上槐洼村", within="990121101000") == []
