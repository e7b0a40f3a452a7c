"""People see, correct and erase what is kept of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from linli.journal.models import Entry
from linli.matters.models import Matter
from linli.matters.testing import SmallCity
from linli.vault.models import Reading
from linli.vault.policies.fields import PersonalField
from linli.vault.queries import masked

PHONE, NEW = "19900001234", "19900005678"


@pytest.fixture
def matter(clock: SmallCity) -> Matter:
    return clock.file()


@pytest.fixture
def resident(browser_of: Callable[..., Client], matter: Matter) -> Client:
    """Somebody who has proved with code and phone tail that the matter is theirs."""
    client = browser_of("citizen")
    client.post("/query/", {"code": matter.code, "proof": "1234"})
    return client


def ask(client: Client, matter: Matter, what: str, **fields: Any) -> Any:
    return client.post(f"/query/{matter.code}/data/{what}/", fields, follow=True)


def masks_of(matter: Matter) -> dict[str, str]:
    matter.refresh_from_db()
    return {field.value: mask for field, mask in masked(matter.requester.pk).items()}


def test_the_page_shows_masks_and_nothing_in_full(resident: Client, matter: Matter) -> None:
    page = resident.get(f"/query/{matter.code}/data/").content.decode()
    assert "199****1234" in page
    assert PHONE not in page


def test_whoever_has_not_proved_anything_is_asked_to(
    browser_of: Callable[..., Client], matter: Matter
) -> None:
    stranger = browser_of("citizen")
    assert stranger.get(f"/query/{matter.code}/data/").status_code == 302
    for what in ("copy", "correct", "erase"):
        assert ask(stranger, matter, what, proof=PHONE, sure="on", name="李四").status_code == 404
    assert masks_of(matter)["phone"] == "199****1234"


def test_the_four_digits_are_not_enough_for_a_copy(resident: Client, matter: Matter) -> None:
    answer = ask(resident, matter, "copy", proof="1234")
    assert answer.status_code == 404
    assert PHONE not in answer.content.decode()


def test_the_whole_number_opens_a_copy_and_that_is_logged(resident: Client, matter: Matter) -> None:
    assert PHONE in ask(resident, matter, "copy", proof="199 0000 1234").content.decode()
    assert Reading.objects.filter(record=matter.requester, by_kind="requester").exists()
    page = resident.get(f"/query/{matter.code}/data/").content.decode()
    assert PHONE not in page
    assert "A copy for the person concerned" in page


def test_a_number_is_put_right_and_what_was_left_empty_stays(resident: Client, matter: Matter) -> None:
    name = masks_of(matter).get("name")
    ask(resident, matter, "correct", proof=PHONE, phone=NEW)
    assert masks_of(matter)["phone"] == "199****5678"
    assert masks_of(matter).get("name") == name
    entry = Entry.objects.filter(event="matter.requester_corrected").get()
    assert entry.facts["fields"] == [PersonalField.PHONE.value]
    assert NEW not in str(entry.facts)


def test_a_wrong_number_is_refused_and_nothing_changes(resident: Client, matter: Matter) -> None:
    answer = ask(resident, matter, "correct", proof=PHONE, phone="12")
    assert answer.status_code == 422
    assert "not a telephone number" in answer.content.decode()
    assert masks_of(matter)["phone"] == "199****1234"


def test_erasing_wants_to_be_confirmed_and_is_for_good(resident: Client, matter: Matter) -> None:
    assert ask(resident, matter, "erase", proof=PHONE).status_code == 422
    page = ask(resident, matter, "erase", proof=PHONE, sure="on").content.decode()
    assert "Nothing of them is left" in page
    assert masks_of(matter) == {}
    assert Matter.objects.get(pk=matter.pk).status == matter.status
    resident.get(f"/query/{matter.code}/")


def test_five_wrong_answers_close_the_door(resident: Client, matter: Matter) -> None:
    for _ in range(5):
        ask(resident, matter, "copy", proof="19900000000")
    assert ask(resident, matter, "copy", proof=PHONE).status_code == 429
