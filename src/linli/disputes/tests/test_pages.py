"""Pages through the client, as the people of the desk and as the sides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.disputes.models import Dispute
from linli.disputes.policies import Status
from linli.disputes.testing import ELDER, YOUNGER, Desk
from linli.people.testing import VILLAGE


def proved(open_as: Callable[[str], Client], dispute: Dispute, phone: str) -> Client:
    client = open_as("citizen")
    answer = client.post("/dispute/", {"number": dispute.number, "tail": phone[-4:]})
    assert answer.status_code == 302
    return client


def test_a_dispute_is_received_and_mediated_page_by_page(desk: Desk, open_as: Any) -> None:
    duty = open_as("duty")
    assert duty.get("/disputes/new/").status_code == 200
    answer = duty.post("/disputes/new/", reception(desk))
    assert answer.status_code == 302, answer.content.decode()
    dispute = Dispute.objects.get()
    page = f"/disputes/{dispute.number}/"
    first = dispute.parties.get(place=1).pk
    assert b"Lawful ways" in duty.get(page).content
    assert duty.post(f"{page}do/choose_route/", {"route": "mediation", "party": first}).status_code == 302
    for party in dispute.parties.all():
        said = {"party": party.pk, "consents": "yes", "how": "oral"}
        assert duty.post(f"{page}do/consent/", said).status_code == 302
    assert duty.post(f"{page}do/accept/", {"committee": desk.committee.pk}).status_code == 302
    lead = {"mediator": desk.mediators["mediator"].pk, "task": "lead", "tie": "none"}
    assert duty.post(f"{page}do/appoint/", lead).status_code == 302
    mediator = open_as("mediator")
    plan = {"begins_at": "2026-03-11T09:00", "minutes": 60, "manner": "in_person", "place": "调解室"}
    assert mediator.post(f"{page}do/plan_session/", plan).status_code == 302
    assert dispute.title in mediator.get("/disputes/mine/").content.decode()
    dispute.refresh_from_db()
    assert dispute.status == Status.ACCEPTED


def reception(desk: Desk) -> dict[str, Any]:
    return {
        "centre": desk.units["village"].pk,
        "title": "楼道堆物纠纷",
        "brief": "邻居在楼道长期堆放纸箱，多次口角。",
        "category": "02",
        "source": "party",
        "name_1": "赵一",
        "phone_1": "19900003333",
        "capacity_1": "full",
        "name_2": "钱二",
        "capacity_2": "full",
    }


def test_the_same_step_is_not_taken_twice_from_one_page(desk: Desk, open_as: Any) -> None:
    dispute = desk.accepted()
    seen = dispute.chain_length
    desk.planned(dispute)
    late = {"seen": seen, "words": "再给一些时间", "all_agree": "on"}
    answer = open_as("mediator").post(f"/disputes/{dispute.number}/do/extend/", late)
    assert answer.status_code == 409
    assert "再给一些时间" in answer.content.decode()


def test_a_refusal_comes_back_with_what_was_typed(desk: Desk, open_as: Any) -> None:
    dispute = desk.drafted()
    term = {
        "kind": "pay",
        "debtor": desk.side(dispute, 1).pk,
        "words": "赔偿医药费",
        "amount": "500",
        "instalments": 1,
    }
    term |= {"every_months": 1}
    answer = open_as("mediator", "zh-hans").post(f"/disputes/{dispute.number}/do/add_term/", term)
    assert answer.status_code == 422
    assert "赔偿医药费" in answer.content.decode()
    assert "第二十九条" in answer.content.decode()


@pytest.mark.parametrize("address", ["/disputes/", "/disputes/mine/", "/disputes/due/"])
def test_lists_ask_the_same_number_of_queries_however_long_they_are(
    desk: Desk, open_as: Any, address: str
) -> None:
    def asked() -> int:
        client = open_as("mediator")  # a new log-in: days have passed
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    desk.signed()
    one = asked()
    for _ in range(3):
        desk.signed()
    assert asked() == one


def test_a_side_sees_its_own_page_and_not_the_others_data(desk: Desk, open_as: Any) -> None:
    dispute = desk.signed()
    elder = proved(open_as, dispute, ELDER)
    page = elder.get(f"/dispute/{dispute.number}/").content.decode()
    assert "199****1111" in page
    assert "3,000.00" in page
    assert "2222" not in page
    assert "王小山" not in page
    assert "柳树社区5号楼" not in page
    younger = proved(open_as, dispute, YOUNGER)
    assert "199****2222" in younger.get(f"/dispute/{dispute.number}/").content.decode()


def test_wrong_digits_open_nothing_and_too_many_close_the_door(desk: Desk, open_as: Any) -> None:
    dispute = desk.accepted()
    client = open_as("citizen")
    for _ in range(5):
        answer = client.post("/dispute/", {"number": dispute.number, "tail": "0000"})
        assert answer.status_code == 403
    assert client.post("/dispute/", {"number": dispute.number, "tail": ELDER[-4:]}).status_code == 429
    assert client.get(f"/dispute/{dispute.number}/").status_code == 302


def test_a_side_agrees_and_stops_on_its_own_page(desk: Desk, open_as: Any) -> None:
    dispute = desk.chosen()
    younger = proved(open_as, dispute, YOUNGER)
    assert younger.post(f"/dispute/{dispute.number}/do/consent/", {"answer": "yes"}).status_code == 302
    assert desk.side(dispute, 2).consent == "given"
    assert younger.post(f"/dispute/{dispute.number}/do/stop/").status_code == 302
    dispute.refresh_from_db()
    assert dispute.status == Status.TERMINATED


def test_reading_a_sides_data_is_logged_and_the_side_sees_it(desk: Desk, open_as: Any) -> None:
    dispute = desk.accepted()
    party = desk.side(dispute, 1)
    address = f"/disputes/{dispute.number}/sides/{party.pk}/"
    assert "王大山" in open_as("mediator").post(address).content.decode()
    assert open_as("duty").post(address).status_code == 403
    assert (
        "Who read it" in proved(open_as, dispute, ELDER).get(f"/dispute/{dispute.number}/").content.decode()
    )


def test_a_dispute_is_handed_to_another_centre_and_leaves_ours_only_when_it_is_taken(
    desk: Desk, open_as: Any
) -> None:
    dispute = desk.register()
    page = f"/disputes/{dispute.number}/"
    duty, other = open_as("duty"), open_as("other_duty")
    sent = {"route": "mediation", "to_unit": "street", "words": "涉及两个社区，请街道调解"}
    assert other.get(page).status_code == 404
    assert duty.post(f"{page}do/refer/", sent).status_code == 302
    assert duty.get(page).status_code == 200
    assert other.get(page).status_code == 404
    assert dispute.title in other.get("/disputes/mine/").content.decode()
    referral = dispute.referrals.get().pk
    assert duty.post(f"/disputes/referrals/{referral}/do/receive/").status_code == 404
    assert other.post(f"/disputes/referrals/{referral}/do/receive/").status_code == 302
    assert other.get(page).status_code == 200
    assert duty.get(page).status_code == 404


def test_handed_back_it_is_where_it_was(desk: Desk, open_as: Any) -> None:
    dispute = desk.chosen()
    desk_page = f"/disputes/{dispute.number}/do/refer/"
    open_as("duty").post(desk_page, {"route": "mediation", "to_unit": "street", "words": "请街道调解"})
    referral = dispute.referrals.get().pk
    other = open_as("other_duty")
    assert (
        other.post(f"/disputes/referrals/{referral}/do/return/", {"words": "应由社区先调"}).status_code == 302
    )
    dispute.refresh_from_db()
    assert dispute.status == Status.CONSENT_CHECK
    assert dispute.area_code == VILLAGE


def test_published_figures_hide_small_numbers(desk: Desk, open_as: Any) -> None:
    desk.signed()
    Dispute.objects.update(
        registered_at=F("registered_at") - timedelta(days=31)
    )  # months that are over are told
    page = open_as("citizen").get("/settled/").content.decode()
    assert "too few to show" in page


MOST_QUERIES = 22


def test_the_page_of_a_dispute_asks_few_queries_however_much_it_holds(
    desk: Desk, open_as: Callable[[str], Client]
) -> None:
    asked = []
    for parts in (1, 6):
        dispute = desk.drafted()
        desk.add_term(dispute, instalments=parts)
        client, page = open_as("duty"), f"/disputes/{dispute.number}/"
        client.get(page)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        asked.append(len(captured))
    assert asked[0] == asked[1] <= MOST_QUERIES
