"""A resident reports a matter and asks about it."""

import io
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from linli.files.models import Attachment
from linli.matters.models import Matter
from linli.matters.policies import Channel, Status
from linli.matters.testing import SmallCity
from linli.people.testing import STREET, VILLAGE

BrowserOf = Callable[..., Client]


def typed(**more: Any) -> dict[str, Any]:
    given = {
        "text": "柳树社区三号楼前的垃圾没人清运",
        "kind": "",
        "township": STREET,
        "village": VILLAGE,
        "place": "三号楼前",
        "contact": "named",
        "phone": "19900001234",
        "name": "张三",
        "key": uuid.uuid4().hex,
    }
    return {**given, **more}


@pytest.fixture
def resident(browser_of: BrowserOf) -> Client:
    return browser_of("citizen")


def test_a_report_gives_a_receipt_with_code_number_and_date(resident: Client) -> None:
    answer = resident.post("/report/", typed(), follow=True)
    page = answer.content.decode()
    matter = Matter.objects.get()
    assert answer.redirect_chain == [("/report/receipt/", 302)]
    assert matter.code[14:] in page
    assert re.search(r">\d{6}<", page)
    assert "whether we take it on by" in page
    assert (matter.area_code, matter.place) == (VILLAGE, "三号楼前")


def test_the_same_form_sent_twice_makes_one_matter_and_gives_the_same_receipt(resident: Client) -> None:
    form = typed()
    first = resident.post("/report/", form, follow=True).content.decode()
    second = resident.post("/report/", form, follow=True).content.decode()
    assert Matter.objects.count() == 1
    assert re.findall(r">(\d{6})<", first) == re.findall(r">(\d{6})<", second) != []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"text": ""}, "say what happened"),
        ({"text": "长" * 10_001}, "10000"),
        ({"phone": ""}, "leave a phone number"),
        ({"phone": "12"}, "not a telephone number"),
        ({"kind": "no.such"}, "valid choice"),
        ({"village": "1"}, "valid choice"),
        ({"lon": "nan", "lat": "1"}, "number"),
        ({"lon": "114", "lat": "35", "crs": "mars"}, "not a known coordinate system"),
        ({"text": "a\x00b"}, "cannot be kept"),
        ({"key": "1"}, ""),
    ],
)
def test_a_wrong_report_comes_back_with_a_reason_and_stores_nothing(
    resident: Client, wrong: dict[str, str], says: str
) -> None:
    answer = resident.post("/report/", typed(**wrong))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Matter.objects.exists()


@pytest.mark.parametrize("text", ["水", "水。", "……！？", "abc", "💧💧💧💧", "7"])
def test_who_says_next_to_nothing_is_asked_for_a_little_more(resident: Client, text: str) -> None:
    answer = resident.post("/report/", typed(text=text))
    assert answer.status_code == 422
    assert "Please say a little more" in answer.content.decode()
    assert text in answer.content.decode()
    assert not Matter.objects.exists()


@pytest.mark.parametrize("text", ["停水", "漏水！", "leak", "5号门坏"])
def test_a_word_or_two_are_enough(resident: Client, text: str) -> None:
    resident.post("/report/", typed(text=text))
    assert Matter.objects.get().text == text


def test_a_picture_says_the_rest(resident: Client, own_store: None) -> None:
    resident.post("/report/", typed(text="水", pictures=[picture()]))
    assert Matter.objects.get().text == "水"


def test_what_a_clerk_heard_is_kept_however_little(browser_of: BrowserOf, clock: SmallCity) -> None:
    browser_of("intake_clerk").post("/work/new/", typed(text="水", came_by=Channel.HOTLINE.value))
    assert Matter.objects.get().text == "水"


