from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.catalogue.actions import end_duty
from linli.catalogue.errors import (
    CommunityHasNoSuchDuty,
    DutyInForceAlready,
    DutyNamesNobody,
    NotOnCommunityList,
    UnknownKind,
)
from linli.catalogue.policies.duties import DutyIndex, DutyRow, Level, UnitAt, nearest, prefixes
from linli.catalogue.queries import duty_for, is_on_community_list, require_on_community_list
from linli.catalogue.tests.cast import DAY, NOW, give, publish
from linli.core.actor import SYSTEM
from linli.people.actions.units import close_unit
from linli.people.models import Unit

HERE = "990102001001"
OTHER_COUNTY = "990103001001"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("990102001001", ["990102001001", "990102001", "990102", "9901", "99", ""]),
        ("990102001000", ["990102001", "990102", "9901", "99", ""]),
        ("990102000000", ["990102", "9901", "99", ""]),
        ("990100000000", ["9901", "99", ""]),
    ],
)
def test_prefixes_lead_from_the_ground_to_the_city(code, expected) -> None:
    assert list(prefixes(code)) == expected


@given(st.from_regex(r"\A[1-9][0-9]{11}\Z"))
def test_every_prefix_contains_the_place_and_they_grow_shorter(code) -> None:
    found = list(prefixes(code))
    assert all(code.startswith(prefix) for prefix in found)
    assert [len(prefix) for prefix in found] == sorted({len(prefix) for prefix in found}, reverse=True)
    assert found[-1] == ""


UNITS = [
    UnitAt(1, "city", "centre", "9901"),
    UnitAt(2, "county", "centre", "990102"),
    UnitAt(3, "town", "centre", "990102001"),
]


@pytest.mark.parametrize(
    ("place", "level", "expected"),
    [
        (HERE, Level.NEAREST, 3),
        (HERE, Level.COUNTY, 2),
        (HERE, Level.CITY, 1),
        (HERE, Level.VILLAGE, None),
        ("990102002001", Level.NEAREST, 2),
        (OTHER_COUNTY, Level.NEAREST, 1),
        (OTHER_COUNTY, Level.COUNTY, None),
    ],
)
def test_the_nearest_unit_or_the_one_at_a_level(place, level, expected) -> None:
    found = nearest({unit.area_prefix: unit for unit in UNITS}, place, level)
    assert (found.id if found else None) == expected


def row(number: int, kind: str, area: str = "", unit: str = "centre", **columns: object) -> DutyRow:
    plain = {"level": Level.NEAREST, "certain": True, "priority": 100, "unit_code": ""}
    return DutyRow(
        **{"id": number, "kind_code": kind, "area_prefix": area, "unit_kind": unit, **plain, **columns}
    )


def matched(rows, kind: str, place: str = HERE) -> int | None:
    found = DutyIndex(rows, UNITS).duty_for(kind, place)
    return found.duty_id if found else None


class TestWhoSpeaksFirst:
    def test_the_kind_itself_before_the_node_above(self) -> None:
        assert matched([row(1, "water"), row(2, "water.burst")], "water.burst") == 2

    def test_the_kind_before_a_nearer_area_of_the_node_above(self) -> None:
        assert matched([row(1, "water", HERE), row(2, "water.burst")], "water.burst") == 2

    def test_the_longer_area_among_lines_of_one_kind(self) -> None:
        assert matched([row(1, "water", "9901"), row(2, "water", "990102"), row(3, "water")], "water") == 2

    def test_the_lower_number_among_lines_of_one_area(self) -> None:
        assert matched([row(1, "water", priority=20), row(2, "water", priority=10)], "water") == 2

    def test_the_next_line_when_a_unit_is_not_there(self) -> None:
        assert matched([row(1, "water", unit="nobody", priority=1), row(2, "water")], "water") == 2

    def test_nobody_when_no_line_fits(self) -> None:
        assert matched([row(1, "litter")], "water") is None

    def test_an_area_does_not_answer_for_another(self) -> None:
        assert matched([row(1, "water", "990102")], "water", OTHER_COUNTY) is None


