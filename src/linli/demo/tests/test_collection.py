from __future__ import annotations

from datetime import UTC, datetime

import pytest

from linli.catalogue.packs import collection
from linli.catalogue.policies.admission import AdmissionRule
from linli.catalogue.queries.collection import hours_of_grid, may_store
from linli.core.actor import SYSTEM
from linli.core.time import city_day
from linli.demo.collection import admit_the_list
from linli.demo.tests.test_messages import ANHE
from linli.people.actions.units import load_units
from linli.people.policies import UnitKind, UnitRow
from linli.rulebook.actions import set_rule
from linli.rulebook.packs import Pack

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_anhe_admits_its_whole_list_once() -> None:
    rows = [UnitRow(f"9901-{kind}", kind.value, kind, "", "990100000000") for kind in UnitKind]
    load_units(rows, by=SYSTEM, now=NOW)
    value = {"hours_per_grid": "60", "opinions_needed": 2, "longest_months": 24}
    set_rule(AdmissionRule.key, value, valid_from=city_day(NOW), by=SYSTEM, now=NOW)
    pack = Pack.at(ANHE)
    list(collection.load(pack, by=SYSTEM, now=NOW, progress=lambda *_: None))
    published = admit_the_list(pack, now=NOW)
    assert published is not None
    assert len(published.content) == 321
    assert may_store("lift.alarm", city_day(NOW), "990102001001001G")
    assert hours_of_grid("990102001001001G", city_day(NOW)) == 37
    assert admit_the_list(pack, now=NOW) is None
