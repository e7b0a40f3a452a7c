"""The weighted sheet, and what may be decided on which grade."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from linli.assessments.errors import AnswerMissing, AnswerUnknown
from linli.assessments.policies.grading import Opinions, graded
from linli.assessments.policies.opinions import shown
from linli.assessments.policies.rules import AssessmentRule
from linli.assessments.policies.states import Decision, Grade, Status, why_not_decide
from linli.people.testing import value_of_rule

VALUE = value_of_rule("assessments")
RULE = AssessmentRule.model_validate(VALUE)
BEST = {item.code: "in_order" for item in RULE.items}
WORST = {item.code: "not_met" for item in RULE.items}


def test_the_sheet_of_anhe_makes_a_hundred() -> None:
    assert len(RULE.kinds) == 11
    weights = {test.code: sum(item.weight for item in test.items) for test in RULE.tests}
    assert weights == {"legality": 10, "reasonableness": 25, "feasibility": 10, "controllability": 20}
    assert RULE.opinion.weight == 35


@pytest.mark.parametrize(
    ("answers", "opinions", "grade", "score", "reason"),
    [
        (BEST, Opinions(support=90, mild=10), "low", "1.05", "score"),
        (BEST, Opinions(support=80, mild=20), "medium", "2.10", "opposed_many"),
        (BEST, Opinions(support=50, strong=50), "medium", "17.50", "opposed_many"),
        (BEST, Opinions(support=49, strong=51), "high", "17.85", "opposed_most"),
        (WORST, Opinions(support=100), "high", "65.00", "score"),
        (BEST, Opinions(), "medium", "35.00", "score"),
        (
            {**BEST, "fair_compensation": "not_met", "funds": "doubtful"},
            Opinions(support=9, neutral=1), "low", "11.40", "score",
        ),
    ],
)  # fmt: skip
def test_grades_by_points_and_by_what_people_say(answers, opinions, grade, score, reason) -> None:
    found = graded(RULE, answers, opinions)
    assert (found.grade, found.score, found.reason) == (grade, Decimal(score), reason)


def test_an_answer_that_is_missing_or_unknown_is_refused() -> None:
    with pytest.raises(AnswerMissing):
        graded(RULE, {name: value for name, value in BEST.items() if name != "power"}, Opinions())
    with pytest.raises(AnswerUnknown):
        graded(RULE, {**BEST, "power": "perhaps"}, Opinions())


counts = st.integers(0, 500)
opinions_ = st.builds(Opinions, counts, counts, counts, counts, counts)


@settings(max_examples=60, deadline=None)
@given(opinions_, st.integers(1, 50))
def test_more_opposition_never_lowers_the_risk(opinions: Opinions, more: int) -> None:
    before, after = graded(RULE, BEST, opinions), graded(RULE, BEST, opinions + Opinions(strong=more))
    order = list(Grade)
    if opinions.total:
        assert after.score >= before.score
        assert order.index(after.grade) >= order.index(before.grade)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from("abcde"), st.integers(0, 40), min_size=1), st.integers(3, 10))
def test_no_small_count_is_shown_and_none_can_be_reckoned(found: dict[str, int], least: int) -> None:
    told = shown(found, least)
    hidden = [name for name in found if told[name].startswith("<")]
    assert all(0 < found[name] < least for name in found if 0 < found[name] < least and name in hidden)
    assert all(name in hidden for name, count in found.items() if 0 < count < least)
    positive = [name for name, count in found.items() if count]
    assert len(hidden) != 1 or len(positive) == 1


@pytest.mark.parametrize(
    ("decision", "status", "first", "last", "code"),
    [
        ("approve", Status.IDENTIFIED, None, None, "assessments.not_assessed"),
        ("approve_with_measures", Status.REVIEWED, Grade.LOW, Grade.LOW, "assessments.not_assessed"),
        ("approve", Status.FILED, Grade.HIGH, Grade.HIGH, "assessments.high_risk"),
        ("approve_with_measures", Status.FILED, Grade.HIGH, Grade.HIGH, "assessments.high_risk"),
        ("approve_with_measures", Status.FILED, Grade.MEDIUM, Grade.MEDIUM, "assessments.change_first"),
        ("approve", Status.FILED, Grade.MEDIUM, Grade.LOW, "assessments.measures_belong"),
        ("approve_with_measures", Status.FILED, Grade.MEDIUM, Grade.LOW, None),
        ("approve", Status.FILED, Grade.LOW, Grade.LOW, None),
        ("defer", Status.IDENTIFIED, None, None, None),
        ("reject", Status.FILED, Grade.HIGH, Grade.HIGH, None),
    ],
)
def test_what_may_be_decided(decision, status, first, last, code) -> None:
    refusal = why_not_decide(Decision(decision), status, first, last)
    assert (refusal.code if refusal else None) == code


def test_a_sheet_whose_points_do_not_make_a_hundred_is_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        AssessmentRule.model_validate({**VALUE, "opinion": {**VALUE["opinion"], "weight": 30}})
    assert caught.value.errors()[0]["ctx"]["error"].args[0].code == "assessments.weights_not_hundred"
