"""The small city is laid once and shared: no test may notice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from linli.areas.models import Edition as PlacesEdition
from linli.catalogue.actions import publish_kind
from linli.catalogue.policies.kinds import KindDraft, Tier
from linli.catalogue.queries import kinds
from linli.core.actor import SYSTEM
from linli.core.testing import Ground
from linli.journal.queries import verify
from linli.matters.models import Matter
from linli.matters.testing import FIRST_DAY, KINDS, VAULT_FIELDS, SmallCity
from linli.people.models import Account, Unit
from linli.people.testing import NOW, PEOPLE, UNITS
from linli.rulebook import book
from linli.rulebook.actions import set_rule

TODAY = NOW.date()


def rule_is_from() -> date:
    edition = book.current().latest("vault.fields", TODAY)
    assert edition is not None
    return edition.valid_from


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_finds_the_city_as_it_was_laid(city: SmallCity, turn: str) -> None:
    assert not Matter.objects.exists()
    assert rule_is_from() == FIRST_DAY
    assert set(kinds(TODAY)) == {kind[0] for kind in KINDS}
    assert Account.objects.get(username="owner").display_name == city.cast.owner.display_name == "owner"

    city.file()
    set_rule("vault.fields", VAULT_FIELDS, TODAY + timedelta(days=-1), by=SYSTEM, now=NOW)
    publish_kind(
        KindDraft("street.dark", "路灯整片不亮", "Dark", Tier.ORDINARY, FIRST_DAY), by=SYSTEM, now=NOW
    )
    Account.objects.filter(username="owner").update(display_name="somebody else")
    city.cast.owner.display_name = "somebody else"
    assert rule_is_from() == TODAY + timedelta(days=-1)
    assert "street.dark" in kinds(TODAY)


@pytest.mark.parametrize("turn", ["first", "second"])
def test_the_chains_of_the_ground_hold_in_every_test(city: SmallCity, turn: str) -> None:
    city.do("dispatcher", "accept", city.file(), kind="street.litter")
    checked = verify()
    assert checked.broken == []
    assert checked.entries > len(PEOPLE) + len(UNITS)


@pytest.mark.django_db
def test_without_the_city_the_database_and_the_memory_are_empty() -> None:
    assert not Unit.objects.exists()
    assert not PlacesEdition.objects.exists()
    assert book.current().latest("vault.fields", TODAY) is None
    assert dict(kinds(TODAY)) == {}


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_has_a_city_of_its_own(city: SmallCity, ground: Ground) -> None:
    assert not ground.is_entered
    assert rule_is_from() == FIRST_DAY
    assert Unit.objects.count() == len(UNITS)
    assert city.file().pk
