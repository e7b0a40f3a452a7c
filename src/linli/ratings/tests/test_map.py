from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from linli.core.actor import SYSTEM
from linli.entities.models import Entity
from linli.entities.policies import Kind
from linli.entities.testing import an_entity
from linli.letters.testing import set_rules_of_letters
from linli.matters.testing import SmallCity
from linli.people.testing import CITY, VILLAGE, value_of_rule
from linli.ratings.actions.labels import appeal, confirm, counting, grant_appeal
from linli.ratings.actions.signing import sign
from linli.ratings.models import Label
from linli.ratings.policies import Colour
from linli.ratings.queries.published import colours_of, villages_of
from linli.ratings.queries.results import signed_run
from linli.ratings.testing import facts, rate, set_schemes

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(city: SmallCity, monkeypatch: pytest.MonkeyPatch) -> Entity:
    """A village that breaks two zeros, and a firm in it that breaks none; the run is signed."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: city.now)
    set_rules_of_letters(city.now)
    schemes = [{**each, "issuer": "city"} for each in value_of_rule("ratings-schemes")["schemes"]]
    set_schemes(schemes, city)
    an_entity(7)
    village = an_entity(code=VILLAGE, kind=Kind.VILLAGE, name="柳树村")
    facts(city, village, "safety.fire", "case.filed")
    sign(row=rate(city), by=SYSTEM, now=city.now)
    return village


def colours() -> tuple[dict[str, Colour], dict[Colour, int]]:
    run = signed_run("three_zero")
    assert run
    (found,) = colours_of(run, [CITY])
    return villages_of("three_zero", CITY), {colour: n for colour, n in found.counts.items() if n}


def test_a_place_shows_its_colour_from_the_review_to_the_appeal_won(city: SmallCity, village: Entity) -> None:
    assert colours() == ({VILLAGE: Colour.BLUE}, {Colour.BLUE: 2}), "what waits for review is not published"
    label = Label.objects.select_related("entity", "run").get()
    confirm(label=label, by=SYSTEM, now=city.now)
    assert colours() == ({VILLAGE: Colour.ORANGE}, {Colour.BLUE: 1, Colour.ORANGE: 1})
    label.refresh_from_db()
    appeal(label=label, words="火灾不在本村", now=city.now)
    assert colours()[0] == {VILLAGE: Colour.ORANGE}, "it stays until the appeal is decided"
    grant_appeal(label=label, wrong=counting(label), words="查实不在本村", by=SYSTEM, now=city.now)
    assert colours() == ({VILLAGE: Colour.BLUE}, {Colour.BLUE: 2})


def shown(city: SmallCity, who: str = "", **asked: str) -> Any:
    client = Client()
    if who:
        account = city.cast.accounts[who]
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client.get("/ratings/map/", asked)


def test_everybody_sees_the_map_and_only_the_house_what_waits(city: SmallCity, village: Entity) -> None:
    page = shown(city).content.decode()
    import re

    print("REFUSED", re.findall(r"<h1>.*?</h1>|<p[^>]*>[^<]*</p>", page))
    assert "三零创建评定" in page
    assert "审核中" not in page
    assert "审核中" in shown(city, "supervisor").content.decode()
    assert shown(city, scheme="enterprise_risk").status_code == 404, "only what rates places is drawn"
    assert shown(city, area="110101000000").status_code == 404


def test_the_page_of_a_township_names_its_villages_and_never_counts_queries_by_them(
    city: SmallCity, village: Entity, django_assert_max_num_queries: Any
) -> None:
    shown(city)
    with django_assert_max_num_queries(14):
        page = shown(city, area=VILLAGE).content.decode()
    assert "柳树" in page or "社区" in page
