"""What offices type into cells."""

from contextlib import suppress
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.intake.errors import BadDate, BadNumber
from linli.intake.policies.cells import moment_of, name_of, number_of, text_of

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("2019/2/28 11:25:05", "2019-02-28 11:25:05"),
        ("2019-02-28", "2019-02-28 00:00:00"),
        ("2019.2.28", "2019-02-28 00:00:00"),
        ("2019年2月28日", "2019-02-28 00:00:00"),
        ("2019年2月28日 11时25分", "2019-02-28 11:25:00"),
        ("2019年2月28日（星期四）下午3点", "2019-02-28 15:00:00"),
        ("2019-2-28 下午 3:05", "2019-02-28 15:05:00"),
        ("2019-2-28 上午12:05", "2019-02-28 00:05:00"),
        ("2019-2-28 中午12:05", "2019-02-28 12:05:00"),
        ("2019-2-28 下午15:05", "2019-02-28 15:05:00"),
        ("２０１９／２／２８　１１：２５", "2019-02-28 11:25:00"),
        ("2019-02-28 3:25 PM", "2019-02-28 15:25:00"),
        ("2019-02-28T11:25:05Z", "2019-02-28 19:25:05"),
        ("2019-02-28 11:25:05.123", "2019-02-28 11:25:05"),
        ("20190228", "2019-02-28 00:00:00"),
        ("20190228112505", "2019-02-28 11:25:05"),
        (43524.476, "2019-02-28 11:25:26"),
        (datetime(2019, 2, 28, 11, 25, 5), "2019-02-28 11:25:05"),  # noqa: DTZ001
        (date(2019, 2, 28), "2019-02-28 00:00:00"),
    ],
)
def test_a_date_is_read_as_the_office_means_it(cell: object, meant: str) -> None:
    found = moment_of(cell, zone=SHANGHAI)
    assert found is not None
    assert found.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") == meant


@pytest.mark.parametrize(
    "cell",
    [
        "2019-02-30", "28/02/2019", "19-2-28", "昨天", "2019-13-01", "2019-02-28 25:00", "44444444444", time(11, 25),
        True, 12.0, "2019-02-28 下午13点99分",
    ],
)  # fmt: skip
def test_it_refuses_a_date_that_could_mean_something_else_or_nothing(cell: object) -> None:
    with pytest.raises(BadDate):
        moment_of(cell, zone=SHANGHAI)


@pytest.mark.parametrize("cell", [None, "", "  ", "\u3000"])
def test_a_blank_cell_has_no_date(cell: object) -> None:
    assert moment_of(cell, zone=SHANGHAI) is None


def test_the_forms_of_the_map_come_first() -> None:
    found = moment_of("28/02/2019", zone=SHANGHAI, formats=("%d/%m/%Y",))
    assert found == datetime(2019, 2, 27, 16, tzinfo=UTC)


@given(st.datetimes(min_value=datetime(1992, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001
def test_every_second_survives_being_typed(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    typed = f"{moment:%Y}年{moment.month}月{moment.day}日 {moment:%H:%M:%S}"
    assert moment_of(typed, zone=SHANGHAI) == moment.replace(tzinfo=SHANGHAI)


@given(st.text())
def test_no_text_makes_it_stumble(text: str) -> None:
    said = text_of(text)
    assert "\0" not in said
    assert said == said.strip(" \n")
    with suppress(BadDate):
        moment_of(text, zone=SHANGHAI)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (188006.0, "188006"),
        (1.5, "1.5"),
        (True, "True"),
        (" a\r\n\t b \r\n", "a\nb"),
        (None, ""),
        ("a\0b", "ab"),
    ],
)
def test_a_cell_says_what_is_seen(cell: object, text: str) -> None:
    assert text_of(cell) == text


def test_a_number_may_be_typed_wide_and_with_commas() -> None:
    assert number_of("１,２００") == 1200


@pytest.mark.parametrize("cell", ["abc", True, date(2019, 1, 1), "12人"])
def test_it_refuses_what_is_no_number(cell: object) -> None:
    with pytest.raises(BadNumber):
        number_of(cell)


def test_names_of_columns_are_compared_without_blanks_and_width() -> None:
    assert name_of(" 留言 时间\n") == name_of("留言时间")
    assert name_of("ＩＤ") == name_of("id")
