"""Whole cases that can be checked by hand, to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest

from .cases import CAR, EBIKE, VAN, amounts, owed, run, walker

RIDER = {
    "id": "rider",
    "vehicle": "ebike",
    "losses": {
        "medical": 48600,
        "hospital_meals": {"days": 20},
        "nutrition": {"days": 60},
        "nursing": {"days": 60},
        "lost_wages": {"days": 120, "daily": 200},
        "transport": 600,
        "property": {"repair": 1500},
    },
}


def test_a_car_that_is_mainly_liable_for_a_rider() -> None:
    result = run(
        vehicles=[CAR, EBIKE],
        victims=[RIDER],
        liability={"car": "main", "ebike": "secondary"},
        advances=[{"by": "car", "amount": 20000}],
    )
    (rider,) = result.victims
    assert rider.buckets == {
        "medical": 53_600_00,
        "death_disability": 33_600_00,
        "property": 1_500_00,
        "outside": 0,
    }
    assert (rider.total, rider.compulsory, rider.excess) == (88_700_00, 53_100_00, 35_600_00)
    assert owed(result) == {"car/compulsory": Decimal(53100), "car/driver": Decimal(28480)}
    assert (rider.payable, rider.own) == (81_580_00, 7_120_00)
    assert [each.to_pay for each in result.accounts] == [53_100_00, 8_480_00]


def test_the_same_rider_and_a_car_without_fault() -> None:
    result = run(vehicles=[CAR, EBIKE], victims=[RIDER], liability={"car": "none", "ebike": "full"})
    assert owed(result) == {"car/compulsory": Decimal(19900), "car/driver": Decimal(6880)}
    assert result.payable == 26_780_00


PEDESTRIAN = {
    "id": "p",
    "age": 45,
    "losses": {
        "medical": 86000,
        "hospital_meals": {"days": 30},
        "nutrition": {"days": 90},
        "nursing": {"days": 90},
        "lost_wages": {"days": 150, "daily": 250},
        "transport": 1200,
        "devices": 3000,
        "mental": 9000,
        "appraisal": 2400,
        "disability": {"grades": [8]},
        "dependants": [
            {"age": 10, "supporters": 2},
            {"age": 4, "supporters": 2},
            {"age": 77, "supporters": 3},
        ],
    },
}


@pytest.mark.parametrize(
    ("basis", "dependants", "insured", "payable"),
    [("before", 82_500_00, 480_200_00, 482_600_00), ("after", 95_000_00, 492_700_00, 495_100_00)],
)
def test_a_pedestrian_with_a_lasting_disability_and_three_dependants(
    basis: str, dependants: int, insured: int, payable: int
) -> None:
    result = run(victims=[PEDESTRIAN], options={"dependant_cap_basis": basis})
    (victim,) = result.victims
    assert amounts(result)["disability"] == Decimal(240000)
    assert amounts(result)["dependants"] * 100 == dependants
    assert victim.buckets["medical"] == 93_500_00
    assert victim.total - victim.outside == insured
    assert victim.compulsory == 198_000_00
    assert (victim.payable, victim.own) == (payable, 0)


def test_two_cars_and_a_driver_who_dies() -> None:
    dead = {
        "id": "dead",
        "vehicle": "van",
        "age": 66,
        "losses": {
            "medical": 12000,
            "death": True,
            "funeral": True,
            "mental": 25000,
            "dependants": [{"age": 64, "supporters": 3}],
            "relatives": {"lost_wages": 4200, "transport": 2000},
            "property": {"repair": 36000},
        },
    }
    result = run(vehicles=[CAR, VAN], victims=[dead], liability={"car": "equal", "van": "equal"})
    found = amounts(result)
    assert (found["death"], found["funeral"]) == (Decimal(560000), Decimal(45000))
    assert found["dependants"] == Decimal("133333.33")
    assert result.victims[0].buckets["death_disability"] == 769_533_33
    assert owed(result) == {"car/compulsory": Decimal(194000), "car/driver": Decimal("311766.67")}
    assert result.payable == 505_766_67


def test_two_victims_share_one_limit_by_what_they_lost() -> None:
    victims = [walker("one", other=[_death(150_000)]), walker("two", other=[_death(210_000)])]
    result = run(victims=victims, liability={"car": 100})
    assert {each.victim: each.cents for each in result.compulsory} == {"one": 75_000_00, "two": 105_000_00}


def test_a_liable_and_a_faultless_car_pay_in_proportion_to_their_limits() -> None:
    result = run(
        vehicles=[CAR, VAN],
        victims=[walker(other=[_death(99_000)])],
        liability={"car": "full", "van": "none"},
    )
    assert owed(result) == {"car/compulsory": Decimal(90000), "van/compulsory": Decimal(9000)}


def _death(amount: int) -> dict[str, object]:
    return {"name": "x", "amount": amount, "bucket": "death_disability"}


@pytest.mark.parametrize(
    ("age", "years"), [(30, 20), (59, 20), (60, 20), (61, 19), (74, 6), (75, 5), (90, 5)]
)
def test_from_sixty_on_each_year_counts_one_fewer(age: int, years: int) -> None:
    victim = {"id": "v", "age": age, "losses": {"death": True}}
    assert amounts(run(victims=[victim]))["death"] == 40000 * years


@pytest.mark.parametrize(
    ("day", "limit"), [("2007-05-01", 50000), ("2020-09-18", 110000), ("2020-09-19", 180000)]
)
def test_the_day_of_the_accident_decides_the_limits(day: str, limit: int) -> None:
    result = run(accident_on=day, victims=[walker(other=[_death(500_000)])])
    assert owed(result)["car/compulsory"] == limit


@pytest.mark.parametrize(
    ("day", "residence", "amount"),
    [
        ("2022-04-30", "rural", 20 * 15000),
        ("2022-05-01", "rural", 20 * 40000),
        ("2022-04-30", "urban", 20 * 40000),
    ],
)
def test_rural_people_count_like_urban_people_since_may_2022(day: str, residence: str, amount: int) -> None:
    figures = {"urban_disposable_income": 40000, "rural_disposable_income": 15000}
    victim = {"id": "v", "age": 40, "residence": residence, "losses": {"death": True}}
    assert amounts(run(accident_on=day, parameters=figures, victims=[victim]))["death"] == amount
