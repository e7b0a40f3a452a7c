from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.translation import override
from pydantic import TypeAdapter, ValidationError

from linli.calendars.errors import LimitUnreadable
from linli.calendars.policies import Limit, LimitField, LimitUnit


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("5 working_days", Limit(5, LimitUnit.WORKING_DAYS)),
        ("1 working_day", Limit(1, LimitUnit.WORKING_DAYS)),
        ("30 minutes", Limit(30, LimitUnit.MINUTES)),
        ("4 working_hours", Limit(4, LimitUnit.WORKING_HOURS)),
        ("24 hours", Limit(24, LimitUnit.HOURS)),
        (" 60  days ", Limit(60, LimitUnit.DAYS)),
    ],
)
def test_it_reads_what_a_rulebook_says(text: str, limit: Limit) -> None:
    assert Limit.parse(text) == TypeAdapter(LimitField).validate_python(text) == limit


@pytest.mark.parametrize(
    "text", ["", "5", "days", "0 days", "-1 days", "1.5 hours", "5 weeks", "5 dayss", "五天"]
)
def test_it_refuses_what_is_no_limit(text: str) -> None:
    with pytest.raises(LimitUnreadable):
        Limit.parse(text)
    with pytest.raises(ValidationError) as error:
        TypeAdapter(LimitField).validate_python(text)
    assert isinstance(error.value.errors()[0]["ctx"]["error"].args[0], LimitUnreadable)


@pytest.mark.parametrize("unit", LimitUnit)
@pytest.mark.parametrize("value", [1, 2, 60])
def test_what_is_written_reads_the_same(value: int, unit: LimitUnit) -> None:
    limit = Limit(value, unit)
    assert Limit.parse(str(limit)) == limit
    assert TypeAdapter(LimitField).dump_python(limit, mode="json") == str(limit)
    assert str(value) in limit.in_words()


@pytest.mark.parametrize(
    ("limit", "part", "share"),
    [
        ("5 working_days", "0.5", 3),
        ("1 hours", "0.5", 1),
        ("24 hours", "0.5", 12),
        ("15 working_days", "1", 15),
    ],
)
def test_a_share_is_rounded_up_to_whole_units(limit: str, part: str, share: int) -> None:
    assert Limit.parse(limit).share(Decimal(part)).value == share


@pytest.mark.parametrize(
    ("language", "words", "written"),
    [
        ("zh-hans", "5 个工作日", "5 working_days"),
        ("zh-hans", "5工作日", "5 working_days"),
        ("zh-hans", "24小时", "24 hours"),
        ("zh-hans", "4 working_hours", "4 working_hours"),
        ("en", "1 working days", "1 working_days"),
        ("en", "30 minutes", "30 minutes"),
    ],
)
def test_a_limit_is_read_from_words(language: str, words: str, written: str) -> None:
    with override(language):
        assert str(Limit.from_words(words)) == written


@pytest.mark.parametrize("words", ["尽快", "0 天", "5", "工作日", "123456 天"])
def test_words_that_are_no_limit_are_refused(words: str) -> None:
    with override("zh-hans"), pytest.raises(LimitUnreadable):
        Limit.from_words(words)
