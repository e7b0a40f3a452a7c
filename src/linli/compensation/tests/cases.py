"""Cases for tests, as people would write them down."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from linli.compensation.policies.result import Result
from linli.compensation.queries import Shelf, compute
from linli.compensation.reading import case_of

FIGURES = {
    "urban_disposable_income": 40000,
    "urban_consumption": 25000,
    "avg_monthly_wage": 7500,
    "meals_per_day": 100,
    "nutrition_per_day": 50,
    "carer_per_day": 150,
}
CAR = {"id": "car", "compulsory": True}
VAN = {"id": "van", "compulsory": True}
EBIKE = {"id": "ebike", "kind": "non_motor"}


def a_case(**changes: Any) -> dict[str, Any]:
    """A car, fully liable, and one person on foot who lost 1,000 yuan of medical costs."""
    return {
        "accident_on": "2026-03-01",
        "parameters": FIGURES,
        "vehicles": [CAR],
        "liability": {"car": 100},
        "victims": [walker(medical=1000)],
        **changes,
    }


def walker(id_: str = "walker", **losses: Any) -> dict[str, Any]:
    return {"id": id_, "age": 45, "losses": losses}


def run(**changes: Any) -> Result:
    """Compute a case by what it says itself and the law of the country."""
    return compute(case_of(a_case(**changes)), Shelf())


def owed(result: Result) -> dict[str, Decimal]:
    """Return what each payer owes all victims together."""
    sums: dict[str, Decimal] = {}
    for each in result.payments:
        sums[each.payer] = sums.get(each.payer, Decimal(0)) + Decimal(each.cents) / 100
    return sums


def amounts(result: Result) -> dict[str, Decimal]:
    """Return the items of the first victim."""
    return {item.code: item.amount for item in result.victims[0].items}
