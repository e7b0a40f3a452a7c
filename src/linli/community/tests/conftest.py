from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from linli.areas.policies.coordinates import Crs, Point
from linli.community.actions.calls import code_at
from linli.community.actions.whistles import NewWhistle, blow
from linli.community.models import Call, Whistle
from linli.community.policies import Urgency
from linli.core.actor import Actor, ActorKind
from linli.matters.testing import INSIDE, SmallCity

PLACE = Point(*INSIDE, Crs.CGCS2000)


@dataclass
class Square:
    """The community of the small city, with its whistle and the units that come."""

    city: SmallCity

    @property
    def now(self) -> datetime:
        return self.city.now

    def by(self, unit: str) -> Actor:
        return Actor(ActorKind.ACCOUNT, None, self.city.unit(unit))

    def blow(self, *units: str, unit: str = "village", **more: Any) -> Whistle:
        given: dict[str, Any] = {
            "kind": "hazard",
            "urgency": Urgency.URGENT,
            "subject": "树倒在配电箱上",
            "demand": "请断电并移走倒下的树",
            "why_not_alone": "社区没有断电的资格，也没有吊车",
            "place": "柳树社区三号楼东侧",
            "units": [self.city.unit(each) for each in units or ("housing", "street")],
            "point": PLACE,
            **more,
        }
        caller = self.city.cast.unit(unit)
        return blow(NewWhistle(**given), unit=caller, by=self.by(unit), now=self.now)

    def call(self, whistle: Whistle, unit: str = "housing") -> Call:
        call = Call.objects.select_related("unit").get(whistle=whistle, unit=self.city.unit(unit))
        call.whistle = Whistle.objects.get(pk=whistle.pk)
        return call

    def do(self, action: Callable[..., None], whistle: Whistle, unit: str = "housing", **given: Any) -> Call:
        action(self.call(whistle, unit), by=self.by(unit), now=self.now, **given)
        return self.call(whistle, unit)

    def code(self, whistle: Whistle) -> str:
        return code_at(whistle)


@pytest.fixture
def square(city: SmallCity) -> Square:
    return Square(city)


@pytest.fixture
def ask(square: Square, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Ask for a page as somebody of the cast, or send a form when `data` is given."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: square.now)

    def asking(who: str, address: str, data: dict[str, Any] | None = None) -> Any:
        client = Client()
        client.force_login(square.city.cast.accounts[who])
        return client.get(address) if data is None else client.post(address, data)

    return asking
