from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.language.policies import lexemes, search_query, shingles, similarity
from linli.language.policies.pinyin import readings, sound_of, syllables
from linli.language.policies.text import fold, without_personal_numbers
from linli.language.policies.tokens import MOST_LEXEMES
from linli.language.search import finding, vector_of

TEXT = (
    "小区门口的自来水管破裂了，请尽快维修。编号AH20261121000123，WiFi坏了，幸福路12号院3栋，颱風過後沒人管水"
)

FOUND = [
    "水管",
    "自来水管破裂",
    "水",
    "破裂",
    "自来水 维修",
    "shuiguan",
    "shui guan",
    "shuig",
    "Shuiguan polie",
    "shuiguanpolie",
    "wifi",
    "WIFI",
    "ＷｉＦｉ",
    "wi",
    "AH20261121000123",
    "ah2026",
    "12号",
    "3栋",
    "台风",
    "颱風",
    "路",
    "維修",
    "zilaishui",
    "没人管水",
]
NOT_FOUND = [
    "电梯",
    "水管 电梯",
    "dianti",
    "123",
    "2",
    "火",
    "",
    "   ",
    "、。！",
    "🙂",
    "20261121000123",
]
PERSONAL = [
    "13812345678",
    "138 1234 5678",
    "138-1234-5678",
    "+8613812345678",
    "0312-8765432",
    "031287654321",
    "37098219900101123X",
    "370982199001011237",
    "6222 0212 3456 7890 123",
    "QQ123456",
    "qq:1234567",
    "１３８１２３４５６７８",
    "tel13812345678",
    "8765432",
]


def matches(text: str, words: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_to_tsvector(%s) @@ %s::tsquery", [lexemes(text), search_query(words)])
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db
@pytest.mark.parametrize("words", FOUND)
def test_a_text_is_found_by(words: str) -> None:
    assert matches(TEXT, words)


@pytest.mark.django_db
@pytest.mark.parametrize("words", NOT_FOUND)
def test_a_text_is_not_found_by(words: str) -> None:
    assert not matches(TEXT, words)


@pytest.mark.parametrize("number", PERSONAL)
def test_a_number_that_may_name_a_person_is_neither_stored_nor_asked_for(number: str) -> None:
    digits = [each for each in lexemes(f"我的号码是{number}，谢谢") if sum(map(str.isdigit, each)) > 3]
    assert digits == []
    assert not any(each.isdigit() for each in search_query(number))


@pytest.mark.parametrize("kept", ["12号院3栋", "2026年3月6日", "110和12345", "AH20261121000123", "G107国道"])
def test_numbers_of_houses_days_and_codes_are_kept(kept: str) -> None:
    assert without_personal_numbers(fold(kept)) == fold(kept)


def test_tokens_are_few_and_each_comes_once() -> None:
    tokens = lexemes("".join(chr(0x4E00 + number * 7 % 9_000) for number in range(50_000)))
    assert len(tokens) == len(set(tokens)) <= MOST_LEXEMES
    assert lexemes(TEXT) == lexemes(TEXT)
    assert lexemes("") == []


@pytest.mark.django_db
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=80), st.text("abcx 水管'\\&|!<>():*-_.\0𠀀é1", max_size=40)))
def test_whatever_is_typed_or_written_postgresql_takes_it(typed: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsquery, to_tsquery('simple', %s)", [search_query(typed)] * 2)
        cursor.execute("SELECT array_to_tsvector(%s::text[])", [lexemes(typed)])


@pytest.mark.django_db
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("水管破裂abc路12号，. 没颱風", min_size=1, max_size=20))
def test_every_text_with_a_word_in_it_finds_itself(text: str) -> None:
    if search_query(text) and len(search_query(text).split(" & ")) < 16:
        assert matches(text, text)


@pytest.mark.django_db
def test_column_and_query_can_be_used_with_the_orm() -> None:
    from linli.people.models import Account

    Account.objects.create(username="clerk")
    rows = Account.objects.annotate(vector=vector_of(TEXT))
    assert rows.filter(vector=finding("水管")).exists()
    assert not rows.filter(vector=finding("电梯")).exists()
    assert rows.filter(vector=finding("水管") & ~finding("电梯")).exists()
    assert not rows.filter(vector=finding("")).exists()


class TestLikeness:
    def test_a_text_is_like_itself_whatever_its_spaces(self) -> None:
        assert similarity("水管破裂了，请维修", "水管破裂了 请维修！") == pytest.approx(1)

    def test_a_repeated_report_is_more_alike_than_one_about_another_thing(self) -> None:
        first = shingles("幸福路12号院门口水管破裂，水流到马路上")
        again = similarity(first, "幸福路12号院门口的水管破裂了，水一直流到马路上")
        other = similarity(first, "幸福路12号院门口路灯不亮")
        assert again > 0.7 > 0.6 > other

    @pytest.mark.parametrize(("one", "other"), [("", ""), ("", "水管"), ("🙂", "水管"), ("水", "火")])
    def test_nothing_in_common_is_zero(self, one: str, other: str) -> None:
        assert similarity(one, other) == 0

    @given(st.text(max_size=60), st.text(max_size=60))
    def test_it_is_symmetric_and_between_0_and_1(self, one: str, other: str) -> None:
        assert similarity(one, other) == pytest.approx(similarity(other, one))
        assert 0 <= similarity(one, other) <= 1


class TestPinyin:
    @pytest.mark.parametrize(
        ("word", "sound"),
        [
            ("水管", "shuiguan"),
            ("重庆", "chongqing"),
            ("银行", "yinhang"),
            ("绿化", "lvhua"),
            ("女儿", "nver"),
        ],
    )
    def test_a_word_sounds_as_it_is_typed(self, word: str, sound: str) -> None:
        assert sound_of(word) == sound

    def test_the_syllables_are_those_of_standard_chinese(self) -> None:
        assert {"shui", "guan", "lv", "nve", "zhuang", "er", "a"} <= syllables()
        assert not syllables() & {"ng", "m", "shuig", "wifi", ""}
        assert 400 <= len(syllables()) <= 450

    @pytest.mark.parametrize(
        ("typed", "reading"),
        [("shuiguan", ("shui", "guan")), ("xian", ("xian",)), ("wifi", None), ("", None), ("a" * 99, None)],
    )
    def test_letters_are_read_as_whole_syllables(self, typed: str, reading: tuple[str, ...] | None) -> None:
        assert next(iter(readings(typed)), None) == reading
