"""Sums out of real judgments and claims, where the public data sets are on the machine."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from linli.core.testing import real_data

from .cases import amounts, run

FOLDER = real_data()
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(FOLDER is None, reason="needs the public data sets"),
]

ITEMS = {
    "医疗费": "medical",
    "药费": "medical",
    "后续治疗费": "follow_up",
    "误工费": "lost_wages",
    "护理费": "nursing",
    "住院伙食补助费": "hospital_meals",
    "伙食补助费": "hospital_meals",
    "营养费": "nutrition",
    "交通费": "transport",
    "住宿费": "accommodation",
    "残疾赔偿金": "disability",
    "伤残赔偿金": "disability",
    "死亡赔偿金": "death",
    "丧葬费": "funeral",
    "被扶养人生活费": "dependants",
    "被抚养人生活费": "dependants",
    "残疾辅助器具费": "devices",
    "精神抚慰金": "mental",
    "精神损害抚慰金": "mental",
    "精神损失费": "mental",
    "鉴定费": "appraisal",
    "伤残鉴定费": "appraisal",
}
PROPERTY = {
    "车损": "repair",
    "车辆损失": "repair",
    "车辆损失费": "repair",
    "财产损失": "other",
    "拖车费": "rescue",
}

STATED: dict[str, dict[str, tuple[Any, dict[str, Any]]]] = {
    "lawbench-2-2-101": {
        "disability": ({"grades": [10, 10], "additions": 2}, {"urban_disposable_income": 10620}),
        "lost_wages": ({"days": 175, "total": 2630 + 2707 + 2513, "over_days": 90}, {}),
    },
    "lawbench-2-2-155": {
        "hospital_meals": ({"days": 12, "rate": 100}, {}),
        "nutrition": ({"days": 60, "rate": 20}, {}),
        "lost_wages": ({"days": 72, "daily": "74.17"}, {}),
        "nursing": ({"days": 12, "daily": "74.17"}, {}),
    },
    "lawbench-2-2-239": {
        "hospital_meals": ({"days": 98, "rate": 40}, {}),
        "nursing": ({"days": 98, "daily": "56.26"}, {}),
    },
    "lawbench-2-2-371": {
        "death": (True, {"urban_disposable_income": "26897.48"}),
        "relatives_lost_wages": ({"days": 5, "daily": "94.8", "persons": 6}, {}),
    },
    "lawbench-2-2-428": {
        "hospital_meals": ({"days": 51, "rate": 100}, {}),
        "nutrition": ({"days": 51, "rate": 40}, {}),
    },
    "lawbench-2-2-460": {
        "disability": ({"grades": 9}, {"urban_disposable_income": 17579}),
        "hospital_meals": ({"days": 11, "rate": 50}, {}),
    },
    "lawbench-2-2-497": {
        "disability": ({"grades": 5}, {"urban_disposable_income": "30226.71"}),
        "hospital_meals": ({"days": 96, "rate": 40}, {}),
        "lost_wages": ({"days": 186, "daily": 120}, {}),
        "dependants": (
            [{"years": 13, "supporters": 2}, {"years": 14, "supporters": 2}, {"years": 13, "supporters": 3}],
            {"urban_consumption": 4878, "urban_disposable_income": 1},
        ),
    },
}
"""What a text states of how its items came about (grades, rates, days), item by item.

Days that the publisher blotted out follow from amount and rate, where they come to whole days. Left out are items
that the court rounded to whole yuan or to a tenth.
"""


def worked_examples() -> list[dict[str, Any]]:
    path = FOLDER / "disputes" / "injury_compensation_worked_examples.json" if FOLDER else None
    return json.loads(path.read_text("utf-8"), parse_float=Decimal) if path and path.exists() else []


def claimed(example: dict[str, Any]) -> dict[str, Any]:
    """Return a whole claim as amounts."""
    losses: dict[str, Any] = {"other": []}
    for item in example["items"]:
        name, amount = item["name"], item["amount"]
        if name in ITEMS:
            losses[ITEMS[name]] = amount
        elif name in PROPERTY:
            losses.setdefault("property", {})[PROPERTY[name]] = amount
        else:
            losses["other"].append({"name": name, "amount": amount, "bucket": "outside"})
    return losses


@pytest.mark.parametrize("example", worked_examples(), ids=lambda each: each["id"])
def test_the_items_of_a_claim_add_up_to_its_total(example: dict[str, Any]) -> None:
    losses = claimed(example)
    if "death" in losses and "lost_wages" in losses:
        losses["relatives"] = {"lost_wages": losses.pop("lost_wages")}
    result = run(victims=[{"id": "v", "losses": losses}], liability={"car": 100})
    assert Decimal(result.total) / 100 == sum(each["amount"] for each in example["items"])
    assert abs(Decimal(result.total) / 100 - example["total"]) <= Decimal("0.01"), (
        "one text is a cent off itself"
    )
    assert result.payable == result.total


@pytest.mark.parametrize(
    ("example", "item"), [(id_, item) for id_, items in STATED.items() for item in items]
)
def test_an_item_comes_to_what_the_text_states(example: str, item: str) -> None:
    stated = {each["id"]: each for each in worked_examples()}[example]
    given, figures = STATED[example][item]
    losses: dict[str, Any] = {item: given}
    if item == "relatives_lost_wages":
        losses = {"death": 0, "relatives": {"lost_wages": given}}
    if item == "dependants":
        losses["disability"] = {"grades": 5}
    victim = {"id": "v", "age": 40, "losses": losses}
    result = run(victims=[victim], parameters=figures, options={"dependant_cap_basis": "after"})
    names = {"relatives_lost_wages": "误工费"}
    amount = sum(
        each["amount"]
        for each in stated["items"]
        if ITEMS.get(each["name"]) == item or each["name"] == names.get(item)
    )
    assert amounts(result)[item] == amount


def judgment() -> dict[str, Any]:
    assert FOLDER is not None
    path = FOLDER / "disputes" / "injury_compensation_judgment_2018.json"
    found: dict[str, Any] = json.loads(path.read_text("utf-8"), parse_float=Decimal)
    return found


CARE = 38246
"""A year of the trade whose pay the judgment took for carers."""


def test_a_judgment_with_three_victims_comes_out_to_the_cent() -> None:
    found = judgment()
    wage = found["stated_standards"]["农、林、牧、渔业年平均工资（贵州省2017）"]
    victims = []
    for number, each in enumerate(found["victims"]):
        days, items = each["days_lost"], each["items"]
        losses: dict[str, Any] = {
            "nursing": {"days": days, "yearly": CARE},
            "hospital_meals": {"days": days, "rate": 80},
            "medical": items.get("医疗费", 0),
            "transport": items.get("交通费", 0),
            "accommodation": items.get("住宿费", 0),
            "other": [{"name": "生活费", "amount": items.get("生活费", 0), "bucket": "death_disability"}],
        }
        if "误工费" in items:
            losses["lost_wages"] = {"days": days, "yearly": wage}
        victims.append({"id": f"v{number}", "losses": losses})
    result = run(accident_on=found["accident_date"], victims=victims, liability={"car": 100})
    totals = [Decimal(each.total) / 100 for each in result.victims]
    assert totals == [each["total"] for each in found["victims"]]
    assert Decimal(result.total) / 100 == found["grand_total"]
    assert result.limits["car"]["death_disability"] == 110_000_00
