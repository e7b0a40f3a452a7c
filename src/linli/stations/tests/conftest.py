from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from linli.core.actor import REQUESTER, SYSTEM, Actor, ActorKind
from linli.matters.testing import SmallCity
from linli.people.testing import VILLAGE, value_of_rule
from linli.rulebook.actions import set_rule
from linli.stations.actions import NewBooking, book
from linli.stations.models import Booking

TUESDAY, WEDNESDAY = date(2026, 3, 10), date(2026, 3, 11)
NINE = datetime(2026, 3, 11, 1, 0, tzinfo=UTC)
"""Wednesday at nine in the city, a day ahead of the small city's hour."""
PHONE = "19900001234"


@dataclass
class Corner:
    """The station of the willow community, with two windows."""

    city: SmallCity
    sent: int = 0

    @property
    def now(self) -> datetime:
        return self.city.now

    @property
    def clerk(self) -> Actor:
        return Actor(ActorKind.ACCOUNT, None, self.city.unit("village"))

    def book(self, **more: Any) -> Booking:
        self.sent += 1
        key = more.pop("key", f"{self.sent:032}")
        given = {"service": "pension_claim", "station": "willow", "starts_at": NINE, "phone": PHONE, **more}
        return book(NewBooking(**given), key=key, by=REQUESTER, now=self.now)

    def again(self, booking: Booking) -> Booking:
        return Booking.objects.select_related("requester").get(pk=booking.pk)


@pytest.fixture
def corner(city: SmallCity) -> Corner:
    place = {
        "code": "willow",
        "name": {"zh": "柳树社区服务站", "en": "Willow community station"},
        "unit": "village",
        "area": VILLAGE,
        "address": {"zh": "柳荫路8号", "en": "8 Liuyin Road"},
        "phone": "12345",
        "windows": 2,
    }
    set_rule("vault.fields", value_of_rule("vault-fields"), date(2025, 1, 1), by=SYSTEM, now=city.now)
    set_rule("stations.places", {"stations": [place]}, date(2025, 1, 1), by=SYSTEM, now=city.now)
    return Corner(city)


@pytest.fixture
def at_hour(corner: Corner, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Pages have the hour of the small city."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: corner.now)
    return corner.city.later
