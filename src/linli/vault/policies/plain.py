"""Plain values of personal fields: how they are written in one way, checked and masked."""

from __future__ import annotations

import re
from collections.abc import Callable

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from stdnum.cn import ric
from stdnum.exceptions import ValidationError as InvalidNumber

from linli.vault.errors import CitizenNumberInvalid, EmailInvalid, PhoneInvalid, ValueTooLong
from linli.vault.policies.fields import PersonalField

COUNTRY = "CN"
HOME_PREFIX = "+86"
LONGEST = 500
HIDDEN = "****"
MOBILE = re.compile(r"1[3-9][0-9]{9}")
"""A mobile number as people at home write it."""


def _phone(value: str) -> str:
    """Return the number in E.164. A number that metadata does not know yet is accepted if its length is possible."""
    if MOBILE.fullmatch(value):
        return HOME_PREFIX + value  # nearly all of them, at a fraction of the cost
    try:
        number = phonenumbers.parse(value, COUNTRY)
    except phonenumbers.NumberParseException:
        raise PhoneInvalid from None
    # Not IS_POSSIBLE_LOCAL_ONLY: a number without its area code can be rung by nobody elsewhere.
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise PhoneInvalid
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _citizen_number(value: str) -> str:
    """Return the 18 characters (GB 11643) if birth date, province and check digit hold."""
    try:
        return str(ric.validate(value.upper()))
    except InvalidNumber:
        raise CitizenNumberInvalid from None


def _email(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError:
        raise EmailInvalid from None
    name, _, domain = value.rpartition("@")
    return f"{name}@{domain.lower()}"


def _same(value: str) -> str:
    return value


WRITTEN: dict[PersonalField, Callable[[str], str]] = {
    PersonalField.NAME: _same,
    PersonalField.PHONE: _phone,
    PersonalField.CITIZEN_NUMBER: _citizen_number,
    PersonalField.ADDRESS: _same,
    PersonalField.EMAIL: _email,
    PersonalField.OPEN_ID: _same,
}


def written(field: PersonalField, value: str) -> str:
    """Return `value` as the vault keeps it, "" for blanks. Raises a refusal that never repeats the value."""
    value = value.strip()
    if len(value) > LONGEST:
        raise ValueTooLong(field=field.value, longest=LONGEST)
    return WRITTEN[field](value) if value else ""


def national(phone: str) -> str:
    """Return an E.164 number as people at home dial it: without +86."""
    return phone.removeprefix(HOME_PREFIX)


def _mask_phone(value: str) -> str:
    digits = national(value)
    return f"{digits[:3]}{HIDDEN}{digits[-4:]}" if len(digits) >= 11 else f"{HIDDEN}{digits[-2:]}"


def _mask_email(value: str) -> str:
    return f"{value[:1]}{HIDDEN}{value[value.rindex('@') :]}"


MASKED: dict[PersonalField, Callable[[str], str]] = {
    PersonalField.NAME: lambda value: value[:1] + "**",
    PersonalField.PHONE: _mask_phone,
    PersonalField.CITIZEN_NUMBER: lambda value: f"{value[:3]}{'*' * 11}{value[-4:]}",
    PersonalField.ADDRESS: lambda value: HIDDEN,
    PersonalField.EMAIL: _mask_email,
    PersonalField.OPEN_ID: lambda value: HIDDEN,
}


def masked_value(field: PersonalField, value: str) -> str:
    """Return what may be shown without a reading: 张**, 138****1234, 110***********002X."""
    return MASKED[field](value)
