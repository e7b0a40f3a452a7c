from __future__ import annotations

import pytest

from linli.core.errors import Refusal
from linli.vault.errors import CitizenNumberInvalid, EmailInvalid, PhoneInvalid, ValueTooLong
from linli.vault.policies.fields import PersonalField
from linli.vault.policies.plain import MASKED, WRITTEN, masked_value, written


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("13812341234", "+8613812341234"),
        ("138 1234 1234", "+8613812341234"),
        ("+86-138-1234-1234", "+8613812341234"),
        ("0392-3312345", "+863923312345"),
        ("１３８１２３４１２３４", "+8613812341234"),
        ("+85221234567", "+85221234567"),
    ],
)
def test_a_telephone_number_is_written_in_one_way(given: str, kept: str) -> None:
    assert written(PersonalField.PHONE, given) == kept


@pytest.mark.parametrize("given", ["12345", "没有", "138123412345678", "+"])
def test_what_cannot_be_a_telephone_number_is_refused(given: str) -> None:
    with pytest.raises(PhoneInvalid):
        written(PersonalField.PHONE, given)


def test_a_citizen_number_is_kept_with_a_capital_x() -> None:
    assert written(PersonalField.CITIZEN_NUMBER, "11010519491231002x") == "11010519491231002X"


@pytest.mark.parametrize("given", ["110105194912310021", "11010519491331002X", "1101051949123100", "张三"])
def test_a_citizen_number_with_a_wrong_digit_is_refused(given: str) -> None:
    with pytest.raises(CitizenNumberInvalid):
        written(PersonalField.CITIZEN_NUMBER, given)


def test_the_host_of_an_address_is_kept_in_small_letters() -> None:
    assert written(PersonalField.EMAIL, " Zhang@Example.CN ") == "Zhang@example.cn"


def test_what_cannot_be_an_address_is_refused() -> None:
    with pytest.raises(EmailInvalid):
        written(PersonalField.EMAIL, "zhang")


def test_a_value_of_more_than_500_characters_is_refused() -> None:
    with pytest.raises(ValueTooLong):
        written(PersonalField.ADDRESS, "路" * 501)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (PersonalField.PHONE, "99987"),
        (PersonalField.CITIZEN_NUMBER, "110105194912310021"),
        (PersonalField.EMAIL, "zhangsan"),
    ],
)
def test_a_refusal_never_repeats_the_value(field: PersonalField, value: str) -> None:
    with pytest.raises(Refusal) as refused:
        written(field, value)
    assert value not in f"{refused.value!s} {refused.value!r} {refused.value.facts}"


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        (PersonalField.NAME, "张三", "张**"),
        (PersonalField.NAME, "欧阳小明", "欧**"),
        (PersonalField.PHONE, "+8613812341234", "138****1234"),
        (PersonalField.PHONE, "+863923312345", "****45"),
        (PersonalField.CITIZEN_NUMBER, "11010519491231002X", "110***********002X"),
        (PersonalField.EMAIL, "zhang@example.cn", "z****@example.cn"),
        (PersonalField.ADDRESS, "安和市北山区1号", "****"),
        (PersonalField.OPEN_ID, "oAbc", "****"),
    ],
)
def test_a_mask_shows_just_enough(field: PersonalField, value: str, shown: str) -> None:
    assert masked_value(field, value) == shown


def test_every_field_has_a_way_of_writing_and_a_mask() -> None:
    assert set(WRITTEN) == set(MASKED) == set(PersonalField)
