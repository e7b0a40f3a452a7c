"""Who pays, in what order, and what advances change."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from .cases import CAR, EBIKE, VAN, owed, run, walker


def death(amount: int) -> dict[str, object]:
    return {"name": "x", "amount": amount, "bucket": "death_disability"}


LARGE = walker(other=[death(400_000)])


@pytest.mark.parametrize(
    ("policy", "insurer", "driver"),
    [
        ({"limit": 1_000_000}, 220_000, 0),
        ({"limit": 100_000}, 100_000, 120_000),
        ({"limit": 1_000_000, "deductible_rate": 10}, 198_000, 22_000),
        ({"limit": 100_000, "deductible_rate": 10}, 90_000, 130_000),
        ({"limit": 1_000_000, "deductible": 500}, 219_500, 500),
        ({"limit": 100_000, "used": 40_000}, 60_000, 160_000),
    ],
)
def test_the_commercial_policy_pays_before_the_driver(policy: Any, insurer: int, driver: int) -> None:
    found = owed(run(vehicles=[{**CAR, "commercial": policy}], victims=[LARGE]))
    assert found["car/compulsory"] == 180_000
    assert found["car/commercial"] == insurer
    assert found.get("car/driver", 0) == driver


def test_mental_damage_is_paid_first_out_of_the_compulsory_insurance() -> None:
    policy = {"limit": 1_000_000, "excludes": ["mental"]}
    victim = walker(mental=50_000, disability=200_000)
    first = owed(run(vehicles=[{**CAR, "commercial": policy}], victims=[victim]))
    assert first == {"car/compulsory": 180_000, "car/commercial": 70_000}
    last = run(vehicles=[{**CAR, "commercial": policy}], victims=[victim], options={"mental_first": False})
    assert owed(last) == {"car/compulsory": 180_000, "car/commercial": 20_000, "car/driver": 50_000}


def test_appraisal_stands_outside_the_policies_unless_they_say_so() -> None:
    victim = walker(appraisal=2400)
    assert owed(run(vehicles=[{**CAR, "commercial": {"limit": 10_000}}], victims=[victim])) == {
        "car/driver": 2400
    }
    policy = {"limit": 10_000, "covers_outside": True}
    assert owed(run(vehicles=[{**CAR, "commercial": policy}], victims=[victim])) == {"car/commercial": 2400}


def test_who_had_to_insure_pays_as_the_insurance_would_have() -> None:
    car = {"id": "car", "compulsory": False, "persons": [{"role": "driver"}, {"role": "owner"}]}
    assert owed(run(vehicles=[car], victims=[LARGE])) == {"car/owner": 180_000, "car/driver": 220_000}


def test_insured_vehicles_may_be_asked_before_uninsured_ones() -> None:
    vehicles = [CAR, {"id": "van", "compulsory": False}]
    victims = [walker(other=[death(200_000)])]
    shares = {"car": 50, "van": 50}
    together = owed(run(vehicles=vehicles, victims=victims, liability=shares))
    assert together == {"car/compulsory": 100_000, "van/driver": 100_000}
    first = owed(
        run(vehicles=vehicles, victims=victims, liability=shares, options={"insured_pay_first": True})
    )
    assert first == {"car/compulsory": 180_000, "van/driver": 20_000}


@pytest.mark.parametrize("violation", ["drunk", "unlicensed", "drugged", "deliberate", "stolen"])
def test_a_drunk_driver_is_not_insured_for_things_and_pays_everything_in_the_end(violation: str) -> None:
    car = {**CAR, "violation": violation, "commercial": {"limit": 1_000_000}}
    result = run(vehicles=[car], victims=[walker(medical=1000, property={"repair": 500})])
    assert owed(result) == {"car/compulsory": 1000, "car/driver": 500}
    (recourse,) = result.transfers
    assert (recourse.payer, recourse.to, recourse.cents) == ("car/driver", "car/compulsory", 1000_00)
    assert recourse.why == "recourse"


def test_whoever_sought_the_collision_gets_nothing() -> None:
    victim = walker(medical=1000)
    liability = {"car": {"degree": "none"}, "walker": {"degree": "full", "intentional": True}}
    result = run(victims=[victim], liability=liability)
    assert (result.payable, result.victims[0].own) == (0, 1000_00)


def test_the_employer_answers_for_a_driver_on_duty() -> None:
    car = {**CAR, "persons": [{"role": "driver"}, {"role": "employer"}]}
    assert owed(run(vehicles=[car], victims=[LARGE]))["car/employer"] == 220_000


def test_owner_and_driver_may_share() -> None:
    car = {**CAR, "persons": [{"role": "driver", "share": 70}, {"role": "owner", "share": 30}]}
    found = owed(run(vehicles=[car], victims=[LARGE]))
    assert (found["car/driver"], found["car/owner"]) == (154_000, 66_000)


def passenger(**more: Any) -> dict[str, Any]:
    return {**LARGE, "vehicle": "van", "role": "passenger", **more}


def test_a_passenger_is_insured_by_the_other_car_and_paid_by_both() -> None:
    result = run(vehicles=[CAR, VAN], victims=[passenger()], liability={"car": 70, "van": 30})
    assert owed(result) == {"car/compulsory": 180_000, "car/driver": 154_000, "van/driver": 66_000}
    assert result.victims[0].own == 0


def test_a_free_ride_lowers_what_the_own_driver_pays() -> None:
    result = run(
        vehicles=[CAR, VAN], victims=[passenger(free_ride_reduction=20)], liability={"car": 70, "van": 30}
    )
    assert owed(result)["van/driver"] == 52_800
    assert result.victims[0].own == 13_200_00


def test_a_passengers_own_fault_lowers_what_everybody_pays() -> None:
    result = run(vehicles=[CAR, VAN], victims=[passenger(own_share=10)], liability={"car": 70, "van": 30})
    assert result.victims[0].own == 22_000_00


def test_seats_are_insured_for_a_vehicles_own_passengers() -> None:
    van = {**VAN, "seats": {"limit_per_person": 50_000}, "commercial": {"limit": 1_000_000}}
    found = owed(run(vehicles=[CAR, van], victims=[passenger()], liability={"car": 70, "van": 30}))
    assert (found["van/seats"], found["van/driver"]) == (50_000, 16_000)
    assert "van/commercial" not in found


def test_one_policy_pays_several_victims_in_proportion() -> None:
    victims = [walker("one", other=[death(280_000)]), walker("two", other=[death(140_000)])]
    result = run(vehicles=[{**CAR, "commercial": {"limit": 90_000}}], victims=victims)
    paid = {each.victim: each.cents for each in result.payments if each.why == "commercial"}
    assert paid == {"one": 60_000_00, "two": 30_000_00}


def test_an_unhurt_pedestrian_may_owe_a_driver_something() -> None:
    driver = {"id": "d", "vehicle": "car", "losses": {"property": {"repair": 10_000}}}
    result = run(
        victims=[driver],
        others=[{"id": "walker"}],
        liability={"car": "none", "walker": "full"},
    )
    assert owed(result) == {"walker": 10_000}


# Degrees


@pytest.mark.parametrize(
    ("car", "other", "rider", "driver"),
    [
        ("full", "none", 100, 100),
        ("main", "secondary", 80, 70),
        ("equal", "equal", 60, 50),
        ("secondary", "main", 40, 30),
        ("none", "full", 10, 0),
    ],
)
def test_degrees_become_shares(car: str, other: str, rider: int, driver: int) -> None:
    on_bike = {**LARGE, "vehicle": "ebike"}
    result = run(vehicles=[CAR, EBIKE], victims=[on_bike], liability={"car": car, "ebike": other})
    assert sum(Decimal(each.per_cent) for each in result.victims[0].shares) == rider
    in_van = {**LARGE, "vehicle": "van"}
    result = run(vehicles=[CAR, VAN], victims=[in_van], liability={"car": car, "van": other})
    assert sum(Decimal(each.per_cent) for each in result.victims[0].shares) == driver


# Advances


def test_an_advance_by_somebody_who_owes_nothing_is_handed_back_by_the_insurers() -> None:
    car = {**CAR, "commercial": {"limit": 1_000_000}}
    result = run(vehicles=[car], victims=[LARGE], advances=[{"by": "car", "amount": 20_000}])
    (back,) = result.transfers
    assert (back.payer, back.to, back.cents, back.why) == (
        "car/commercial",
        "car/driver",
        20_000_00,
        "advance",
    )
    assert {each.payer: each.to_pay for each in result.accounts} == {
        "car/compulsory": 180_000_00,
        "car/commercial": 200_000_00,
    }


def test_the_relief_fund_gets_back_what_it_advanced() -> None:
    result = run(victims=[LARGE], advances=[{"by": "fund", "amount": 5_000}])
    assert [(each.to, each.cents) for each in result.transfers] == [("fund", 5_000_00)]


def test_who_was_advanced_more_than_is_owed_gives_it_back() -> None:
    result = run(advances=[{"by": "car/driver", "amount": 1_500}])
    assert [(each.payer, each.to, each.cents, each.why) for each in result.transfers] == [
        ("car/compulsory", "car/driver", 1_000_00, "advance"),
        ("walker", "car/driver", 500_00, "refund"),
    ]


def test_an_insurers_advance_is_set_against_what_it_owes() -> None:
    result = run(advances=[{"by": "car/compulsory", "amount": 400}])
    assert [each.to_pay for each in result.accounts] == [600_00]
    assert result.transfers == ()