@pytest.mark.usefixtures("tree")
class TestDispatch:
    def test_a_clear_duty_goes_straight_to_the_unit_and_the_county_gets_a_copy(self, units) -> None:
        give("", unit_kind="governance_centre", level=Level.COUNTY, certain=False, priority=900)
        give("water", unit_kind="water_bureau")
        match = duty_for("water.supply.burst", HERE, DAY)
        assert match is not None
        assert (match.unit_id, match.certain) == (units["990102-water"], True)
        assert match.copy_unit_id == units["990102-centre"]

    def test_an_unclear_one_goes_to_the_county_centre(self, units) -> None:
        give("", unit_kind="governance_centre", level=Level.COUNTY, certain=False, priority=900)
        match = duty_for("litter", HERE, DAY)
        assert match is not None
        assert (match.unit_id, match.certain, match.copy_unit_id) == (units["990102-centre"], False, None)

    def test_the_reason_names_unit_and_kind(self, units) -> None:
        give("water", unit_kind="water_bureau", area_prefix="9901")
        assert "990102-water" in duty_for("water.supply.burst", HERE, DAY).reason

    def test_a_unit_may_be_named_by_its_code(self, units) -> None:
        give("litter", unit_code="9901-water")
        assert duty_for("litter", HERE, DAY).unit_id == units["9901-water"]

    def test_a_branch_is_the_nearest_unit_whose_code_ends_so(self, units) -> None:
        give("litter", unit_code="*-company-heat")
        assert duty_for("litter", HERE, DAY).unit_id == units["9901-company-heat"]

    def test_a_closed_unit_answers_no_longer(self, units) -> None:
        give("water", unit_kind="water_bureau")
        assert duty_for("water.supply.bill", HERE, DAY).unit_id == units["990102-water"]
        close_unit(unit=Unit.objects.get(code="990102-water"), by=SYSTEM, now=NOW)
        assert duty_for("water.supply.bill", HERE, DAY).unit_id == units["9901-water"]

    def test_a_change_has_a_date_and_leaves_the_past(self, units) -> None:
        old = give("litter", unit_code="9901-water")
        later = date(2026, 6, 1)
        end_duty(old, valid_to=later, by=SYSTEM, now=NOW)
        give("litter", unit_code="990102-water", valid_from=later)
        assert duty_for("litter", HERE, later - timedelta(days=1)).unit_id == units["9901-water"]
        assert duty_for("litter", HERE, later).unit_id == units["990102-water"]

    def test_an_answer_costs_no_query(self, units, django_assert_num_queries) -> None:
        give("water", unit_kind="water_bureau")
        duty_for("water.supply.burst", HERE, DAY)
        with django_assert_num_queries(0):
            duty_for("water.supply.burst", HERE, DAY)


@pytest.mark.usefixtures("tree")
class TestRefusals:
    def test_two_open_lines_for_one_place_are_refused(self) -> None:
        give("litter", unit_kind="water_bureau")
        with pytest.raises(DutyInForceAlready):
            give("litter", unit_kind="city_management")

    @pytest.mark.parametrize("names", [{}, {"unit_kind": "water_bureau", "unit_code": "9901-water"}])
    def test_a_line_names_a_unit_or_a_kind_of_unit(self, names) -> None:
        with pytest.raises(DutyNamesNobody):
            give("litter", **names)

    def test_a_line_for_a_kind_that_is_not_there_is_refused(self) -> None:
        with pytest.raises(UnknownKind):
            give("fire", unit_kind="fire_rescue")


@pytest.mark.usefixtures("tree")
class TestTheCommunitysOwnList:
    def test_what_it_names_goes_to_the_community(self, units) -> None:
        give("litter", unit_kind="residents_committee")
        assert duty_for("litter", HERE, DAY).unit_id == units["990102001001-people"]
        assert is_on_community_list("litter", HERE, DAY)

    def test_what_it_does_not_name_is_not_passed_down(self) -> None:
        with pytest.raises(NotOnCommunityList):
            require_on_community_list("water.supply.burst", HERE, DAY)

    @pytest.mark.parametrize("node", ["water", ""])
    def test_a_whole_group_is_refused(self, node) -> None:
        with pytest.raises(CommunityHasNoSuchDuty):
            give(node, unit_kind="residents_committee")

    def test_a_kind_that_grew_below_a_listed_one_is_not_on_the_list(self, units) -> None:
        give("litter", unit_kind="residents_committee")
        publish("litter.chemical")
        assert duty_for("litter.chemical", HERE, DAY) is None
        assert not is_on_community_list("litter.chemical", HERE, DAY)
