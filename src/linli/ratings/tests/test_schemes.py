from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from pydantic import ValidationError

from linli.matters.testing import SmallCity
from linli.people.testing import value_of_rule
from linli.ratings.errors import CountsPetitions, StepsLeaveGap, StepsOverlap, UnmetMissing
from linli.ratings.policies.scheme import FactKinds, Scheme, Schemes
from linli.rulebook.packs.documents import Document, read_documents
from linli.rulebook.packs.faults import Fault
from linli.rulebook.packs.rules import declared_in


def a_scheme(**more: Any) -> dict[str, Any]:
    name = {"zh": "试评", "en": "Trial"}
    return {
        "code": "trial", "name": name, "about": name, "entities": ["enterprise"], "counts": "points",
        "dimensions": [{"code": "one", "name": name, "asks": name, "facts": [{"kind": "a.b", "points": 10}]}],
        "steps": steps((0, 9), (10, None)), "period": "quarter", "review_from": "orange", "months": 6,
        "appeal_within": "10 working_days", "decide_within": "15 working_days", "is_public": True, **more,
    }  # fmt: skip


def steps(*bounds: tuple[int, int | None]) -> list[dict[str, Any]]:
    colours = ["blue", "yellow", "orange", "red"]
    name = {"zh": "级", "en": "Step"}
    return [
        {"colour": colours[place], "name": name, "first": first, "last": last}
        for place, (first, last) in enumerate(bounds)
    ]


def refused(value: dict[str, Any]) -> Any:
    with pytest.raises(ValidationError) as error:
        Scheme.model_validate(value)
    return error.value.errors()[0]["ctx"]["error"].args[0]


@pytest.mark.parametrize(
    ("bounds", "fault"),
    [
        ([(0, 39), (60, None)], StepsLeaveGap),
        ([(1, None)], StepsLeaveGap),
        ([(0, 39), (40, 59)], StepsLeaveGap),
        ([(0, 40), (40, None)], StepsOverlap),
        ([(0, None), (40, None)], StepsOverlap),
        ([(0, 39), (40, 30), (31, None)], StepsOverlap),
    ],
)
def test_a_scheme_with_a_gap_or_an_overlap_is_refused(bounds: list[Any], fault: type) -> None:
    assert type(refused(a_scheme(steps=steps(*bounds)))) is fault


def test_the_gap_is_named() -> None:
    assert "40 to 59" in refused(a_scheme(steps=steps((0, 39), (60, None)))).in_language("en")


def test_a_dimension_that_is_counted_says_when_it_is_unmet() -> None:
    assert type(refused(a_scheme(counts="unmet"))) is UnmetMissing


@pytest.mark.parametrize("words", ["信访量", "越级访批次", "petition count"])
def test_no_dimension_counts_petitions(words: str) -> None:
    value = a_scheme()
    value["dimensions"][0]["asks"] = {"zh": words, "en": words}
    assert type(refused(value)) is CountsPetitions


@pytest.mark.parametrize(
    "code", ["petition.count", "petition.petitioners", "case.petitions", "x.petition_count"]
)
def test_no_kind_of_fact_counts_petitions(code: str) -> None:
    name = {"zh": "名", "en": "Name"}
    with pytest.raises(ValidationError):
        FactKinds.model_validate({"kinds": {code: {"name": name, "evidence": name, "recorder": name}}})


def test_the_schemes_of_anhe_use_kinds_of_facts_that_it_has() -> None:
    schemes = Schemes.model_validate(value_of_rule("ratings-schemes"))
    kinds = FactKinds.model_validate(value_of_rule("ratings-facts")).kinds
    assert {use.kind for scheme in schemes.schemes for use in scheme.uses} <= set(kinds)
    assert {each.code for each in schemes.schemes} == {
        "three_zero",
        "enterprise_risk",
        "credit_grade",
        "compound",
    }


@pytest.mark.parametrize(
    ("total", "colour"), [(0, "blue"), (39, "blue"), (40, "yellow"), (60, "orange"), (99, "red")]
)
def test_totals_stand_on_their_steps(total: int, colour: str) -> None:
    scheme = Schemes.model_validate(value_of_rule("ratings-schemes")).coded("enterprise_risk")
    assert scheme is not None
    assert scheme.steps[scheme.step_at(total)].colour == colour


# Where a city sets its schemes


def with_a_gap() -> dict[str, Any]:
    return {"schemes": [a_scheme(steps=steps((0, 39), (60, None)))]}


def test_a_city_pack_with_a_gap_is_refused_in_words_and_with_its_line() -> None:
    value = {"key": "ratings.schemes", "valid_from": "2026-01-01", "value": with_a_gap()}
    (document,) = read_documents("rules/ratings-schemes.yaml", json.dumps(value, indent=1).encode())
    assert isinstance(document, Document)
    faults = [each.as_dict() for each in declared_in(document) if isinstance(each, Fault)]
    (gap,) = [each for each in faults if "分级有空档：没有写40到59属于哪一级" in each["zh"]]
    assert gap["line"] > 1


@pytest.mark.django_db
def test_the_page_of_the_rule_refuses_a_gap_in_words(
    city: SmallCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: city.now)
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    account = city.cast.accounts["security_admin"]
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    told = {"text": json.dumps(with_a_gap()), "valid_from": "2026-04-01"}
    answer = client.post("/administration/rules/ratings.schemes/", told)
    assert answer.status_code == 422
    assert "没有写40到59属于哪一级" in answer.content.decode()
