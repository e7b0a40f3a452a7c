"""Appraisals: counted from what is on record, the same when computed again, corrected by somebody else only."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from linli.core.actor import SYSTEM, Actor, ActorKind
from linli.journal.queries import verify
from linli.people.models import Unit
from linli.people.testing import value_of_rule
from linli.rulebook.actions import set_rule
from linli.targets import errors
from linli.targets.actions import appraising
from linli.targets.models import Appraisal, Objection, Sheet
from linli.targets.policies import Share, TaskVerb, ranked, scored
from linli.targets.queries.appraisals import holds, lines_of
from linli.targets.rules import AppraisalRule
from linli.targets.tests.plans import Office
from linli.targets.tests.test_tasks import do, finish

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
RULE = {
    "name": {"zh": "考核", "en": "Appraisal"},
    "unit_kinds": ["housing_bureau", "government"],
    "levels": ["city", "county"],
    "object_within": "10 working_days",
    "decide_within": "15 working_days",
    "indicators": [
        {
            "code": "tasks",
            "name": {"zh": "任务", "en": "Tasks"},
            "weight": 70,
            "parts": [
                {
                    "code": "accepted",
                    "name": {"zh": "验收", "en": "Accepted"},
                    "weight": 40,
                    "source": "tasks_accepted",
                },
                {
                    "code": "steps",
                    "name": {"zh": "节点", "en": "Steps"},
                    "weight": 30,
                    "source": "milestones_on_time",
                },
            ],
        },
        {"code": "spot", "name": {"zh": "抽查", "en": "On the spot"}, "weight": 30, "source": "checked"},
    ],
}


def judge(office: Office, who: str = "supervisor") -> Actor:
    return Actor(ActorKind.ACCOUNT, office.city.cast.accounts[who].pk, office.city.unit("city"))


def prepared(office: Office) -> Appraisal:
    """Half a year in which the housing bureau brought its task home, with its first step a week late."""
    set_rule("targets.appraisal", RULE, date(2024, 1, 1), by=SYSTEM, now=office.city.now)
    office.plan()
    finish(office, "1-1", "handler")
    do(office, "supervisor", TaskVerb.ACCEPT)
    office.city.later(days=120)
    issuer = Unit.objects.get(code="city")
    return appraising.prepare(
        name="上半年考核", issuer=issuer, first_on=FIRST, last_on=LAST, by=judge(office), now=office.city.now
    )


def sheet_of(code: str) -> Sheet:
    return Sheet.objects.select_related("appraisal", "unit").get(unit__code=code)


def published(office: Office) -> Appraisal:
    appraisal = prepared(office)
    for code in ("housing", "riverside", "city", "hillside"):
        appraising.fill(
            sheet=sheet_of(code), indicator="spot", numerator=8, denominator=10, words="抽查十处", by=judge(office),
            now=office.city.now,
        )  # fmt: skip
    appraising.publish(appraisal=appraisal, by=judge(office), now=office.city.now)
    return appraisal


def test_numbers_are_counted_from_what_is_on_record(office: Office) -> None:
    prepared(office)
    sheet = sheet_of("housing")
    assert sheet.inputs == {
        "accepted": {"numerator": 1, "denominator": 1},
        "steps": {"numerator": 2, "denominator": 3},
    }
    assert sheet.points == {"accepted": "40.00", "steps": "20.00", "spot": None}
    assert sheet.score == Decimal("85.71")  # 60 of 70


def test_what_was_not_due_counts_neither_for_nor_against(office: Office) -> None:
    """Hillside has no task: no score, not full marks."""
    prepared(office)
    assert sheet_of("hillside").score is None
    assert {line.points for line in lines_of(sheet_of("hillside"))} == {None}


def test_a_published_score_is_what_anybody_computes_again(office: Office) -> None:
    published(office)
    changed = {**RULE, "indicators": [{**RULE["indicators"][1], "weight": 100}]}
    set_rule("targets.appraisal", changed, date(2024, 1, 1), by=SYSTEM, now=office.city.now)
    assert all(holds(sheet) for sheet in Sheet.objects.select_related("appraisal"))
    assert sheet_of("housing").score == Decimal("84.00")  # 40 + 20 + 24
    assert verify().broken == []


def test_a_forged_score_does_not_hold(office: Office) -> None:
    published(office)
    Sheet.objects.filter(unit__code="housing").update(score=Decimal("99.00"))
    assert not holds(sheet_of("housing"))


def test_a_published_sheet_is_frozen(office: Office) -> None:
    published(office)
    with pytest.raises(errors.Frozen):
        appraising.fill(
            sheet=sheet_of("housing"), indicator="spot", numerator=1, denominator=1, words="x", by=SYSTEM,
            now=office.city.now,
        )  # fmt: skip


def test_it_is_not_published_with_numbers_missing(office: Office) -> None:
    appraisal = prepared(office)
    with pytest.raises(errors.NumbersMissing, match="抽查"):
        appraising.publish(appraisal=appraisal, by=SYSTEM, now=office.city.now)


def test_a_period_is_appraised_when_it_is_over_and_once(office: Office) -> None:
    issuer = Unit.objects.get(code="city")
    with pytest.raises(errors.AppraisalNotOver):
        appraising.prepare(
            name="x", issuer=issuer, first_on=FIRST, last_on=LAST, by=SYSTEM, now=office.city.now
        )
    prepared(office)
    with pytest.raises(errors.AppraisalTwice):
        appraising.prepare(
            name="x", issuer=issuer, first_on=FIRST, last_on=LAST, by=SYSTEM, now=office.city.now
        )


def objection(office: Office) -> Objection:
    published(office)
    by = Actor(ActorKind.ACCOUNT, office.city.cast.handler.pk, office.city.unit("housing"))
    return appraising.object_to(
        sheet=sheet_of("housing"), indicator="steps", words="首个节点早于计划下达", by=by, now=office.city.now
    )


def test_an_upheld_objection_corrects_the_sheet_and_moves_the_places(office: Office) -> None:
    raised = objection(office)
    appraising.decide(
        objection=raised, corrected=(3, 3), reasons="节点早于下达日，不应计入", by=judge(office, "leader"),
        now=office.city.now,
    )  # fmt: skip
    sheet = sheet_of("housing")
    assert (sheet.score, sheet.revision, holds(sheet)) == (Decimal("94.00"), 2, True)
    assert Objection.objects.get().status == "upheld"
    places = dict(ranked(dict(Sheet.objects.values_list("unit_id", "score"))))
    assert places[sheet.unit_id] == 1


def test_a_rejected_objection_changes_nothing(office: Office) -> None:
    raised = objection(office)
    before = sheet_of("housing").score
    appraising.decide(
        objection=raised, corrected=None, reasons="记录无误", by=judge(office, "leader"), now=office.city.now
    )
    assert (sheet_of("housing").score, sheet_of("housing").revision) == (before, 1)


@pytest.mark.parametrize("who", ["supervisor", "the unit itself"])
def test_who_judged_or_is_judged_does_not_decide(office: Office, who: str) -> None:
    raised = objection(office)
    unit = Actor(ActorKind.ACCOUNT, office.city.cast.handler.pk, office.city.unit("housing"))
    by = judge(office) if who == "supervisor" else unit
    with pytest.raises(errors.NotOnesOwn):
        appraising.decide(objection=raised, corrected=(3, 3), reasons="x", by=by, now=office.city.now)


def test_an_objection_is_decided_once(office: Office) -> None:
    raised = objection(office)
    decider = judge(office, "leader")
    appraising.decide(objection=raised, corrected=None, reasons="x", by=decider, now=office.city.now)
    with pytest.raises(errors.ObjectionUnknown):
        appraising.decide(objection=raised, corrected=(3, 3), reasons="x", by=decider, now=office.city.now)


def test_an_objection_comes_in_time(office: Office) -> None:
    published(office)
    later = office.city.now + timedelta(days=20)
    with pytest.raises(errors.ObjectionTooLate):
        appraising.object_to(sheet=sheet_of("housing"), indicator="steps", words="x", by=SYSTEM, now=later)


# The rule and the arithmetic


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"weight": 60}, "make 70, not 60"),
        ({"parts": []}, "parts or a source"),
        ({"name": {"zh": "信访量控制", "en": "x"}}, "petitions"),
        ({"name": {"zh": "网格员个人得分", "en": "x"}}, "petitions"),
    ],
)
def test_a_tree_that_does_not_add_up_or_counts_people_is_refused(change, why, settings) -> None:
    from django.utils import translation

    first, *rest = RULE["indicators"]
    with translation.override("en"), pytest.raises(ValidationError, match=why):
        AppraisalRule.model_validate({**RULE, "indicators": [{**first, **change}, *rest]})


def test_anhes_own_rule_adds_up() -> None:
    rule = AppraisalRule.model_validate(value_of_rule("targets-appraisal"))
    assert sum(rule.weights.values()) == 100


SHARES = st.integers(0, 50).flatmap(lambda whole: st.builds(Share, st.integers(0, whole), st.just(whole)))


@given(st.lists(SHARES, min_size=3, max_size=3))
def test_a_score_lies_between_none_and_all(shares) -> None:
    weights = {"a": Decimal(40), "b": Decimal(30), "c": Decimal(30)}
    result = scored(weights, dict(zip(weights, shares, strict=True)))
    assert (result.score is None) == all(share.denominator == 0 for share in shares)
    assert result.score is None or 0 <= result.score <= 100


@given(st.lists(SHARES, min_size=3, max_size=3), st.integers(0, 2))
def test_one_more_done_never_lowers_a_score(shares, place) -> None:
    weights = {"a": Decimal(40), "b": Decimal(30), "c": Decimal(30)}
    before = scored(weights, dict(zip(weights, shares, strict=True))).score
    share = shares[place]
    better = Share(min(share.numerator + 1, share.denominator), share.denominator)
    after = scored(
        weights, dict(zip(weights, [*shares[:place], better, *shares[place + 1 :]], strict=True))
    ).score
    assert before is None or after is not None
    assert before is None or after >= before


def test_equal_scores_share_a_place() -> None:
    scores = {1: Decimal(90), 2: Decimal(95), 3: Decimal(90), 4: None, 5: Decimal(80)}
    assert dict(ranked(scores)) == {2: 1, 1: 2, 3: 2, 5: 4, 4: None}
