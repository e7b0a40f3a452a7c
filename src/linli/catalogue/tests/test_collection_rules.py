from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.catalogue.policies.collection import (
    NEXT,
    AdmissionState,
    DataType,
    Fault,
    Topic,
    diff,
    fault_of,
    forbidden_topic,
    keep_until,
    may_move,
    read_value,
)

S = AdmissionState
ALLOWED = {
    (S.DRAFT, S.REVIEWING),
    (S.REVIEWING, S.DRAFT),
    (S.REVIEWING, S.ADMITTED),
    (S.REVIEWING, S.REFUSED),
    (S.ADMITTED, S.SUSPENDED),
    (S.ADMITTED, S.EXPIRED),
    (S.SUSPENDED, S.ADMITTED),
    (S.SUSPENDED, S.EXPIRED),
}


@pytest.mark.parametrize(("old", "new"), list(product(S, S)))
def test_an_application_moves_only_as_the_table_says(old, new) -> None:
    assert may_move(old, new) is ((old, new) in ALLOWED)


def test_every_state_has_a_line() -> None:
    assert set(NEXT) == set(S)


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("住户宗教信仰", Topic.BELIEF),
        ("信 仰 情况", Topic.BELIEF),
        ("民族", Topic.ETHNICITY),
        ("Ethnic group", Topic.ETHNICITY),
        ("政治面貌", Topic.POLITICS),
        ("人脸照片", Topic.BIOMETRICS),
        ("ＦＡＣＩＡＬ image", Topic.BIOMETRICS),
        ("指·纹", Topic.BIOMETRICS),
        ("外出未归情况", Topic.MOVEMENT),
        ("重点人员等级", Topic.GRADING),
        ("居民积分", Topic.GRADING),
        ("key_person", Topic.GRADING),
        ("上访次数", Topic.PETITIONS),
        ("社会关系", Topic.TRAITS),
    ],
)
def test_forbidden_topics_are_seen_however_they_are_written(words, topic) -> None:
    assert forbidden_topic(words) is topic


@pytest.mark.parametrize(
    "words",
    ["墙面有无开裂", "门面招牌", "楼面积", "terrace", "信号灯", "surface", "党群服务中心面积", "指示牌"],
)
def test_things_of_the_house_are_not_taken_for_forbidden(words) -> None:
    assert forbidden_topic(words) is None


GROUNDS = {"purpose": "回电", "basis": "同意", "personal_field": "phone", "by_consent": True}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, None),
        ({"purpose": " "}, Fault.NO_PURPOSE),
        ({"basis": ""}, Fault.NO_BASIS),
        ({"is_sensitive": True, "by_consent": False}, Fault.NO_CONSENT),
        ({"personal_field": ""}, Fault.NOT_IN_VAULT),
        ({"is_personal": False, "purpose": "", "basis": "", "personal_field": ""}, None),
    ],
)
def test_an_item_about_people_needs_grounds(changes, fault) -> None:
    plain = {"is_personal": True, "is_sensitive": False, **GROUNDS}
    assert fault_of(**{**plain, **changes}) is fault


@pytest.mark.parametrize(
    ("data_type", "value", "stored"),
    [
        (DataType.TEXT, " 三层 ", "三层"),
        (DataType.TEXT, "  ", None),
        (DataType.COUNT, 3, 3),
        (DataType.COUNT, -1, None),
        (DataType.COUNT, True, None),
        (DataType.NUMBER, "3.50", "3.50"),
        (DataType.NUMBER, 3.5, None),
        (DataType.NUMBER, "NaN", None),
        (DataType.YESNO, False, False),
        (DataType.YESNO, "no", None),
        (DataType.DATE, "2026-03-02", "2026-03-02"),
        (DataType.DATE, "2026-02-30", None),
        (DataType.CHOICE, "砖混", "砖混"),
        (DataType.CHOICE, "竹", None),
    ],
)
def test_a_value_fits_its_type_or_is_not_stored(data_type, value, stored) -> None:
    assert read_value(value, data_type, ("砖混", "框架")) == stored


@pytest.mark.parametrize(
    ("day", "months", "until"),
    [
        (date(2026, 3, 2), 24, date(2028, 3, 2)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_keeping_ends_so_many_months_later(day, months, until) -> None:
    assert keep_until(day, months) == until


LISTS = st.dictionaries(st.sampled_from("abcdef"), st.fixed_dictionaries({"every": st.sampled_from("mqy")}))


@given(LISTS, LISTS)
def test_a_diff_names_exactly_what_differs(old, new) -> None:
    found = diff(old, new)
    assert found.is_empty is (old == new)
    assert {*found.added, *found.changed} == {code for code in new if old.get(code) != new[code]}
    assert set(found.removed) == old.keys() - new.keys()
