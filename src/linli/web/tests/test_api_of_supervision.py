"""Letters, supervision, whistles and plans through the programming interface: the same doors as the pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from linli.letters.models import Letter
from linli.letters.policies import Status
from linli.matters.testing import SmallCity
from linli.supervision.models import Hazard, Listing
from linli.supervision.testing import set_ladder
from linli.supervision.tests.test_hazards import found
from linli.supervision.tests.test_ladder import ladder_of, ordered, overdue
from linli.supervision.tests.test_listing import proposed
from linli.web.tests.test_api import key_of, told

BASE = "/api/v1"


@pytest.fixture
def city(city: SmallCity, monkeypatch: pytest.MonkeyPatch) -> SmallCity:
    set_ladder()
    monkeypatch.setattr("django.utils.timezone.now", lambda: city.now)
    return city


class Caller:
    def __init__(self, city: SmallCity, who: str) -> None:
        self.headers = {"Authorization": f"Bearer {key_of(city, who)}"}

    def get(self, address: str) -> Any:
        return Client().get(BASE + address, headers=self.headers)

    def post(self, address: str, **body: Any) -> Any:
        return Client().post(BASE + address, body, content_type="application/json", headers=self.headers)


def test_a_letter_is_read_and_answered_by_the_unit_it_went_to(city: SmallCity) -> None:
    ordered(city)
    order = Letter.objects.get(kind="supervision_order")
    head = Caller(city, "unit_head")
    listed = head.get("/letters?box=received&waiting=true").json()
    assert order.pk in [each["id"] for each in listed["letters"]]
    whole = head.get(f"/letters/{order.pk}").json()
    assert (whole["number"], whole["status"]) == (order.number, "issued")
    assert whole["content"]["addressee"]
    verbs = {each["verb"]: each for each in head.get(f"/letters/{order.pk}/verbs").json()}
    assert verbs["answer"]["allowed"]
    answer = head.post(f"/letters/{order.pk}/answer", words="正在更换管道，15日完成")
    assert (answer.status_code, answer.json()["status"]) == (200, "answered")


def test_a_letter_is_not_answered_without_words_or_by_another_unit(city: SmallCity) -> None:
    ordered(city)
    order = Letter.objects.get(kind="supervision_order")
    assert told(Caller(city, "unit_head").post(f"/letters/{order.pk}/answer")) == "letters.needs_words"
    refused = Caller(city, "supervisor").post(f"/letters/{order.pk}/answer", words="好")
    assert refused.status_code == 403
    assert Letter.objects.get(pk=order.pk).status == Status.ISSUED


def test_a_number_that_no_database_holds_is_nothing(city: SmallCity) -> None:
    supervisor = Caller(city, "supervisor")
    for address in ("letters", "supervision/listings", "whistles", "targets/tasks", "targets/plans"):
        for number in (10**30, 0):
            more = "/tasks" if address.endswith("plans") else ""
            assert supervisor.get(f"/{address}/{number}{more}").status_code in (403, 404)


def test_what_climbed_is_listed_and_the_unit_says_why(city: SmallCity) -> None:
    matter = overdue(city)
    ladder = ladder_of(matter)
    found_ = Caller(city, "supervisor").get("/supervision/climbs").json()["climbs"]
    assert [(each["matter"], each["rung"]) for each in found_] == [(matter.code, "notice")]
    owner = Caller(city, "owner")
    (row,) = [
        each for each in owner.get(f"/supervision/matters/{matter.code}").json() if each["id"] == ladder.pk
    ]
    assert row["climbs"]
    said = owner.post(f"/supervision/ladders/{ladder.pk}/reason", words="等供应商送货")
    assert said.json()["reason"] == "等供应商送货"


def test_a_problem_is_decided_by_somebody_else_than_who_proposed_it(city: SmallCity) -> None:
    row = proposed(city)
    assert Caller(city, "supervisor").post(f"/supervision/listings/{row.pk}/approve").status_code in (
        403,
        409,
    )
    answer = Caller(city, "leader").post(f"/supervision/listings/{row.pk}/approve")
    assert answer.json()["status"] == "approved"
    assert Listing.objects.get(pk=row.pk).status == "approved"
    assert Caller(city, "leader").get("/supervision/listings?status=approved").json()["listings"]


def test_a_hazard_is_put_right_by_its_owner(city: SmallCity) -> None:
    row = found(city)
    owner = Caller(city, "owner")
    assert owner.get("/supervision/hazards").json()["hazards"][0]["id"] == row.pk
    assert (
        owner.post(f"/supervision/hazards/{row.pk}/rectify", words="已清理").json()["status"] == "rectified"
    )
    assert Hazard.objects.get(pk=row.pk).measure == "已清理"


def test_nobody_else_is_told_anything(city: SmallCity) -> None:
    ordered(city)
    stranger = Caller(city, "auditor")
    for address in ("/letters", "/supervision/climbs", "/supervision/hazards", "/whistles", "/targets/plans"):
        assert stranger.get(address).status_code == 403, address
    assert Client().get(BASE + "/letters").status_code == 401
