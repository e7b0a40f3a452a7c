from __future__ import annotations

import pytest

from linli.catalogue.policies.admission import AdmissionRule
from linli.catalogue.policies.kinds import Tier
from linli.catalogue.tests.cast import NOW, START, publish
from linli.core.actor import SYSTEM
from linli.people.actions.units import load_units
from linli.people.models import Unit
from linli.people.policies import UnitRow
from linli.rulebook.actions import set_rule


@pytest.fixture
def tree(db: None) -> None:
    """Water with two kinds below it, and litter."""
    publish("water", is_leaf=False)
    publish("water.supply", is_leaf=False)
    publish("water.supply.burst", tier=Tier.URGENT)
    publish("water.supply.bill")
    publish("litter")


@pytest.fixture
def units(db: None) -> dict[str, int]:
    """A city with two counties, a township and a community; numbers by code."""
    rows = [
        ("9901-centre", "governance_centre", "990100000000"),
        ("990102-centre", "governance_centre", "990102000000"),
        ("9901-water", "water_bureau", "990100000000"),
        ("990102-water", "water_bureau", "990102000000"),
        ("9901-company-gas", "utility_company", "990100000000"),
        ("9901-company-heat", "utility_company", "990100000000"),
        ("990102001-street", "street_office", "990102001000"),
        ("990102001001-people", "residents_committee", "990102001001"),
    ]
    load_units([UnitRow(code, code, kind, "", area) for code, kind, area in rows], by=SYSTEM, now=NOW)
    return dict(Unit.objects.values_list("code", "pk"))


@pytest.fixture
def rule(db: None) -> None:
    value = {"hours_per_grid": "10", "opinions_needed": 2, "longest_months": 24}
    set_rule(AdmissionRule.key, value, valid_from=START, by=SYSTEM, now=NOW)
