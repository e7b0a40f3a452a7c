"""Further whole cases, each reckoned by hand: the arithmetic stands beside it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from linli.compensation.errors import CaseRefused

from .cases import CAR, EBIKE, FIGURES, VAN, amounts, owed, run, walker
from .test_worked_examples import PEDESTRIAN, RIDER


def yuan(**sums: str) -> dict[str, Decimal]:
    """Return what payers owe: `car_driver` stands for `car/driver`."""
    return {payer.replace("_", "/"): Decimal(amount) for payer, amount in sums.items()}


def test_two_victims_share_the_limits_and_then_a_policy_that_is_too_small() -> None:
    # Medical 30,000 : 15,000 share 18,000 → 12,000 / 6,000; wages 150,000 : 210,000 share 180,000.
    # Left 93,000 and 114,000; the policy's 100,000 by 93 : 114 → 44,927.54 / 55,072.46; the driver the rest.
    victims = [
        walker("one", medical=30_000, lost_wages=150_000),
        walker("two", medical=15_000, lost_wages=210_000),
    ]
    result = run(vehicles=[{**CAR, "commercial": 100_000}], victims=victims)
    found = {(each.payer, each.victim): each.owed for each in result.accounts}
    assert found == {
        ("car/compulsory", "one"): 87_000_00,
        ("car/compulsory", "two"): 111_000_00,
        ("car/commercial", "one"): 44_927_54,
        ("car/commercial", "two"): 55_072_46,
        ("car/driver", "one"): 48_072_46,
        ("car/driver", "two"): 58_927_54,
    }


def test_two_on_foot_share_one_limit_though_only_one_of_them_was_careless() -> None:
    # 30,000 : 10,000 share 18,000 → 13,500 / 4,500. Left 16,500 × 80 % = 13,200 and 5,500 × 100 %.
    careless = {**walker("one", medical=30_000), "shares": {"car": 80, "one": 20}}
    careful = {**walker("two", medical=10_000), "shares": {"car": 100}}
    result = run(victims=[careless, careful], liability={})
    found = {(each.payer, each.victim): each.owed for each in result.accounts}
    assert found == {
        ("car/compulsory", "one"): 13_500_00,
        ("car/compulsory", "two"): 4_500_00,
        ("car/driver", "one"): 13_200_00,
        ("car/driver", "two"): 5_500_00,
    }
    assert [each.own for each in result.victims] == [3_300_00, 0]


def test_one_dies_and_one_is_disabled_and_both_have_dependants_of_their_own() -> None:
    # Death at 74: 40,000 × 6 = 240,000 and a widow of 76, two supporters: 12,500 × 5 = 62,500.
    # Grade 9 at 61: 40,000 × 19 × 20 % = 152,000 and a child of 16, two supporters: 12,500 × 2 × 20 % = 5,000.
    # 302,500 : 157,000 share 180,000 → 118,498.37 / 61,501.63; the driver the rest.
    dead = {"id": "one", "age": 74, "losses": {"death": True, "dependants": [{"age": 76, "supporters": 2}]}}
    hurt = {
        "id": "two",
        "age": 61,
        "losses": {"disability": {"grades": [9]}, "dependants": [{"age": 16, "supporters": 2}]},
    }
    result = run(victims=[dead, hurt])
    found = {(each.payer, each.victim): each.owed for each in result.accounts}
    assert found == {
        ("car/compulsory", "one"): 118_498_37,
        ("car/compulsory", "two"): 61_501_63,
        ("car/driver", "one"): 184_001_63,
        ("car/driver", "two"): 95_498_37,
    }


def test_two_liable_cars_pay_their_limits_in_full_or_in_halves_bucket_by_bucket() -> None:
    # 400,000 is more than twice 180,000; 27,000 and 3,000 are less than two limits. 40,000 left: 70 % / 30 %.
    victim = walker(medical=27_000, lost_wages=400_000, property=3_000)
    result = run(vehicles=[CAR, VAN], victims=[victim], liability={"car": 70, "van": 30})
    assert owed(result) == yuan(
        car_compulsory="195000", van_compulsory="195000", car_driver="28000", van_driver="12000"
    )


def test_each_side_pays_its_share_to_the_cent_and_the_victim_bears_the_rest() -> None:
    # 460,000.01 − 360,000 = 100,000.01; × 40 % = 40,000.004, × 30 % = 30,000.003; the third driver's own: the rest.
    victim = {"id": "d", "vehicle": "third", "losses": {"lost_wages": "460000.01"}}
    result = run(
        vehicles=[CAR, VAN, {"id": "third", "compulsory": True}],
        victims=[victim],
        liability={"car": 40, "van": 30, "third": 30},
    )
    assert owed(result) == yuan(
        car_compulsory="180000", van_compulsory="180000", car_driver="40000", van_driver="30000"
    )
    assert result.victims[0].own == 30_000_01


def test_those_left_behind_are_supported_for_as_long_as_each_needs_it() -> None:
    # Year 1: 12,500 + 8,333.33 + 12,500 is more than 25,000. Years 2–5: 20,833.33. Years 6–19: 12,500.
    # 25,000 + 83,333.33 + 175,000 = 283,333.33.
    people = [
        {"age": 61, "cannot_work": True, "supporters": 2},
        {"age": 78, "supporters": 3},
        {"age": 17, "supporters": 2},
    ]
    result = run(victims=[walker(death=True, funeral=True, dependants=people)])
    assert amounts(result) == {
        "death": Decimal(800_000),
        "funeral": Decimal(45_000),
        "dependants": Decimal("283333.33"),
    }


@pytest.mark.parametrize(
    ("injury", "basis", "amount"),
    [
        # 50,000 a year for 10 years, 25,000 for 3 more.
        ({"grades": [9, 10], "additions": [2]}, "before", 71_500),  # 25,000 × 13 × 22 %
        ({"grades": [9, 10], "additions": [2]}, "after", 126_500),  # 11,000 × 10 + 5,500 × 3
        ({"grades": [5]}, "before", 195_000),  # 25,000 × 13 × 60 %
        ({"grades": [5]}, "after", 295_000),  # 30,000 → 25,000 × 10, + 15,000 × 3
    ],
)
def test_the_cap_lies_before_or_after_the_coefficient(injury: Any, basis: str, amount: int) -> None:
    people = [{"age": 5, "supporters": 2}, {"age": 5, "supporters": 2}, {"age": 70, "supporters": 1}]
    victim = {"id": "v", "age": 67, "losses": {"disability": injury, "dependants": people}}
    result = run(victims=[victim], options={"dependant_cap_basis": basis})
    assert amounts(result)["dependants"] == amount


@pytest.mark.parametrize(
    ("age", "grades", "additions", "amount"),
    [
        (60, [9, 10], [2], 176_000),  # 40,000 × 20 × 22 %
        (61, [9, 10], [2], 167_200),  # 19 years
        (67, [9, 10], [2], 114_400),  # 13 years
        (74, [7], None, 96_000),  # 6 years × 40 %
        (75, [7], None, 80_000),  # 5 years × 40 %
        (93, [2, 3, 4], [9, 9], 200_000),  # 108 % counts as 100 %
    ],
)
def test_disability_by_age_and_grades(age: int, grades: Any, additions: Any, amount: int) -> None:
    injury = {"grades": grades} | ({"additions": additions} if additions else {})
    assert amounts(run(victims=[{"id": "v", "age": age, "losses": {"disability": injury}}])) == {
        "disability": amount
    }


def test_a_child_on_foot_nursed_by_a_parent_on_unpaid_leave() -> None:
    # Medical bucket 22,222.22 + 1,400 + 1,500 = 25,122.22. Care 87,600 ÷ 365 × 45 = 10,800; 40,000 × 20 × 10 %;
    # mental 5,000: 95,800. Compulsory 113,800. Left 7,122.22 × 80 % = 5,697.776.
    child = {
        "id": "child",
        "age": 9,
        "losses": {
            "medical": [20_000, "2222.22"],
            "hospital_meals": {"days": 14},
            "nutrition": {"days": 30},
            "nursing": {"days": 45, "yearly": 87_600},
            "disability": {"grades": [10]},
            "mental": 5_000,
        },
    }
    result = run(victims=[child], liability={"car": "main", "child": "secondary"})
    assert owed(result) == yuan(car_compulsory="113800", car_driver="5697.78")
    assert (result.payable, result.victims[0].own) == (119_497_78, 1_424_44)


def test_without_proof_of_wages_the_average_of_the_trade_counts_until_disability_is_fixed() -> None:
    # 63,875 ÷ 365 = 175 a day; 1 March to 28 August are 181 days.
    victim = {
        "id": "v",
        "age": 40,
        "disability_fixed_on": "2026-08-29",
        "losses": {"lost_wages": {"since": "2026-03-01", "trade": "建筑业"}},
    }
    figures = {**FIGURES, "trade_wages": {"建筑业": 63_875}}
    assert amounts(run(victims=[victim], parameters=figures)) == {"lost_wages": Decimal(31_675)}


def test_two_parties_without_motor_vehicles() -> None:
    # 12,345.67 × 70 % = 8,641.969
    result = run(
        vehicles=[EBIKE],
        victims=[walker(medical="12345.67")],
        liability={"ebike": "main", "walker": "secondary"},
    )
    assert owed(result) == yuan(ebike_driver="8641.97")
    assert result.victims[0].own == 3_703_70


def test_what_a_rider_owes_for_the_car() -> None:
    # No insurance on the rider's side: 9,000.01 × 30 % = 2,700.003.
    owner = {"id": "o", "vehicle": "car", "role": "owner", "losses": {"property": "9000.01"}}
    result = run(vehicles=[CAR, EBIKE], victims=[owner], liability={"car": "main", "ebike": "secondary"})
    assert owed(result) == yuan(ebike_driver="2700")
    assert result.victims[0].own == 6_300_01


@pytest.mark.parametrize(
    ("lost", "insurer", "driver"),
    [
        (480_000, "179550", "120450"),  # (200,000 − 500) × 90 %
        (280_000, "89550", "10450"),  # (100,000 − 500) × 90 %
        (180_400, None, "400"),  # less than the deductible
    ],
)
def test_a_policy_with_limit_deductible_and_rate(lost: int, insurer: str | None, driver: str) -> None:
    policy = {"limit": 200_000, "deductible": 500, "deductible_rate": 10}
    found = owed(run(vehicles=[{**CAR, "commercial": policy}], victims=[walker(lost_wages=lost)]))
    assert found.get("car/commercial") == (None if insurer is None else Decimal(insurer))
    assert found["car/driver"] == Decimal(driver)


def test_compulsory_insurance_that_earlier_victims_have_used_up() -> None:
    # 1,000 of the medical limit are left; 4,000 + 10,000 × 50 %.
    car = {"id": "car", "compulsory": {"used": {"death_disability": 180_000, "medical": 17_000}}}
    victim = {"id": "d", "vehicle": "van", "losses": {"medical": 5_000, "lost_wages": 10_000}}
    result = run(vehicles=[car, VAN], victims=[victim], liability={"car": "equal", "van": "equal"})
    assert owed(result) == yuan(car_compulsory="1000", car_driver="7000")


def test_advances_by_insurer_and_driver_beyond_what_the_driver_owes() -> None:
    # Owed 53,100 + 20,000 (policy) + 8,480 (driver). The driver's 40,000 are 31,520 too much: 20,000 back from
    # the policy, 11,520 from the compulsory insurance, which still pays 53,100 − 18,000 − 11,520.
    result = run(
        vehicles=[{**CAR, "commercial": 20_000}, EBIKE],
        victims=[RIDER],
        liability={"car": "main", "ebike": "secondary"},
        advances=[{"by": "car/driver", "amount": 40_000}, {"by": "car/compulsory", "amount": 18_000}],
    )
    assert {each.payer: each.to_pay for each in result.accounts} == {
        "car/compulsory": 23_580_00,
        "car/commercial": 0,
        "car/driver": 0,
    }
    assert [(each.payer, each.to, each.cents) for each in result.transfers] == [
        ("car/commercial", "car/driver", 20_000_00),
        ("car/compulsory", "car/driver", 11_520_00),
    ]


# What people write


@pytest.mark.parametrize(
    "liability",
    [
        {"car": "main", "rider": "secondary"},
        {"car": "主要", "rider": "次要责任"},
        {"car": 80, "rider": 20},
        {"car": "80", "ebike": "20"},
    ],
)
def test_whoever_drove_stands_for_the_vehicle(liability: Any) -> None:
    result = run(vehicles=[CAR, EBIKE], victims=[RIDER], liability=liability)
    assert (result.payable, result.victims[0].own) == (81_580_00, 7_120_00)


def test_shares_for_one_victim_may_name_the_victim() -> None:
    victim = {**RIDER, "shares": {"car": 80, "rider": 20}}
    assert run(vehicles=[CAR, EBIKE], victims=[victim], liability={}).payable == 81_580_00
    passenger = {**RIDER, "role": "passenger", "shares": {"car": 80, "ebike": 10, "rider": 10}}
    result = run(vehicles=[CAR, EBIKE], victims=[passenger], liability={})
    assert owed(result) == yuan(car_compulsory="53100", car_driver="28480", ebike_driver="3560")
    assert result.victims[0].own == 3_560_00


def test_a_disability_that_is_given_as_an_amount_still_tells_how_dependants_are_counted() -> None:
    losses = {**PEDESTRIAN["losses"], "disability": {"amount": 240_000, "grades": [8]}}
    assert run(victims=[{**PEDESTRIAN, "losses": losses}]).payable == 482_600_00
    with pytest.raises(CaseRefused) as caught:
        run(victims=[{**PEDESTRIAN, "losses": {**losses, "disability": 240_000}}])
    assert caught.value.field == "victims[0].losses.disability"
