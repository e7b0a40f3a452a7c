from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.areas.errors import BadCode, BadGridCode
from linli.areas.policies import codes
from linli.areas.policies.codes import GridKind, Level, TownshipClass, VillageClass


@pytest.mark.parametrize(
    ("code", "prefix", "level", "parent"),
    [
        ("990000000000", "99", Level.PROVINCE, None),
        ("990100000000", "9901", Level.CITY, "990000000000"),
        ("990102000000", "990102", Level.COUNTY, "990100000000"),
        ("990102010000", "990102010", Level.TOWNSHIP, "990102000000"),
        ("990102010200", "990102010200", Level.VILLAGE, "990102010000"),
        ("441900003000", "441900003", Level.TOWNSHIP, "441900000000"),  # a city without counties
        ("100000000000", "10", Level.PROVINCE, None),
    ],
)
def test_a_code_says_its_level_and_its_parent(
    code: str, prefix: str, level: Level, parent: str | None
) -> None:
    assert codes.significant_prefix(code) == prefix
    assert codes.level_of(code) is level
    assert codes.parent_code(code) == parent


@pytest.mark.parametrize(
    "code",
    [
        "",
        "9901",
        "99010200000",
        "9901020000000",
        "99010200000x",
        "000000000000",
        "９９０１０２００００００",
        "990102000000\n",
    ],
)
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(BadCode):
        codes.significant_prefix(code)


@given(st.from_regex(r"[1-9][0-9]{11}", fullmatch=True))
def test_whatever_lies_in_an_area_begins_with_its_prefix(code: str) -> None:
    line = codes.lineage(code)
    assert line[-1] == code
    assert all(codes.lies_within(code, above) for above in line)
    assert list(line) == sorted(line, key=lambda each: len(codes.significant_prefix(each)))


@given(st.from_regex(r"[1-9][0-9]{11}", fullmatch=True))
def test_a_prefix_is_padded_to_the_code_it_came_from(code: str) -> None:
    assert codes.padded(codes.significant_prefix(code)) == code


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("990102001000", TownshipClass.SUBDISTRICT),
        ("990102099000", TownshipClass.SUBDISTRICT),
        ("990102100000", TownshipClass.TOWN),
        ("990102200201", TownshipClass.TOWNSHIP),
        ("990102400000", TownshipClass.UNIFIED_UNIT),
        ("990102600000", TownshipClass.OTHER),
        ("990102000000", None),
    ],
)
def test_digits_seven_to_nine_say_what_sort_of_township(code: str, kind: TownshipClass | None) -> None:
    assert codes.township_class(code) is kind


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("990102001001", VillageClass.COMMUNITY),
        ("990102001200", VillageClass.VILLAGE),
        ("990102001498", VillageClass.OTHER),
        ("990102001000", None),
    ],
)
def test_the_last_digits_say_whether_it_is_a_community(code: str, kind: VillageClass | None) -> None:
    assert codes.village_class(code) is kind


def test_a_grid_code_says_its_village_and_kind() -> None:
    assert codes.village_of("990102001001007G") == "990102001001"
    assert codes.kind_of_grid("990102001001007D") is GridKind.DEDICATED


@pytest.mark.parametrize(
    "code",
    ["990102001001007", "990102001001007X", "990102001001000G", "990102001000001G", "99010200100100７G"],
)
def test_what_is_no_grid_code_is_refused(code: str) -> None:
    with pytest.raises(BadGridCode):
        codes.checked_grid(code)
