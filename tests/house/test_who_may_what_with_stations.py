"""Every role at every post, against the counter of a station, and a booking's own pages without its proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
from test_who_may_what import (
    LAND,
    OUTSIDE,
    POSTED,
    POSTS,
    ROLES,
    Town,
    logged_in,
    observed,
    people_of,
    undone,
)

from linli.core.actor import REQUESTER, SYSTEM
from linli.matters.testing import make_city
from linli.people.testing import VILLAGE, make_cast, value_of_rule
from linli.rulebook.actions import set_rule
from linli.stations.actions import NewBooking, book

BOOK = {"key": "0" * 32, "service": "x", "station": "x", "starts_at": "2026-03-11T01:00:00Z", "phone": "x"}
pytestmark = pytest.mark.django_db
UNITS = {"village": VILLAGE, "hillside": "990103001001"}
"""Unit that runs a station -> where it lies."""


@dataclass
class Town4(Town):
    bookings: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town4]:
    patch = pytest.MonkeyPatch()
    with django_db_blocker.unblock(), undone():
        town = Town4(make_city(make_cast()))
        patch.setattr("django.utils.timezone.now", lambda: town.city.now)
        people_of(town)
        town.clients["requester"] = logged_in(town.city.cast.accounts["stranger"])
        town.bookings = {unit: booked_at(town, unit) for unit in UNITS}
        yield town
    patch.undo()


def booked_at(town: Town, unit: str) -> str:
    now = town.city.now
    set_rule("vault.fields", value_of_rule("vault-fields"), date(2025, 1, 1), by=SYSTEM, now=now)
    words = {"zh": "站", "en": "Station"}
    stations = [
        {
            "code": each,
            "name": words,
            "unit": each,
            "area": area,
            "address": words,
            "phone": "12345",
            "windows": 1,
        }
        for each, area in UNITS.items()
    ]
    set_rule("stations.places", {"stations": stations}, date(2025, 1, 1), by=SYSTEM, now=now)
    at = datetime(2026, 3, 10, 6, 0, tzinfo=UTC)
    new = NewBooking(service="pension_claim", station=unit, starts_at=at, phone="19900001234")
    return book(new, key=unit.ljust(32, "0"), by=REQUESTER, now=now).code


def expected(who: str, unit: str) -> str:
    """Say the rule once more: who serves at stations, for the own unit and those below, or in the own area."""
    role, _, post = who.partition("@")
    if not post:
        return "log in" if who == "anybody" else "not allowed"
    if "station.serve" not in ROLES[role]["permissions"]:
        return "not allowed"
    reach = ROLES[role].get("reach", "own")
    sees = UNITS[unit].startswith(POSTS[post].area or (LAND[post] if reach == "area" else ""))
    sees = sees and (reach == "area" or (reach == "unit" and unit in POSTS[post].units))
    return "allowed" if sees else "hidden"


@pytest.mark.parametrize("who", [*OUTSIDE, "stranger", *POSTED])
def test_a_booking_is_served_by_its_own_station(town: Town4, who: str) -> None:
    for unit, code in town.bookings.items():
        wanted = expected(who, unit)
        assert observed(town.ask(who, "get", f"/counter/{code}/")) == wanted
        for verb, said in (("serve", {"result": "done"}), ("call_off", {"why": "停电"})):
            assert observed(town.ask(who, "post", f"/counter/{code}/{verb}/", said)) == wanted, (verb, unit)
        body = {"result": "done"}
        assert observed(town.ask(who, "post", f"/api/v1/bookings/{code}/result", body)) == wanted


@pytest.mark.parametrize("who", [*OUTSIDE, "stranger", *POSTED])
def test_a_program_books_where_it_may_register(town: Town4, who: str) -> None:
    held = ROLES.get(who.partition("@")[0], {}).get("permissions", ())
    answer = observed(town.ask(who, "post", "/api/v1/bookings", BOOK))
    assert (answer == "hidden") == ("matter.register" in held), "there is no such service"


@pytest.mark.parametrize("who", [*OUTSIDE, "stranger", "handler@village", "city_leader@city"])
def test_the_pages_of_whoever_booked_ask_for_the_proof(town: Town4, who: str) -> None:
    for code in town.bookings.values():
        for method, address in (("get", ""), ("post", "cancel/"), ("post", "rate/")):
            answer = town.ask(who, method, f"/booking/{code}/{address}")
            assert (answer.status_code, answer.url) == (302, f"/booking/?code={code}")
