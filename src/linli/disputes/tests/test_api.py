"""The API: what the page shows, for programs."""

from __future__ import annotations

import functools
from typing import Any

from linli.disputes.models import Dispute, Party
from linli.disputes.testing import Desk

SIDES = [{"side": 1, "name": "孙甲", "phone": "19900001001"}, {"side": 2, "name": "李乙"}]
NEW = {"centre": "village", "title": "院墙纠纷", "brief": "两家争执", "category": "02", "sides": SIDES}


def post(client: Any, **changes: Any) -> Any:
    return client.post("/api/v1/disputes", {**NEW, **changes}, content_type="application/json")


def test_what_is_registered_is_read_back_with_masked_names(desk: Desk, open_as: Any) -> None:
    client = open_as("duty")
    made = post(client).json()
    read = client.get(f"/api/v1/disputes/{made['number']}").json()
    assert read == made
    assert (read["status"], read["centre"], read["terms"]) == ("registered", "village", [])
    assert [each["side"] for each in read["sides"]] == ["甲方", "乙方"]
    assert "孙甲" not in str(read)
    assert [each["number"] for each in client.get("/api/v1/disputes").json()["disputes"]] == [made["number"]]


def test_the_list_is_narrowed_and_paged(desk: Desk, open_as: Any) -> None:
    desk.register()
    client = open_as("duty")
    assert client.get("/api/v1/disputes?status=archived").json() == {"disputes": [], "next": ""}
    assert len(client.get("/api/v1/disputes?category=02").json()["disputes"]) == 1
    assert client.get("/api/v1/disputes?status=lost").status_code == 422


def test_an_agreement_is_told_with_its_terms(desk: Desk, open_as: Any) -> None:
    dispute = desk.signed()
    (term, *_more) = open_as("duty").get(f"/api/v1/disputes/{dispute.number}").json()["terms"]
    assert (term["debtor"], term["performed_on"]) == ("甲方", None)


def test_one_side_alone_is_no_dispute(desk: Desk, open_as: Any) -> None:
    answer = post(open_as("duty"), sides=SIDES[:1])
    assert answer.json()["code"] == "disputes.one_side_only"
    assert not Dispute.objects.exists()


def test_what_is_sent_twice_with_one_key_is_one_dispute(desk: Desk, open_as: Any) -> None:
    client = open_as("duty")
    key = {"Idempotency-Key": "duty-2026-0001"}
    send = functools.partial(client.post, "/api/v1/disputes", content_type="application/json", headers=key)
    first = send(NEW)
    assert send(NEW).json() == first.json()
    assert Dispute.objects.count() == 1
    other = send({**NEW, "title": "另一件纠纷"})
    assert (other.status_code, other.json()["code"]) == (409, "intake.key_reused")
    assert post(client).json()["number"] != first.json()["number"], "without a key each is a new one"
    assert Party.objects.count() == 4
