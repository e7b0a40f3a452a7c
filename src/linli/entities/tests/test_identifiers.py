from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.core.errors import Refusal
from linli.entities.errors import (
    BadCheckDigit,
    BadCode,
    BadTrade,
    CodeOfAPerson,
    IndividualsArePremises,
)
from linli.entities.policies import Kind, State, initials_of, pinyin_of, row_of
from linli.entities.policies.identifiers import code_of, credit_code, trade_of
from linli.entities.policies.words import pairs_of
from linli.entities.testing import credit_code_numbered

RIGHT = "91350100M000100Y43"
"""The example of GB 32100."""


def test_the_example_of_the_standard_is_right() -> None:
    assert credit_code(RIGHT) == RIGHT
    assert credit_code(" 9135 0100 M000100Y43 ") == RIGHT


@settings(max_examples=60)
@given(st.integers(0, 9_999_999), st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_any_one_mistyped_character_is_found(number: int, place: int, char: str) -> None:
    code = credit_code_numbered(number)
    wrong = code[:place] + char + code[place + 1 :]
    if wrong == code:
        assert credit_code(wrong) == code
        return
    with pytest.raises(Refusal):
        credit_code(wrong)


def test_a_wrong_check_digit_names_the_right_code() -> None:
    with pytest.raises(BadCheckDigit) as refused:
        credit_code(RIGHT[:-1] + "4")
    assert RIGHT in refused.value.in_language("en")


@pytest.mark.parametrize("number", ["11010519491231002X", "11010519491231002x"])
def test_a_citizen_number_is_no_code_of_anything(number: str) -> None:
    for kind in Kind:
        with pytest.raises(CodeOfAPerson):
            code_of(kind, number)


def test_letters_that_the_standard_leaves_out_are_refused() -> None:
    with pytest.raises(BadCode):
        credit_code("9135010OM000100Y43")


@pytest.mark.parametrize(
    ("given", "trade"),
    [("C2614", "C2614"), ("2614", "C2614"), ("c26", "C26"), ("J", "J"), ("", ""), ("６６", "J66")],
)
def test_trades_are_read_with_or_without_their_letter(given: str, trade: str) -> None:
    assert trade_of(given) == trade


@pytest.mark.parametrize("given", ["Z", "A26", "00", "9900", "建筑业", "C2"])
def test_what_is_no_trade_is_refused(given: str) -> None:
    with pytest.raises(BadTrade):
        trade_of(given)


def cells(**more: str) -> dict[str, str]:
    return {"code": RIGHT, "kind": "企业", "name": "安和建筑公司", "area_code": "990102001001", **more}


def test_a_row_becomes_an_entity() -> None:
    row = row_of(cells(trade="4710", state="在营"))
    assert (row.kind, row.trade, row.state) == (Kind.ENTERPRISE, "E4710", State.ACTIVE)


def test_an_individual_business_is_a_place_without_the_name_of_its_owner() -> None:
    code = credit_code_numbered(5, begins="92")
    with pytest.raises(IndividualsArePremises):
        row_of(cells(code=code))
    row = row_of(cells(code=code, kind="场所", name="张三面馆"))
    assert row.kind == Kind.PREMISES
    assert row.name == code


@pytest.mark.parametrize("column", ["name", "address", "unit_type"])
def test_numbers_of_people_do_not_come_in_with_words(column: str) -> None:
    for number in ("11010519491231002X", "13800001234"):
        with pytest.raises(CodeOfAPerson):
            row_of(cells(**{column: f"联系 {number}"}))


def test_names_are_found_by_sound_and_by_pairs() -> None:
    assert initials_of("安和建筑2号") == "ahjz2h"
    assert pinyin_of("安和") == "anhe"
    assert pairs_of("安和建A12") == ["安和", "和建", "a12"]
