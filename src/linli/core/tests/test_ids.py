from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from linli.core.ids import BLOCK, NumberSource, luhn_digit

digits = st.text("0123456789", min_size=1, max_size=24)


@pytest.mark.parametrize(
    ("number", "digit"), [("7992739871", "3"), ("0", "0"), ("1", "8"), ("99010226112000001", "0")]
)
def test_luhn_digit_of_known_numbers(number: str, digit: str) -> None:
    assert luhn_digit(number) == digit


@given(digits, st.data())
def test_luhn_digit_shows_any_single_wrong_digit(number: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(number) - 1))
    wrong = data.draw(st.sampled_from([each for each in "0123456789" if each != number[at]]))
    assert luhn_digit(number[:at] + wrong + number[at + 1 :]) != luhn_digit(number)


@pytest.fixture
def sequence(transactional_db: None) -> str:
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE test_numbers MINVALUE 0")
    yield "test_numbers"
    with connection.cursor() as cursor:
        cursor.execute("DROP SEQUENCE test_numbers")


def take_many(source: NumberSource, count: int) -> list[int]:
    try:
        return [source.take() for _ in range(count)]
    finally:
        connection.close()


def test_numbers_are_unique_over_threads_and_over_sources(sequence: str) -> None:
    sources = [NumberSource(sequence), NumberSource(sequence)]
    with ThreadPoolExecutor(4) as pool:
        taken = [
            number for part in pool.map(lambda i: take_many(sources[i % 2], 150), range(4)) for number in part
        ]
    assert len(set(taken)) == 600


def test_one_round_trip_gives_a_block(sequence: str, django_assert_num_queries: object) -> None:
    source = NumberSource(sequence)
    with django_assert_num_queries(2):
        numbers = [source.take() for _ in range(BLOCK + 1)]
    assert numbers == list(range(BLOCK + 1))


def test_a_forgotten_block_is_not_used_again(sequence: str) -> None:
    source = NumberSource(sequence)
    first = source.take()
    source.forget()
    assert source.take() == first + BLOCK
