from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from linli.community.models import Deliberation, Demand, Meeting, Need, Resource
from linli.community.policies.deliberations import DeliberationStatus
from linli.community.policies.meetings import MeetingStatus
from linli.community.policies.sharing import NeedStatus
from linli.community.tests.conftest import Square

pytestmark = pytest.mark.django_db


def test_a_meeting_is_convened_held_and_answered_on_its_pages(square: Square, ask: Any) -> None:
    form = {
        "unit": square.city.unit("street"),
        "subject": "小区配套",
        "place": "综治中心",
        "starts_at": "2026-03-12T09:00",
        "near": [square.city.unit("riverside")],
        "others": "住房和城乡",
        "representatives": "3",
        "demands": "通天然气\n补种绿地",
    }
    page = ask("unit_head", "/meetings/new/", form)["Location"]
    square.city.later(days=3)
    meeting = Meeting.objects.get()
    assert "补种绿地" in ask("handler", page).content.decode()
    ask("unit_head", f"{page}0/do/hold/", {"came": [square.city.unit("housing")], "representatives": "2"})
    for place in (1, 2):
        told = {"text": "月底通气", "owner": square.city.unit("housing"), "due_on": "2026-03-31"}
        ask("unit_head", f"{page}{place}/do/answer/", told)
    meeting.refresh_from_db()
    assert meeting.status == MeetingStatus.ANSWERED
    refused = ask("unit_head", f"{page}1/do/report/", {"done": "已通气"})
    assert refused.status_code == 403
    ask("handler", f"{page}1/do/report/", {"done": "已通气"})
    assert Demand.objects.get(position=1).done == "已通气"
    assert "已通气" in ask("unit_head", page).content.decode()


def test_what_was_typed_into_an_answer_comes_back(square: Square, ask: Any) -> None:
    from linli.community.tests.test_others import held

    meeting = held(square)
    answer = ask("unit_head", f"/meetings/{meeting.pk}/2/do/answer/", {"text": "写了一半"})
    assert answer.status_code == 422
    assert "写了一半" in answer.content.decode()


def test_a_deliberation_is_public_from_the_first_day(square: Square, ask: Any) -> None:
    form = {
        "unit": square.city.unit("street"),
        "topic": "东路拓宽",
        "proposal": "拓宽一米半",
        "households": "80",
    }
    page = ask("unit_head", "/deliberations/new/", form)["Location"]
    ask(
        "unit_head",
        f"{page}do/hear/",
        {"part": "household", "stance": "against", "said": "占绿地", "households": "5"},
    )
    assert "占绿地" in Client().get(page).content.decode()
    assert "记录意见" not in Client().get(page).content.decode()
    assert "东路拓宽" in Client().get("/deliberations/").content.decode()
    early = ask("unit_head", f"{page}do/decide/", {"method": "consensus", "decision": "同意"})
    assert early.status_code == 409
    square.city.later(days=6)
    no_count = ask("unit_head", f"{page}do/decide/", {"method": "vote", "decision": "同意"})
    assert no_count.status_code == 422
    ask("unit_head", f"{page}do/decide/", {"method": "consensus", "decision": "同意"})
    assert Deliberation.objects.get().status == DeliberationStatus.DECIDED


def test_a_need_is_listed_and_taken_on_with_a_resource(square: Square, ask: Any) -> None:
    offered = {
        "unit": square.city.unit("housing"),
        "kind": "room",
        "title": "会议室",
        "until_on": "2026-04-01",
    }
    assert ask("handler", "/sharing/resources/new/", offered)["Location"] == "/sharing/resources/"
    need = {
        "unit": square.city.unit("street"),
        "kind": "room",
        "title": "排练场地",
        "details": "周六下午",
        "needed_by": "2026-03-30",
    }
    page = ask("unit_head", "/sharing/new/", need)["Location"]
    assert "排练场地" in Client().get("/sharing/").content.decode()
    taken = {
        "unit": square.city.unit("housing"),
        "resource": Resource.objects.get().pk,
        "promised_on": "2026-03-28",
    }
    ask("handler", f"{page}do/claim/", taken)
    assert Need.objects.get().status == NeedStatus.CLAIMED
    ask("handler", f"{page}do/done/", {"result": "已开放", "hours": "8"})
    assert ask("handler", f"{page}do/rate/", {"satisfied": "satisfied"}).status_code == 403
    ask("unit_head", f"{page}do/rate/", {"satisfied": "satisfied"})
    assert Need.objects.get().status == NeedStatus.RATED


def test_an_offer_is_ended_by_its_own_unit(square: Square, ask: Any) -> None:
    from linli.community.tests.test_others import offer

    own = offer(square)
    assert ask("unit_head", f"/sharing/resources/{own.pk}/").status_code == 403
    assert "不再提供" in ask("handler", f"/sharing/resources/{own.pk}/").content.decode()
    ask("handler", f"/sharing/resources/{own.pk}/end/", {})
    assert Resource.objects.get().withdrawn_at == square.now


@pytest.mark.parametrize(
    "address", ["/deliberations/9/", "/sharing/9/", "/meetings/9/", "/sharing/resources/9/"]
)
def test_what_is_not_there_is_not_found(ask: Any, address: str) -> None:
    assert ask("unit_head", address).status_code in (403, 404)
