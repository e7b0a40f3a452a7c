from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from linli.catalogue.packs.messages import composed
from linli.catalogue.policies.messages import PLACEHOLDERS, Composed, read_composed
from linli.demo.messages import ANGRY, Places, messages
from linli.rulebook.packs import Pack

ANHE = Path(__file__).parents[4] / "cities" / "anhe"


@pytest.fixture(scope="module")
def texts() -> list[Composed]:
    return composed(Pack.at(ANHE))


def made(texts, **changes) -> list:
    return list(messages(texts, **{"seed": 7, "count": 5000, **changes}))


def test_the_same_seed_tells_the_same(texts) -> None:
    assert made(texts, count=200) == made(texts, count=200)
    assert made(texts, count=200) != made(texts, count=200, seed=8)


def test_fewer_are_the_beginning_of_more(texts) -> None:
    assert made(texts, count=50) == made(texts, count=200)[:50]


def test_thousands_are_distinct(texts) -> None:
    found = made(texts)
    assert len({message.text for message in found}) > 0.97 * len(found)


def test_every_kind_has_its_turn(texts) -> None:
    told = Counter(message.kind_code for message in made(texts, duplicates=0))
    assert set(told) == {each.kind_code for each in texts}
    assert max(told.values()) - min(told.values()) <= 1


def test_nothing_is_left_open(texts) -> None:
    assert not any(re.search(r"[{}]", message.title + message.text) for message in made(texts))


def test_lengths_are_those_of_people(texts) -> None:
    lengths = [len(message.text) for message in made(texts)]
    assert min(lengths) >= 20
    assert max(lengths) <= 200
    assert 40 <= sum(lengths) / len(lengths) <= 90


def test_telephone_numbers_are_nobodys(texts) -> None:
    assert all(re.fullmatch(r"19900\d{6}", message.phone) for message in made(texts))


class TestDuplicates:
    def test_so_many_tell_what_another_told(self, texts) -> None:
        share = sum(message.duplicate_of is not None for message in made(texts)) / 5000
        assert 0.03 < share < 0.05

    def test_they_are_of_the_same_kind_and_place_and_from_somebody_else(self, texts) -> None:
        found = made(texts)
        for message in found:
            if message.duplicate_of is None:
                continue
            first = found[message.duplicate_of]
            assert message.kind_code == first.kind_code
            assert first.duplicate_of is None
            assert message.text != first.text
            assert message.phone != first.phone
            assert first.places == message.places
            assert first.source == message.source

    def test_none_where_none_are_wanted(self, texts) -> None:
        assert all(message.duplicate_of is None for message in made(texts, count=500, duplicates=0))


def test_nobody_is_angry_who_only_asks_or_thanks(texts) -> None:
    calm = [
        message for message in made(texts) if message.kind_code.startswith(("consult.", "feedback.praise"))
    ]
    assert calm
    assert not any(words in message.text for message in calm for words in ANGRY)


def test_slips_are_some_and_none_where_none_are_wanted(texts) -> None:
    clean = made(texts, count=1000, typos=0)
    slipped = made(texts, count=1000, typos=1)
    assert sum(one.text != other.text for one, other in zip(clean, slipped, strict=True)) > 300


def test_a_city_may_bring_its_own_places(texts) -> None:
    here = Places(estate=("枫蓼社区",))
    assert all(
        message.places["estate"] == "枫蓼社区"
        for message in made(texts, count=300, places=here)
        if "estate" in message.places
    )


def test_every_open_place_can_be_filled() -> None:
    assert all(getattr(Places(), name) for name in PLACEHOLDERS)


def test_nothing_comes_of_nothing() -> None:
    with pytest.raises(ValueError, match="nothing"):
        next(messages([], seed=1, count=1))


@pytest.mark.parametrize(
    "written",
    ["没有竖线的一句话不是消息不是消息不是消息", "|没有标题的正文不是消息不是消息不是消息", "标题|太短"],
)
def test_a_message_is_a_title_and_a_text(written) -> None:
    assert read_composed("road", written) is None
