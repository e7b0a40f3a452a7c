"""`POST /api/v1/matters/similar`, through the client, as programs of several people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.core.actor import SYSTEM
from linli.matters.models import Matter
from linli.matters.testing import INSIDE, SmallCity
from linli.people.actions import issue_api_key
from linli.people.policies import Permission

REPORT = {
    "text": "树荫路路口路灯不亮了",
    "is_anonymous": True,
    "position": {"lon": INSIDE[0] + 0.0005, "lat": INSIDE[1], "crs": "cgcs2000"},
}


@pytest.fixture
def lamp(city: SmallCity) -> Matter:
    city.now = timezone.now()
    return city.file(text="树荫路口的路灯不亮，晚上看不见路")


def ask(city: SmallCity, body: dict[str, Any], *permissions: Permission) -> Any:
    headers = {}
    if permissions:
        _key, raw = issue_api_key(
            account=city.cast.intake_clerk,
            label="test",
            permissions=list(permissions),
            expires_at=timezone.now() + timedelta(days=1),
            by=SYSTEM,
            now=timezone.now(),
        )
        headers["Authorization"] = f"Bearer {raw}"
    return Client().post("/api/v1/matters/similar", body, content_type="application/json", headers=headers)


def test_who_may_read_matters_gets_code_and_title(city: SmallCity, lamp: Matter) -> None:
    answer = ask(city, REPORT, Permission.MATTER_REGISTER, Permission.MATTER_VIEW)
    assert answer.status_code == 200
    (found,) = answer.json()
    assert (found["code"], found["metres"], found["status"]) == (lamp.code, 50, "registered")
    assert {"zh": "相距约 50 米", "en": "about 50 metres away"} in found["reasons"]
    assert Matter.objects.count() == 1


def test_who_may_only_register_learns_neither(city: SmallCity, lamp: Matter) -> None:
    answer = ask(city, REPORT, Permission.MATTER_REGISTER)
    (found,) = answer.json()
    assert found["handle"]
    assert (found["code"], found["title"]) == (None, None)
    assert lamp.code not in answer.text
    assert "树荫" not in answer.text


def test_a_stranger_is_turned_away(city: SmallCity, lamp: Matter) -> None:
    assert ask(city, REPORT).status_code == 401


@pytest.mark.parametrize("position", [{"lon": 999, "lat": 0, "crs": "wgs84"}, {"lon": 1, "lat": 2}, "here"])
def test_an_impossible_position_is_refused(city: SmallCity, position: Any) -> None:
    assert ask(city, {**REPORT, "position": position}, Permission.MATTER_REGISTER).status_code == 422
