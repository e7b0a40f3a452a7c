"""The pages of supervision, as the cast sees and uses them."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from linli.files.models import Attachment
from linli.letters.models import Letter
from linli.matters.models import Matter
from linli.matters.testing import SmallCity
from linli.supervision.actions import sweep
from linli.supervision.models import Campaign, Hazard, Ladder, Listing
from linli.supervision.testing import set_ladder
from linli.supervision.tests.test_hazards import found
from linli.supervision.tests.test_ladder import overdue
from linli.supervision.tests.test_listing import listed, proposed


@pytest.fixture
def city(city: SmallCity, monkeypatch: pytest.MonkeyPatch) -> SmallCity:
    set_ladder()
    monkeypatch.setattr("django.utils.timezone.now", lambda: city.now)
    return city


def client_of(city: SmallCity, who: str) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    client.force_login(city.cast.accounts[who], backend="django.contrib.auth.backends.ModelBackend")
    return client


def climbed(city: SmallCity) -> Matter:
    matter = overdue(city)
    city.now += timedelta(hours=1)
    return matter


def test_the_inbox_says_what_climbed_to_whom_and_why(city: SmallCity) -> None:
    matter = climbed(city)
    page = client_of(city, "supervisor").get("/supervision/").content.decode()
    assert matter.code in page
    assert Letter.objects.get().number in page
    assert "一级：催办" in page
    assert "承办单位分管负责人（临河区河东街道办事处）" in page
    assert "到期没有完成" in page


def test_the_inbox_takes_the_same_queries_for_one_and_for_many(
    city: SmallCity, django_assert_max_num_queries
) -> None:
    for _ in range(6):
        overdue(city)
    city.now += timedelta(days=8)
    sweep(now=city.now)
    client = client_of(city, "supervisor")
    client.get("/supervision/")
    with django_assert_max_num_queries(9):
        assert client.get("/supervision/").status_code == 200
    with django_assert_max_num_queries(6):
        assert client.get("/listed/").status_code == 200


def test_the_unit_reads_its_ladder_and_states_a_reason(city: SmallCity) -> None:
    matter = climbed(city)
    client = client_of(city, "owner")
    page = client.get(f"/supervision/matters/{matter.code}/").content.decode()
    assert "第二次提醒" in page or "一级：催办" in page
    ladder = Ladder.objects.get(matter=matter, rung="notice")
    empty = client.post(f"/supervision/ladders/{ladder.pk}/reason/", {"words": ""})
    assert empty.status_code == 422
    answer = client.post(f"/supervision/ladders/{ladder.pk}/reason/", {"words": "等供应商送货"}, follow=True)
    assert "等供应商送货" in answer.content.decode()


def test_who_supervises_sees_the_reason_form_of_no_unit(city: SmallCity) -> None:
    matter = climbed(city)
    page = client_of(city, "supervisor").get(f"/supervision/matters/{matter.code}/").content.decode()
    assert "/reason/" not in page


def test_a_problem_is_proposed_approved_listed_and_taken_off_by_pages(city: SmallCity) -> None:
    supervisor, leader, owner = (client_of(city, who) for who in ("supervisor", "leader", "owner"))
    told = {
        "title": "河东菜市场周边占道经营",
        "place": "河东街道菜市场北门",
        "target": "通道畅通",
        "grounds": "诉求27件",
        "level": "county",
        "owner": "street",
    }
    assert supervisor.post("/supervision/lists/new/", told).status_code == 302
    row = Listing.objects.get()
    at = f"/supervision/lists/{row.pk}/"
    assert supervisor.post(f"{at}do/approve/", {}).status_code == 403
    assert leader.post(f"{at}do/approve/", {}).status_code == 302
    past = leader.post("/supervision/lists/batch/", {"listings": [row.pk], "due_on": "2026-03-01"})
    assert past.status_code == 422
    assert "不在今天之后" in past.content.decode()
    assert leader.post("/supervision/lists/batch/", {"listings": [row.pk]}).status_code == 302
    assert "河东街道菜市场北门" in Client().get("/listed/").content.decode()
    done = {"report-words": "清退12处", "report-share": "40"}
    assert owner.post(f"{at}do/report/", done).status_code == 302
    assert owner.post(f"{at}do/complete/", {"complete-words": "已入场"}).status_code == 302
    assert owner.post(f"{at}do/accept/", {"accept-words": "好"}).status_code == 403
    assert supervisor.post(f"{at}do/accept/", {"accept-words": "看过"}).status_code == 302
    row.refresh_from_db()
    assert row.status == "delisted"


def test_a_refused_step_shows_why_and_keeps_what_was_typed(city: SmallCity) -> None:
    row = listed(city)
    answer = client_of(city, "leader").post(
        f"/supervision/lists/{row.pk}/do/extend/", {"extend-words": "等新摊位", "extend-due_on": "2026-03-01"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "等新摊位" in page
    assert "不在今天之后" in page


def photo() -> SimpleUploadedFile:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(stream, "JPEG")
    return SimpleUploadedFile("现场.jpg", stream.getvalue(), "image/jpeg")


def test_a_picture_of_a_listed_problem_is_of_no_other(city: SmallCity) -> None:
    first, second = listed(city), listed(city)
    owner = client_of(city, "owner")
    told = {"complete-words": "已疏通", "complete-papers": [photo()]}
    assert owner.post(f"/supervision/lists/{first.pk}/do/complete/", told).status_code == 302
    (number,) = Attachment.objects.values_list("pk", flat=True)
    answer = owner.get(f"/supervision/lists/{first.pk}/files/{number}/")
    assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"
    assert owner.get(f"/supervision/lists/{second.pk}/files/{number}/").status_code == 404


def test_what_is_no_picture_is_refused_with_the_step(city: SmallCity) -> None:
    row, owner = found(city), client_of(city, "owner")
    no_photo = SimpleUploadedFile("现场.jpg", b"no picture at all", "image/jpeg")
    told = {"rectify-words": "已清空", "rectify-papers": [no_photo]}
    answer = owner.post(f"/supervision/hazards/{row.pk}/do/rectify/", told)
    assert answer.status_code in (409, 415, 422)
    assert "已清空" in answer.content.decode(), "what was typed is still there"
    row.refresh_from_db()
    assert row.status == "found"
    assert not Attachment.objects.exists()


def test_hazards_and_campaigns_by_pages(city: SmallCity) -> None:
    supervisor, verifier, owner = (client_of(city, who) for who in ("supervisor", "verifier", "owner"))
    rounds = {"survey_from": "2026-03-10", "survey_until": "2026-04-10", "survey_aim": "摸清底数"}
    plan = {"name": "消防百日整治", "lead": "city", "sectors": ["fire_safety"], **rounds}
    assert supervisor.post("/supervision/campaigns/new/", plan).status_code == 302
    assert "消防百日整治" in supervisor.get("/supervision/campaigns/").content.decode()
    told = {
        "sector": "fire_safety",
        "gravity": "ordinary",
        "place": "3号楼楼道",
        "what": "堆放杂物",
        "owner": "street",
        "campaign": Campaign.objects.get().pk,
    }
    assert verifier.post("/supervision/hazards/new/", {**told, "papers": [photo()]}).status_code == 302
    at = f"/supervision/hazards/{Hazard.objects.get().pk}/"
    done = {"rectify-words": "已清空", "rectify-papers": [photo()]}
    assert owner.post(f"{at}do/rectify/", done).status_code == 302
    links = {part for part in owner.get(at).content.decode().split('"') if part.startswith(f"{at}files/")}
    assert len(links) == 2, "found so, and put right"
    assert all(b"".join(owner.get(link).streaming_content)[:2] == b"\xff\xd8" for link in links)
    assert owner.post(f"{at}do/pass/", {"pass-words": "好"}).status_code == 403
    assert verifier.post(f"{at}do/pass/", {"pass-words": "通道畅通"}).status_code == 302
    page = supervisor.get("/supervision/hazards/?sector=fire_safety").content.decode()
    assert "已整改" in page


@pytest.mark.parametrize("address", ["", "lists/", "lists/new/", "campaigns/", "campaigns/new/", "hazards/"])
def test_pages_read_in_english_too(city: SmallCity, address: str) -> None:
    proposed(city)
    found(city)
    client = client_of(city, "supervisor")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    page = client.get(f"/supervision/{address}").content.decode()
    assert "<h1>" in page
    assert "督办" not in page.split("<main")[1].split("</main>")[0]
