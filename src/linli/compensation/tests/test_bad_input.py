"""What makes no sense is refused in words, in both languages, with the field that is wrong."""

from __future__ import annotations

import re
from typing import Any

import pytest

from linli.compensation.errors import CaseRefused, FileTooLarge, NotJson
from linli.compensation.queries import Shelf, compute
from linli.compensation.reading import as_written, case_of, read_case

from .cases import CAR, EBIKE, VAN, a_case, walker

CHINESE = re.compile(r"[一-鿿]")
BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "shares that are not 100": ({"liability": {"car": 80}}, "liability", "shares_not_whole"),
    "shares over 100": ({"liability": {"car": 80, "walker": 30}}, "liability", "shares_not_whole"),
    "no shares": ({"liability": {}}, "liability", "shares_missing"),
    "a share over 100": ({"liability": {"car": 101}}, "liability.car", "value_unfit"),
    "a share of somebody unknown": ({"liability": {"bus": 100}}, "liability.bus", "unknown_id"),
    "degrees that do not go together": (
        {"liability": {"car": "main", "walker": "equal"}},
        "liability",
        "degrees_unfit",
    ),
    "an unknown degree": ({"liability": {"car": "much"}}, "liability.car", "value_unfit"),
    "more than a tenth without fault": (
        {"liability": {"car": {"degree": "none", "share": 20}, "walker": 80}},
        "liability.car",
        "faultless_pays_too_much",
    ),
    "a negative amount": (
        {"victims": [walker(medical=-1)]},
        "victims[0].losses.medical",
        "value_unfit",
    ),
    "an amount that is no number": (
        {"victims": [walker(medical="a lot")]},
        "victims[0].losses.medical",
        "value_unfit",
    ),
    "true as an amount": (
        {"victims": [walker(medical=True)]},
        "victims[0].losses.medical",
        "no_number",
    ),
    "tenths of a cent": (
        {"victims": [walker(medical="0.005")]},
        "victims[0].losses.medical",
        "too_many_places",
    ),
    "an item nobody knows": ({"victims": [walker(luck=1)]}, "victims[0].losses.luck", "field_unknown"),
    "negative days": (
        {"victims": [walker(nutrition={"days": -1})]},
        "victims[0].losses.nutrition.days",
        "value_unfit",
    ),
    "days that are no number of days": (
        {"victims": [walker(nutrition={"days": 1.5})]},
        "victims[0].losses.nutrition.days",
        "value_unfit",
    ),
    "days without a rate": (
        {"parameters": {}, "victims": [walker(nutrition={"days": 1})]},
        "victims[0].losses.nutrition.rate",
        "figure_missing",
    ),
    "income given twice": (
        {"victims": [walker(lost_wages={"days": 1, "daily": 1, "monthly": 1})]},
        "victims[0].losses.lost_wages",
        "one_of",
    ),
    "days that end before they begin": (
        {"victims": [walker(lost_wages={"since": "2026-03-02", "until": "2026-03-01", "daily": 1})]},
        "victims[0].losses.lost_wages.until",
        "dates_out_of_order",
    ),
    "an unknown trade": (
        {"victims": [walker(lost_wages={"days": 1, "trade": "flying"})]},
        "victims[0].losses.lost_wages.trade",
        "trade_unknown",
    ),
    "an unknown trade of the second job": (
        {"victims": [walker(lost_wages=[5, {"days": 1, "trade": "flying"}])]},
        "victims[0].losses.lost_wages[1].trade",
        "trade_unknown",
    ),
    "a receipt among several that is no number": (
        {"victims": [walker(medical=[10, "ten"])]},
        "victims[0].losses.medical[1]",
        "value_unfit",
    ),
    "care for 21 years": (
        {"victims": [walker(nursing={"years": 21})]},
        "victims[0].losses.nursing.years",
        "too_many_years",
    ),
    "grade 11": (
        {"victims": [walker(disability={"grades": 11})]},
        "victims[0].losses.disability.grades",
        "value_unfit",
    ),
    "disability without a grade": (
        {"victims": [walker(disability={"grades": []})]},
        "victims[0].losses.disability.grades",
        "grade_unknown",
    ),
    "death and disability": (
        {"victims": [walker(disability={"grades": 1}, death=True)]},
        "victims[0].losses.disability",
        "death_and_disability",
    ),
    "a funeral without a death": (
        {"victims": [walker(funeral=True)]},
        "victims[0].losses.funeral",
        "funeral_without_death",
    ),
    "dependants of somebody who got well": (
        {"victims": [walker(dependants=[{"age": 3}])]},
        "victims[0].losses.dependants",
        "dependants_without_cause",
    ),
    "a dependant who is of age": (
        {"victims": [walker(death=True, dependants=[{"age": 30}])]},
        "victims[0].losses.dependants[0]",
        "dependant_not_entitled",
    ),
    "a dependant of 130 years": (
        {"victims": [walker(death=True, dependants=[{"age": 130}])]},
        "victims[0].losses.dependants[0]",
        "age_impossible",
    ),
    "a dependant born after the death": (
        {"victims": [walker(death=True, dependants=[{"born": 2027}])]},
        "victims[0].losses.dependants[0]",
        "age_impossible",
    ),
    "nobody to support them": (
        {"victims": [walker(death=True, dependants=[{"age": 3, "supporters": 0}])]},
        "victims[0].losses.dependants[0].supporters",
        "value_unfit",
    ),
    "no age": (
        {"victims": [{"id": "v", "losses": {"death": True}}]},
        "victims[0].losses.death",
        "age_missing",
    ),
    "age and birth": (
        {"victims": [{"id": "v", "age": 3, "born": 2020, "losses": {}}]},
        "victims[0]",
        "one_of",
    ),
    "an unknown province": (
        {"parameters": {"province": "11", "year": 2025}},
        "parameters.province",
        "unknown_province",
    ),
    "no figure for the funeral": (
        {"parameters": {}, "victims": [walker(death=800_000, funeral=True)]},
        "victims[0].losses.funeral",
        "figure_missing",
    ),
    "no day": ({"accident_on": "soon"}, "accident_on", "value_unfit"),
    "before there was any insurance": (
        {"accident_on": "2006-06-30"},
        "accident_on",
        "before_compulsory_insurance",
    ),
    "nobody hurt": ({"victims": []}, "victims", "no_victims"),
    "two with one id": ({"victims": [walker("car", medical=1)]}, "victims[0].id", "same_id_twice"),
    "a vehicle that is not there": (
        {"victims": [{**walker(medical=1), "vehicle": "bus"}]},
        "victims[0].vehicle",
        "unknown_id",
    ),
    "a passenger on foot": (
        {"victims": [{**walker(medical=1), "role": "passenger"}]},
        "victims[0].role",
        "role_without_vehicle",
    ),
    "insurance not mentioned": ({"vehicles": [{"id": "car"}]}, "vehicles[0].compulsory", "insurance_unsaid"),
    "a bicycle with compulsory insurance": (
        {"vehicles": [CAR, {**EBIKE, "compulsory": True}]},
        "vehicles[1].compulsory",
        "only_motor",
    ),
    "persons whose parts are not the whole": (
        {"vehicles": [{**CAR, "persons": [{"role": "driver", "share": 70}]}]},
        "vehicles[0].persons",
        "shares_not_whole",
    ),
    "two drivers": (
        {"vehicles": [{**CAR, "persons": [{"role": "driver"}, {"role": "driver"}]}]},
        "vehicles[0].persons[1].role",
        "person_twice",
    ),
    "a negative advance": ({"advances": [{"by": "car", "amount": -1}]}, "advances[0].amount", "value_unfit"),
    "an advance by a stranger": (
        {"advances": [{"by": "uncle", "amount": 1}]},
        "advances[0].by",
        "advance_payer_unknown",
    ),
    "an advance by a role nobody has": (
        {"advances": [{"by": "car/owner", "amount": 1}]},
        "advances[0].by",
        "advance_payer_unknown",
    ),
    "an advance to a stranger": (
        {"advances": [{"by": "car", "to": "uncle", "amount": 1}]},
        "advances[0].to",
        "unknown_id",
    ),
    "an advance to one of several": (
        {
            "victims": [walker("a", medical=1), walker("b", medical=1)],
            "liability": {"car": 100},
            "advances": [{"by": "car", "amount": 1}],
        },
        "advances[0]",
        "needs",
    ),
    "a vehicle and its driver with a share each": (
        {
            "vehicles": [CAR, EBIKE],
            "victims": [{**walker(medical=1), "vehicle": "ebike"}],
            "liability": {"car": 50, "ebike": 30, "walker": 20},
        },
        "liability.walker",
        "side_twice",
    ),
    "a passenger who is liable": (
        {
            "victims": [{**walker(medical=1), "vehicle": "car", "role": "passenger"}],
            "liability": {"car": 50, "walker": 50},
        },
        "liability.walker",
        "passenger_liable",
    ),
    "no amount of an advance": ({"advances": [{"by": "car"}]}, "advances[0].amount", "field_missing"),
    "no day of the accident": ({"accident_on": None}, "accident_on", "value_unfit"),
    "two faultless cars and one rider who did it": (
        {
            "vehicles": [CAR, VAN],
            "liability": {"car": "none", "van": "none", "walker": "full"},
        },
        "liability",
        "degrees_unfit",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_it_is_refused_by_field(name: str) -> None:
    changes, field, code = BAD[name]
    data = a_case(**changes)
    with pytest.raises(CaseRefused) as caught, as_written(data):
        compute(case_of(data), Shelf())
    refusal = caught.value
    assert (refusal.field, refusal.why.code.partition(".")[2]) == (field, code)
    zh, en = refusal.in_language("zh-hans"), refusal.in_language("en")
    assert CHINESE.search(zh)
    assert not CHINESE.search(en)
    assert "%(" not in zh + en


@pytest.mark.parametrize("text", ["", "[", "{'a': 1}", '{"accident_on": NaN}', "[" * 5000])
def test_a_file_that_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(NotJson):
        read_case(text)


@pytest.mark.parametrize("text", ["[]", "3", "null", '"x"', "{}"])
def test_a_file_that_is_no_case_is_refused(text: str) -> None:
    with pytest.raises(CaseRefused):
        read_case(text)


def test_a_huge_file_is_refused() -> None:
    with pytest.raises(FileTooLarge):
        read_case(" " * 300_000)


def test_numbers_are_read_as_they_are_written() -> None:
    case = read_case(
        '{"accident_on": "2026-03-01", "parameters": {"urban_consumption": 0.1}, "victims": [{"id": "v",'
        ' "losses": {}}]}'
    )
    assert str(case.parameters.urban_consumption) == "0.1"
