from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from linli.command.policies.rising import Rise, rising
from linli.command.policies.rules import Rising

RULE = Rising()
numbers = st.dictionaries(st.sampled_from("abcdefghij"), st.integers(0, 200))


def test_a_kind_rises_from_half_again_its_usual_number() -> None:
    assert rising({"a": 12, "b": 11}, {"a": 32, "b": 32}, RULE) == (Rise("a", 12, Fraction(8)),)


def test_fewer_than_five_never_rise() -> None:
    assert rising({"a": 4}, {}, RULE) == ()


@given(numbers, numbers)
def test_what_rises_comes_often_enough_and_the_steepest_first(
    recent: dict[str, int], before: dict[str, int]
) -> None:
    found = rising(recent, before, RULE)
    above = [each.count - each.usual for each in found]
    assert above == sorted(above, reverse=True)
    assert len(found) <= RULE.shown
    assert all(each.count >= 5 and each.count >= each.usual * Fraction(3, 2) for each in found)
