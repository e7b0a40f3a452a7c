"""What holds for every case."""

from __future__ import annotations

import copy
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from linli.compensation.policies.result import Result
from linli.compensation.queries import Shelf, compute
from linli.compensation.reading import case_of

from .cases import FIGURES

money = st.integers(0, 40_000_000).map(lambda cents: f"{cents / 100:.2f}")
few = st.integers(1, 400)
percent = st.integers(0, 100)


@st.composite
def losses(draw: st.DrawFn) -> dict[str, Any]:
    """A few items, those of death or of disability among them."""
    found: dict[str, Any] = {"medical": draw(money), "transport": draw(money), "mental": draw(money)}
    found["lost_wages"] = {"days": draw(few), "yearly": draw(st.integers(1, 100_000))}
    found["property"] = {"repair": draw(money)}
    found["appraisal"] = draw(money)
    if draw(st.booleans()):
        found["disability"] = {"grades": draw(st.lists(st.integers(1, 10), min_size=1, max_size=3))}
    elif draw(st.booleans()):
        found |= {"death": True, "funeral": True}
    if "death" in found or "disability" in found:
        ages = draw(st.lists(st.sampled_from([1, 5, 10, 17, 61, 70, 80]), max_size=4))
        found["dependants"] = [{"age": age, "supporters": draw(st.integers(1, 4))} for age in ages]
    return found


@st.composite
def vehicles(draw: st.DrawFn) -> list[dict[str, Any]]:
    made = []
    for number in range(draw(st.integers(1, 3))):
        vehicle: dict[str, Any] = {"id": f"v{number}", "compulsory": draw(st.booleans())}
        if draw(st.booleans()):
            vehicle["commercial"] = {
                "limit": draw(money),
                "deductible_rate": draw(percent),
                "excludes": draw(st.sampled_from([[], ["mental"]])),
            }
        if draw(st.booleans()):
            vehicle["violation"] = draw(st.sampled_from(["drunk", "fled"]))
        vehicle["persons"] = [{"role": "driver"}, {"role": "owner"}]
        made.append(vehicle)
    return made


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    cars = draw(vehicles())
    victims = [{"id": "w0", "age": draw(st.integers(0, 99)), "losses": draw(losses())}]
    for number in range(draw(st.integers(0, 2))):
        car = draw(st.sampled_from(cars))["id"]
        role = draw(st.sampled_from(["driver", "passenger"]))
        victims.append(
            {"id": f"p{number}", "vehicle": car, "role": role, "age": 40, "losses": draw(losses())}
        )
    parties = [*(car["id"] for car in cars), "w0"]
    cuts = sorted(draw(st.lists(percent, min_size=len(parties) - 1, max_size=len(parties) - 1)))
    shares = [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
    payers = [car["id"] for car in cars] + ["fund"]
    advances = draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "by": st.sampled_from(payers),
                    "to": st.sampled_from([each["id"] for each in victims]),
                    "amount": money,
                }
            ),
            max_size=3,
        )
    )
    return {
        "accident_on": "2026-03-01",
        "parameters": FIGURES,
        "vehicles": cars,
        "victims": victims,
        "liability": dict(zip(parties, shares, strict=True)),
        "advances": advances,
    }


def run(data: dict[str, Any]) -> Result:
    return compute(case_of(data), Shelf())


@given(cases())
@settings(max_examples=150, deadline=None)
def test_the_payers_and_the_victims_bear_the_whole_loss_to_the_cent(data: dict[str, Any]) -> None:
    result = run(data)
    for victim in result.victims:
        paid = sum(each.cents for each in result.payments if each.victim == victim.victim)
        assert paid == victim.payable
        assert paid + victim.own == victim.total == sum(each.cents for each in victim.items)


@given(cases())
@settings(max_examples=150, deadline=None)
def test_nothing_is_negative_and_no_limit_is_passed(data: dict[str, Any]) -> None:
    result = run(data)
    assert all(each.cents >= 0 for each in result.payments)
    assert all(each.own >= 0 for each in result.victims)
    assert all(min(each.owed, each.advanced, each.handed_on, each.to_pay) >= 0 for each in result.accounts)
    assert all(each.cents > 0 for each in result.transfers)
    for vehicle, limits in result.limits.items():
        for bucket, limit in limits.items():
            parts = [e.cents for e in result.compulsory if (e.vehicle, e.bucket) == (vehicle, bucket)]
            assert sum(parts) <= limit


@given(cases(), st.integers(0, 10**9))
@settings(max_examples=100, deadline=None)
def test_the_order_of_items_victims_vehicles_and_advances_does_not_matter(
    data: dict[str, Any], seed: int
) -> None:
    other = copy.deepcopy(data)
    shuffler = random.Random(seed)
    for name in ("vehicles", "victims", "advances"):
        shuffler.shuffle(other[name])
    for victim in other["victims"]:
        for name in ("dependants",):
            shuffler.shuffle(victim["losses"].get(name, []))
        victim["losses"] = dict(shuffler.sample(list(victim["losses"].items()), len(victim["losses"])))
    other["liability"] = dict(shuffler.sample(list(other["liability"].items()), len(other["liability"])))
    first, second = run(data), run(other)
    assert set(first.payments) == set(second.payments)
    assert set(first.accounts) == set(second.accounts)
    assert set(first.transfers) == set(second.transfers)


@given(cases(), st.sampled_from(["medical", "transport", "mental", "appraisal"]), st.integers(1, 5_000_000))
@settings(max_examples=200, deadline=None)
def test_more_loss_never_means_less_to_get(data: dict[str, Any], item: str, more: int) -> None:
    """For one victim at a time: what all payers owe this victim grows with each of the victim's losses."""
    before = run(data)
    for place, victim in enumerate(data["victims"]):
        other = copy.deepcopy(data)
        amount = round(float(victim["losses"][item]) * 100) + more
        other["victims"][place]["losses"][item] = f"{amount / 100:.2f}"
        after = run(other)
        assert after.victims[place].payable >= before.victims[place].payable
        assert after.victims[place].total == before.victims[place].total + more


@given(cases())
@settings(max_examples=100, deadline=None)
def test_advances_change_who_hands_over_the_money_and_never_how_much(data: dict[str, Any]) -> None:
    with_advances, without = run(data), run({**data, "advances": []})
    assert with_advances.payments == without.payments
    told = sum(round(float(each["amount"]) * 100) for each in data["advances"])
    set_off = sum(each.advanced for each in with_advances.accounts)
    back = sum(each.cents for each in with_advances.transfers if each.why in ("advance", "refund"))
    assert told == set_off + back
