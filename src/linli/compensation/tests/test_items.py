"""Each item by itself."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from .cases import FIGURES, amounts, run, walker


def item(code: str, given: Any, **parameters: Any) -> Decimal:
    return amounts(run(victims=[walker(**{code: given})], parameters={**FIGURES, **parameters}))[code]


@pytest.mark.parametrize(
    ("code", "given", "amount"),
    [
        ("medical", [100.10, "200.05"], "300.15"),
        ("hospital_meals", {"days": 9, "rate": 80}, "720"),
        ("hospital_meals", {"days": 9, "persons": 2}, "1800"),
        ("nutrition", 300, "300"),
        ("lost_wages", {"days": 81, "yearly": 53874}, "11955.60"),
        ("lost_wages", {"days": 175, "total": 7850, "over_days": 90}, "15263.89"),
        ("lost_wages", {"days": 30, "monthly": 6000, "received": 1000}, "5000"),
        ("lost_wages", {"days": 10, "monthly": 6000, "received": 9000}, "0"),
        ("lost_wages", {"days": 10, "last_three_years": [36500, 36500, 36500]}, "1000"),
        ("lost_wages", {"days": 5, "daily": "94.80", "persons": 6}, "2844"),
        ("lost_wages", [{"days": 10, "daily": 100}, {"days": 5, "daily": 50}], "1250"),
        ("lost_wages", {"since": "2026-03-01", "until": "2026-03-31", "daily": 100}, "3100"),
        ("nursing", {"days": 81, "yearly": 38246}, "8487.47"),
        ("nursing", {"days": 10, "carers": 2}, "3000"),
        ("nursing", [{"days": 10}, {"days": 20, "daily": 100}], "3500"),
        ("nursing", {"years": 20, "daily": 100, "dependency": 50}, "365000"),
        ("nursing", {"years": 5, "yearly": 40000}, "200000"),
        ("devices", {"cost": 3000, "times": 4}, "12000"),
        ("devices", {"cost": 3000, "every_years": 4, "years": 18}, "15000"),
        ("devices", {"cost": 3000, "every_years": 4, "years": 20, "upkeep_per_year": 100}, "17000"),
        ("disability", {"grades": 10}, "80000"),
        ("disability", {"grades": [9, 10], "additions": 2}, "176000"),
        ("disability", {"grades": [1, 2], "additions": [9]}, "800000"),
        ("disability", {"coefficient": 12}, "96000"),
        ("disability", 37664.4, "37664.40"),
    ],
)
def test_an_item_comes_to_its_amount(code: str, given: Any, amount: str) -> None:
    assert item(code, given) == Decimal(amount)


def test_income_is_lost_until_the_day_before_disability_is_fixed() -> None:
    victim = {
        "id": "v",
        "disability_fixed_on": "2026-03-11",
        "losses": {"lost_wages": {"since": "2026-03-01", "daily": 100}},
    }
    assert amounts(run(victims=[victim]))["lost_wages"] == 1000


def test_the_trade_of_the_province_stands_in_for_an_income_nobody_can_prove() -> None:
    trade = {"trade_wages": {"居民服务业": 36500}}
    assert item("lost_wages", {"days": 10, "trade": "居民服务业"}, **trade) == 1000


def test_the_figures_of_a_richer_home_may_be_claimed() -> None:
    victim = {**walker(death=True), "home": {"urban_disposable_income": 50000}}
    assert amounts(run(victims=[victim]))["death"] == 1_000_000
    victim = {**walker(death=True), "home": {"urban_disposable_income": 30000}}
    assert amounts(run(victims=[victim]))["death"] == 800_000


def test_ages_are_counted_from_birth_on_the_day_that_matters() -> None:
    victim = {"id": "v", "born": "1965-03-02", "died_on": "2026-03-01", "losses": {"death": True}}
    assert amounts(run(victims=[victim]))["death"] == 40000 * 20
    victim = {"id": "v", "born": 1965, "died_on": "2026-03-01", "losses": {"death": True}}
    assert amounts(run(victims=[victim]))["death"] == 40000 * 19


@pytest.mark.parametrize(
    ("dependants", "basis", "amount"),
    [
        ([{"age": 8}], "before", 10 * 25000),
        ([{"age": 8, "supporters": 2}], "before", 10 * 12500),
        ([{"age": 8}, {"age": 8}], "before", 10 * 25000),
        ([{"age": 65, "supporters": 3}], "before", "125000.00"),
        ([{"age": 30, "cannot_work": True, "supporters": 2}], "before", 20 * 12500),
        ([{"age": 76}], "before", 5 * 25000),
        ([{"years": 0.5}], "before", 12500),
    ],
)
def test_the_dead_would_have_supported_them_so_long(dependants: Any, basis: str, amount: Any) -> None:
    result = run(victims=[walker(death=True, dependants=dependants)], options={"dependant_cap_basis": basis})
    assert amounts(result)["dependants"] == Decimal(amount)


def test_the_cap_after_the_coefficient_lets_several_dependants_have_more() -> None:
    people = [{"years": 13, "supporters": 2}, {"years": 14, "supporters": 2}, {"years": 13, "supporters": 3}]
    losses = walker(disability={"coefficient": 60}, dependants=people)
    figures = {"urban_disposable_income": "30226.71", "urban_consumption": 4878}
    result = run(victims=[losses], parameters=figures, options={"dependant_cap_basis": "after"})
    assert amounts(result)["dependants"] == Decimal("52194.60")
    assert amounts(result)["disability"] == Decimal("362720.52")


def test_every_computed_item_shows_its_steps() -> None:
    result = run(
        victims=[
            walker(
                hospital_meals={"days": 3},
                nursing={"days": 3},
                lost_wages={"days": 3, "yearly": 50000},
                disability={"grades": [9, 10]},
                dependants=[{"age": 3}],
                devices={"cost": 100, "times": 2},
            )
        ]
    )
    assert all(each.steps for each in result.victims[0].items)
    assert all(each.article for each in result.victims[0].items)