def test_what_was_typed_is_kept_and_markup_is_shown_as_text(resident: Client) -> None:
    page = resident.post("/report/", typed(text="<script>alert(1)</script>", phone="")).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_without_scripts_a_button_shows_the_villages_and_keeps_what_was_typed(resident: Client) -> None:
    answer = resident.post("/report/", typed(choose_place="1"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "柳树社区" in page
    assert "柳树社区三号楼前的垃圾" in page
    assert not Matter.objects.exists()


def test_an_anonymous_report_keeps_no_number_that_was_typed(resident: Client) -> None:
    resident.post("/report/", typed(contact="anonymous"))
    assert Matter.objects.get().requester is None


def ask(client: Client, code: str, proof: str) -> Any:
    return client.post("/query/", {"code": code, "proof": proof}, follow=True)


def test_code_and_last_digits_open_the_matter(resident: Client, clock: SmallCity) -> None:
    matter = clock.file()
    answer = ask(resident, matter.code, "1234")
    assert answer.redirect_chain == [(f"/query/{matter.code}/", 302)]
    assert "199****1234" in answer.content.decode()


def test_wrong_digits_and_a_wrong_code_look_the_same(resident: Client, clock: SmallCity) -> None:
    matter = clock.file()
    pages = []
    for code in (matter.code, "9" * 22):
        answer = ask(resident, code, "0000")
        assert answer.status_code == 404
        pages.append(answer.content.decode().count("No matter is found for this code"))
    assert pages == [1, 1]


def test_nobody_reads_a_matter_without_proof(resident: Client, clock: SmallCity) -> None:
    matter = clock.file()
    answer = resident.get(f"/query/{matter.code}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/query/?code={matter.code}")
    assert resident.post(f"/query/{matter.code}/withdraw/", {"sure": "on"}).status_code == 404
    matter.refresh_from_db()
    assert matter.status == Status.REGISTERED


def test_the_proof_is_forgotten_after_half_an_hour_but_not_the_words(
    resident: Client, clock: SmallCity
) -> None:
    matter = clock.file()
    ask(resident, matter.code, "1234")
    clock.later(minutes=31)
    answer = resident.post(f"/query/{matter.code}/add_information/", {"words": "楼道里也有垃圾"})
    assert answer.status_code == 404
    assert "楼道里也有垃圾" in answer.content.decode()


def test_the_requester_adds_withdraws_and_objects(resident: Client, clock: SmallCity) -> None:
    matter = clock.file()
    ask(resident, matter.code, "1234")
    page = resident.post(f"/query/{matter.code}/add_information/", {"words": "还有异味"}, follow=True)
    assert "还有异味" in page.content.decode()
    clock.do("dispatcher", "decline", matter, reason="other", words="请找物业公司")
    page = resident.get(f"/query/{matter.code}/")
    assert "请找物业公司" in page.content.decode()
    resident.post(f"/query/{matter.code}/object/", {"words": "物业不管"})
    matter.refresh_from_db()
    assert matter.status == Status.REGISTERED
    resident.post(f"/query/{matter.code}/withdraw/", {"sure": "on"})
    matter.refresh_from_db()
    assert matter.status == Status.WITHDRAWN


def test_the_requester_does_not_read_what_the_office_notes(resident: Client, clock: SmallCity) -> None:
    matter = clock.do("dispatcher", "accept", clock.file(), kind="street.litter", note="内部备注一")
    clock.do("owner", "acknowledge", matter)
    clock.do("owner", "note", matter, words="内部备注二")
    page = ask(resident, matter.code, "1234").content.decode()
    assert "内部备注" not in page
    assert "owner" not in page
    assert "The work goes on." in page


def test_a_step_the_office_alone_may_take_is_refused(resident: Client, clock: SmallCity) -> None:
    matter = clock.file()
    ask(resident, matter.code, "1234")
    assert resident.post(f"/query/{matter.code}/archive/").status_code == 403
    assert resident.post(f"/query/{matter.code}/nonsense/").status_code == 404


def test_who_looked_at_the_number_is_told(resident: Client, clock: SmallCity, browser_of: BrowserOf) -> None:
    matter = clock.do("dispatcher", "accept", clock.file(), kind="street.litter")
    shown = browser_of("owner").post(
        f"/work/{matter.code}/contact/", {"field": "phone", "purpose": "约上门时间"}
    )
    assert "19900001234" in shown.content.decode()
    page = ask(resident, matter.code, "1234").content.decode()
    assert "约上门时间" in page
    assert "河东街道办事处" in page


def test_leaving_forgets_the_proof(resident: Client, clock: SmallCity) -> None:
    matter = clock.file()
    ask(resident, matter.code, "1234")
    resident.post("/query/leave/")
    assert resident.get(f"/query/{matter.code}/").status_code == 302


def picture(name: str = "a.jpg") -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(target, "JPEG")
    return SimpleUploadedFile(name, target.getvalue(), "image/jpeg")


def test_pictures_come_with_the_report_and_their_sender_sees_them(
    resident: Client, clock: SmallCity, own_store: None
) -> None:
    form = typed(pictures=[picture(), picture("b.jpg")])
    resident.post("/report/", form)
    matter = Matter.objects.get()
    files = Attachment.objects.filter(subject_id=matter.pk, purpose="photo")
    assert files.count() == 2
    answer = resident.get(f"/query/{matter.code}/files/{files[0].pk}/")
    assert (answer["Content-Type"], answer.getvalue()[:2]) == ("image/jpeg", b"\xff\xd8")


def test_a_report_with_a_bad_picture_stores_nothing_and_keeps_the_words(
    resident: Client, clock: SmallCity, own_store: None
) -> None:
    answer = resident.post(
        "/report/", typed(pictures=[picture(), SimpleUploadedFile("b.jpg", b"no picture")])
    )
    assert answer.status_code == 422
    assert "柳树社区三号楼前的垃圾" in answer.content.decode()
    assert not Matter.objects.exists()
    assert not Attachment.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    resident: Client, clock: SmallCity, own_store: None, settings: Any
) -> None:
    settings.LINLI = settings.LINLI.model_copy(update={"max_upload_bytes": 1000})
    answer = resident.post("/report/", typed(pictures=[SimpleUploadedFile("b.jpg", b"x" * 5000)]))
    assert answer.status_code == 413
    assert not Matter.objects.exists()


def test_the_requester_does_not_get_files_of_the_office(
    resident: Client, clock: SmallCity, own_store: None, browser_of: BrowserOf
) -> None:
    matter = clock.file()
    page = f"/work/{matter.code}/files/"
    browser_of("dispatcher").post(page, {"purpose": "evidence", "sent": [picture()]})
    ask(resident, matter.code, "1234")
    assert resident.get(f"/query/{matter.code}/files/{Attachment.objects.get().pk}/").status_code == 404
