"""The workbench, as the cast sees it."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from linli.files.models import Attachment
from linli.matters.models import Matter
from linli.matters.policies import Status
from linli.matters.testing import SmallCity

BrowserOf = Callable[..., Client]


def status_of(matter: Matter) -> str:
    return Matter.objects.get(pk=matter.pk).status


def send(client: Client, matter: Matter, verb: str, **fields: Any) -> Any:
    return client.post(f"/work/{matter.code}/do/{verb}/", fields)


def test_the_citizen_is_sent_to_the_log_in_and_back(browser_of: BrowserOf, clock: SmallCity) -> None:
    matter = clock.file()
    for page in ("/work/", f"/work/{matter.code}/", "/work/new/", "/map/matters/15/1/1.mvt"):
        answer = browser_of("citizen").get(page)
        assert answer["Location"].startswith("/login/?next=%2F"), page


def test_a_stranger_is_refused_politely(browser_of: BrowserOf, clock: SmallCity) -> None:
    answer = browser_of("stranger").get("/work/")
    assert answer.status_code == 403
    assert "Your roles do not allow" in answer.content.decode()


@pytest.mark.parametrize("who", ["owner", "other_clerk"])
def test_a_matter_that_is_not_theirs_is_not_there(browser_of: BrowserOf, clock: SmallCity, who: str) -> None:
    matter = clock.file()
    client = browser_of(who)
    assert matter.title not in client.get("/work/").content.decode()
    assert client.get(f"/work/{matter.code}/").status_code == 404
    assert send(client, matter, "accept", kind="street.litter").status_code == 404
    assert status_of(matter) == Status.REGISTERED


def test_owner_and_colleague_see_what_was_sent_to_their_unit(browser_of: BrowserOf, clock: SmallCity) -> None:
    matter = clock.do("dispatcher", "accept", clock.file(), kind="street.litter")
    for who in ("owner", "colleague", "unit_head"):
        assert matter.title in browser_of(who).get("/work/").content.decode()


def test_people_read_the_grids_name_and_no_coordinates(browser_of: BrowserOf, clock: SmallCity) -> None:
    matter = clock.file()
    page = browser_of("dispatcher").get(f"/work/{matter.code}/").content.decode()
    words = re.sub("<[^>]*>", " ", page)
    assert "一号网格" in words
    assert "Open in maps" in words
    assert not [each for each in (matter.grid_code, str(matter.lat), str(matter.lon)) if each in words]
    assert f'href="geo:{matter.lat},{matter.lon}"' in page


def test_a_grid_of_an_edition_that_is_gone_is_told_by_its_code(
    browser_of: BrowserOf, clock: SmallCity
) -> None:
    matter = clock.file()
    Matter.objects.filter(pk=matter.pk).update(grid_code=f"{matter.grid_code[:12]}099G")
    page = browser_of("dispatcher").get(f"/work/{matter.code}/").content.decode()
    assert f"{matter.grid_code[:12]}099G" in page


def test_the_page_offers_what_is_allowed_and_says_why_not_the_rest(
    browser_of: BrowserOf, clock: SmallCity
) -> None:
    matter = clock.file()
    page = browser_of("dispatcher").get(f"/work/{matter.code}/").content.decode()
    assert f"/work/{matter.code}/do/accept/" in page
    assert f"/work/{matter.code}/do/reply/" not in page
    assert "Your roles do not allow “Answer the requester”" in page


def test_the_whole_loop_goes_through_pages(browser_of: BrowserOf, clock: SmallCity) -> None:
    matter = clock.file(kind="")
    send(browser_of("dispatcher"), matter, "accept", kind="street.litter")
    owner = browser_of("owner")
    send(owner, matter, "acknowledge")
    send(owner, matter, "contact", reached="yes", words="约好下午")
    send(owner, matter, "start")
    send(owner, matter, "complete", result="已清运")
    send(browser_of("verifier"), matter, "verify", passed="yes")
    send(owner, matter, "reply", text="您反映的垃圾已清运。")
    answers = {"reached": "yes", "contacted": "yes", "resolved": "yes", "satisfied": "satisfied"}
    send(browser_of("follow_up_clerk"), matter, "follow_up", **answers)
    assert status_of(matter) == Status.CLOSED


def test_a_missing_answer_comes_back_with_what_was_typed(browser_of: BrowserOf, clock: SmallCity) -> None:
    matter = clock.file()
    answer = send(browser_of("dispatcher"), matter, "decline", words="请找物业<b>公司</b>")
    assert answer.status_code == 422
    assert "请找物业&lt;b&gt;公司&lt;/b&gt;" in answer.content.decode()
    assert status_of(matter) == Status.REGISTERED


def test_what_the_rules_miss_is_said_at_the_field(browser_of: BrowserOf, clock: SmallCity) -> None:
    matter = clock.do("dispatcher", "accept", clock.file(), kind="street.litter")
    for verb, fields in (("acknowledge", {}), ("start", {}), ("complete", {"result": "已清运"})):
        clock.do("owner", verb, matter, **fields)
    page = send(browser_of("verifier"), matter, "verify", passed="no").content.decode()
    assert "Please fill this in." in page
    assert "Please say in words" not in page


def test_a_dangerous_step_wants_to_be_confirmed(browser_of: BrowserOf, clock: SmallCity) -> None:
    matter = clock.file()
    said = {"reason": "other", "words": "请找物业公司"}
    assert send(browser_of("dispatcher"), matter, "decline", **said).status_code == 422
    assert send(browser_of("dispatcher"), matter, "decline", sure="on", **said).status_code == 302
    assert status_of(matter) == Status.DECLINED


def test_whoever_comes_second_is_told_and_keeps_the_words(browser_of: BrowserOf, clock: SmallCity) -> None:
    matter = clock.file()
    clock.do("dispatcher", "accept", matter, kind="street.litter")
    answer = send(
        browser_of("dispatcher"), matter, "decline", reason="other", words="写了很久的话", sure="on", seen="1"
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Somebody else changed this a moment ago" in page
    assert "写了很久的话" in page


def test_a_second_click_does_nothing_twice(browser_of: BrowserOf, clock: SmallCity) -> None:
    matter = clock.do("dispatcher", "accept", clock.file(), kind="street.litter")
    clock.do("owner", "acknowledge", matter)
    seen = Matter.objects.get(pk=matter.pk).chain_length
    owner = browser_of("owner")
    assert send(owner, matter, "note", words="已到现场", seen=seen).status_code == 302
    assert send(owner, matter, "note", words="已到现场", seen=seen).status_code == 409


def test_a_unit_is_found_by_its_name(browser_of: BrowserOf, clock: SmallCity) -> None:
    clock_free = clock.do("dispatcher", "accept", clock.file(), kind="question.policy")
    dispatcher = browser_of("dispatcher")
    answer = send(dispatcher, clock_free, "transfer", unit="人民政府", words="应由区里办理")
    assert "Which one do you mean?" in answer.content.decode()
    answer = send(dispatcher, clock_free, "transfer", unit="没有这个单位", words="应由区里办理")
    assert "There is no unit" in answer.content.decode()
    send(dispatcher, clock_free, "transfer", unit="临河区人民政府", words="应由区里办理")
    assert Matter.objects.get(pk=clock_free.pk).lead_unit_id == clock.unit("riverside")


@pytest.mark.parametrize(
    "path",
    [
        "/work/1/",
        "/work/%00/",
        "/work/" + "9" * 500 + "/",
        "/work/?cursor=x~y",
        "/work/?q=%00",
        "/work/abc/do/x/",
    ],
)
def test_wrong_addresses_are_refused_not_failed(browser_of: BrowserOf, clock: SmallCity, path: str) -> None:
    assert browser_of("dispatcher").get(path).status_code in (302, 404, 422)


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("accept", {"kind": "\x00"}),
        ("accept", {"kind": "street", "seen": "99999999999999999999"}),
        ("merge", {"into": "9" * 22, "sure": "on"}),
        ("decline", {"reason": "nonsense", "words": "x", "sure": "on"}),
        ("add_information", {"words": "长" * 10_001}),
        ("nonsense", {}),
    ],
)
def test_nonsense_in_a_step_is_refused_not_failed(
    browser_of: BrowserOf, clock: SmallCity, verb: str, fields: dict[str, str]
) -> None:
    matter = clock.file(by="intake_clerk")
    who = "intake_clerk" if verb == "add_information" else "dispatcher"
    assert 400 <= send(browser_of(who), matter, verb, **fields).status_code < 500
    assert status_of(matter) == Status.REGISTERED


def test_the_filters_narrow_the_list(browser_of: BrowserOf, clock: SmallCity) -> None:
    litter = clock.do("dispatcher", "accept", clock.file(), kind="street.litter")
    other = clock.file(text="路口的路灯坏了三天了")
    client = browser_of("dispatcher")

    def found(query: str) -> set[str]:
        page = client.get(f"/work/?{query}").content.decode()
        return {each.code for each in (litter, other) if each.code in page}

    assert found("") == {litter.code, other.code}
    assert found("q=路灯坏了") == {other.code}
    assert found(f"q={litter.code}") == {litter.code}
    assert found("status=dispatched") == {litter.code}
    assert found("kind=street") == {litter.code}
    assert found("area=990103000000") == set()
    assert found("late=on") == set()
    clock.later(days=20)
    client = browser_of("dispatcher")
    assert found("late=on") == {litter.code, other.code}
    assert found("show=mine") == set()


def test_the_phone_number_is_shown_only_for_a_purpose_and_only_to_whoever_works_on_it(
    browser_of: BrowserOf, clock: SmallCity
) -> None:
    matter = clock.do("dispatcher", "accept", clock.file(), kind="street.litter")
    page = f"/work/{matter.code}/contact/"
    assert "19900001234" not in browser_of("owner").get(f"/work/{matter.code}/").content.decode()
    assert browser_of("owner").post(page, {"field": "phone", "purpose": " "}).status_code == 422
    assert browser_of("owner").post(page, {"field": "nonsense", "purpose": "call"}).status_code == 404
    assert browser_of("verifier").post(page, {"field": "phone", "purpose": "call"}).status_code == 403
    shown = browser_of("owner").post(page, {"field": "phone", "purpose": "call"})
    assert "19900001234" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]


def queries(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(page).status_code == 200
    return len(seen)


def test_the_list_costs_the_same_for_few_and_for_many(browser_of: BrowserOf, clock: SmallCity) -> None:
    client = browser_of("dispatcher")
    for number in range(5):
        clock.file(text=f"第{number}处垃圾没人清运")
    few = queries(client, "/work/")
    for number in range(20):
        clock.do("dispatcher", "accept", clock.file(text=f"又一处{number}垃圾没人清运"), kind="street.litter")
    assert queries(client, "/work/") == few <= 6


def test_the_matter_costs_the_same_for_a_short_and_a_long_history(
    browser_of: BrowserOf, clock: SmallCity
) -> None:
    matter = clock.do("dispatcher", "accept", clock.file(), kind="street.litter")
    clock.do("owner", "acknowledge", matter)
    clock.do("owner", "note", matter, words="进展")
    client = browser_of("owner")
    few = queries(client, f"/work/{matter.code}/")
    for _ in range(15):
        clock.do("owner", "note", matter, words="进展")
    assert queries(client, f"/work/{matter.code}/") == few


def test_a_clerk_registers_for_a_caller(browser_of: BrowserOf, clock: SmallCity) -> None:
    form = {
        "came_by": "02",
        "text": "来电反映路灯不亮",
        "contact": "named",
        "phone": "19900001234",
        "key": "a" * 32,
    }
    answer = browser_of("intake_clerk").post("/work/new/", form, follow=True)
    matter = Matter.objects.get()
    assert matter.code[14:] in answer.content.decode()
    assert (matter.channel, matter.registered_by_id) == ("02", clock.cast.intake_clerk.pk)


def test_taking_a_report_down_is_no_proof_that_it_is_ones_own(
    browser_of: BrowserOf, clock: SmallCity
) -> None:
    form = {"came_by": "02", "text": "来电反映路灯不亮", "contact": "anonymous", "key": "a" * 32}
    client = browser_of("intake_clerk")
    client.post("/work/new/", form)
    assert client.get(f"/query/{Matter.objects.get().code}/").status_code == 302


def test_map_tiles_show_only_what_the_viewer_sees(browser_of: BrowserOf, clock: SmallCity) -> None:
    clock.file()
    tile = "/map/matters/3/6/3.mvt"
    assert browser_of("dispatcher").get(tile).content
    assert not browser_of("other_clerk").get(tile).content
    assert browser_of("citizen").get("/map/areas/grid/3/6/3.mvt").content
    assert browser_of("citizen").get("/map/areas/moon/3/6/3.mvt").status_code == 404
    assert browser_of("dispatcher").get("/map/matters/99/6/3.mvt").status_code == 404


def picture() -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(target, "JPEG")
    return SimpleUploadedFile("../灯.jpg", target.getvalue(), "image/jpeg")


def add_files(client: Client, matter: Matter, file: SimpleUploadedFile, purpose: str = "after") -> Any:
    return client.post(f"/work/{matter.code}/files/", {"purpose": purpose, "sent": [file]})


def test_the_evidence_a_kind_asks_for_is_added_on_the_page(
    browser_of: BrowserOf, clock: SmallCity, own_store: None
) -> None:
    matter = clock.do("dispatcher", "accept", clock.file(), kind="water.burst")
    handler = browser_of("handler")
    for verb in ("acknowledge", "start"):
        send(handler, matter, verb)
    assert send(handler, matter, "complete", result="已抢修").status_code == 422
    assert add_files(handler, matter, picture()).status_code == 302
    assert send(handler, matter, "complete", result="已抢修").status_code == 302
    assert status_of(matter) == Status.COMPLETED


def test_a_file_is_handed_out_only_with_its_own_matter(
    browser_of: BrowserOf, clock: SmallCity, own_store: None
) -> None:
    matter, other = clock.file(), clock.file(text="另一件事，路面塌陷")
    add_files(browser_of("dispatcher"), matter, picture())
    number = Attachment.objects.get().pk
    file = f"/work/{matter.code}/files/{number}/"
    answer = browser_of("dispatcher").get(file)
    assert (answer["Content-Type"], answer.getvalue()[:2]) == ("image/jpeg", b"\xff\xd8")
    assert browser_of("dispatcher").get(f"/work/{other.code}/files/{number}/").status_code == 404
    assert browser_of("other_clerk").get(file).status_code == 404
    assert browser_of("citizen").get(file).status_code == 302


@pytest.mark.parametrize(
    ("content", "purpose"), [(b"#!/bin/sh", "photo"), (b"", "photo"), (b"\xff\xd8\xff broken", "photo")]
)
def test_a_file_that_is_no_picture_is_refused_and_nothing_kept(
    browser_of: BrowserOf, clock: SmallCity, own_store: None, content: bytes, purpose: str
) -> None:
    matter = clock.file()
    answer = add_files(browser_of("dispatcher"), matter, SimpleUploadedFile("a.jpg", content), purpose)
    assert 400 <= answer.status_code < 500
    assert not Attachment.objects.exists()


def test_who_only_follows_up_adds_no_files(browser_of: BrowserOf, clock: SmallCity, own_store: None) -> None:
    assert add_files(browser_of("follow_up_clerk"), clock.file(), picture()).status_code == 403
