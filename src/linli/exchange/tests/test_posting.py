"""A report comes in."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from linli.exchange.policies.masking import MARK
from linli.exchange.testing import LAT, LON, Georeport
from linli.files.queries import attachments_of
from linli.journal.queries import entries_of
from linli.matters.models import Matter
from linli.matters.policies import Channel
from linli.matters.queries import by_code
from linli.matters.testing import GRID, RIVERSIDE, VILLAGE, SmallCity
from linli.vault.queries import masked


def picture(name: str = "灯.jpg", kind: str = "JPEG") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (32, 24), "orange").save(content, kind)
    return SimpleUploadedFile(name, content.getvalue())


def test_it_becomes_a_matter_like_any_other(open311: Georeport, town: SmallCity) -> None:
    matter = by_code(open311.file(first_name="三", last_name="张"))
    assert (matter.channel, matter.kind_code, matter.crs_given) == (Channel.OPEN311, "street.lamp", "wgs84")
    assert (matter.area_code, matter.grid_code) == (VILLAGE, GRID)
    assert matter.registered_by_id == town.cast.intake_clerk.pk
    assert entries_of(matter)[0].event == "matter.registered"
    assert masked(matter.requester) == {"phone": "199****1234", "name": "张**"}


def test_the_answer_names_the_number_and_gives_the_account_back(open311: Georeport) -> None:
    (answer,) = open311.post(account_id="abc-7").json()
    assert set(answer) == {"service_request_id", "service_notice", "account_id"}
    assert answer["account_id"] == "abc-7"
    assert answer["service_notice"]


def test_without_words_it_is_named_after_its_kind(open311: Georeport) -> None:
    assert by_code(open311.file(description=None)).text == "路灯不亮"


def test_answers_to_questions_are_kept_for_the_office(open311: Georeport) -> None:
    code = open311.file(
        service_code="street.dark",
        **{
            "attribute[pole]": "A-12",
            "attribute[lamps]": "3",
            "attribute[side]": "n",
            "attribute[danger][]": ["k", "o"],
            "attribute[since]": "2026-03-09T19:00:00+08:00",
        },
        media_url="https://example.org/1.jpg",
    )
    words, _, office = by_code(code).text.partition(MARK)
    assert words == "路口的灯三天没亮"
    assert office.splitlines() == [
        "灯杆编号：A-12",
        "有几盏不亮：3",
        "什么时候开始的：2026-03-09T19:00:00+08:00",
        "路的哪一侧：北侧",
        "影响谁：孩子、老人",
        "https://example.org/1.jpg",
    ]


@pytest.mark.parametrize(
    ("address_id", "area", "grid"),
    [(RIVERSIDE, RIVERSIDE, ""), (VILLAGE, VILLAGE, ""), (GRID, VILLAGE, GRID)],
)
def test_a_code_can_say_where(open311: Georeport, address_id: str, area: str, grid: str) -> None:
    matter = by_code(open311.file(lat=None, long=None, address_id=address_id))
    assert (matter.area_code, matter.grid_code, matter.lon) == (area, grid, None)


def test_words_can_say_where(open311: Georeport) -> None:
    assert (
        by_code(open311.file(lat=None, long=None, address_string="滨河路18号门口")).place == "滨河路18号门口"
    )


def test_media_is_kept_with_the_matter(open311: Georeport, home: Any) -> None:
    matter = by_code(open311.file(media=picture()))
    (attachment,) = attachments_of("matters.matter", matter.pk)
    assert (attachment.purpose, attachment.name, attachment.stored.media_type) == (
        "photo",
        "灯.jpg",
        "image/jpeg",
    )


def test_the_same_request_again_is_the_same_matter(open311: Georeport) -> None:
    assert open311.file() == open311.file()
    assert Matter.objects.count() == 1


def test_after_a_while_the_same_words_are_a_new_matter(open311: Georeport, monkeypatch: Any) -> None:
    first, later = open311.file(), timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert open311.file() != first


def test_the_same_request_just_across_a_window_is_the_same_matter(
    open311: Georeport, monkeypatch: Any
) -> None:
    start = datetime.fromtimestamp(
        (timezone.now().timestamp() // 600 + 1) * 600 - 1, tz=timezone.get_default_timezone()
    )
    monkeypatch.setattr(timezone, "now", lambda: start)
    first = open311.file()
    monkeypatch.setattr(timezone, "now", lambda: start + timedelta(seconds=5))
    assert open311.file() == first


def test_an_idempotency_key_makes_one_matter(open311: Georeport) -> None:
    once = {"Idempotency-Key": "abc"}
    first = open311.post(headers=once).json()[0]["service_request_id"]
    assert open311.post(headers=once).json()[0]["service_request_id"] == first
    assert open311.post(headers={"Idempotency-Key": "def"}).json()[0]["service_request_id"] != first


def test_an_idempotency_key_is_not_for_two_reports(open311: Georeport) -> None:
    once = {"Idempotency-Key": "abc"}
    open311.post(headers=once)
    assert open311.post(headers=once, description="别的事").status_code == 400


def test_a_client_may_ask_for_a_token_and_exchange_it(open311: Georeport) -> None:
    (answer,) = open311.post(answer="token").json()
    assert "service_request_id" not in answer
    (found,) = open311.json(f"tokens/{answer['token']}")
    assert by_code(found["service_request_id"])
    assert found["token"] == answer["token"]


def test_the_key_may_come_in_the_header(open311: Georeport) -> None:
    answer = open311.post(api_key=None, headers={"Authorization": f"Bearer {open311.key}"})
    assert answer.status_code == 200


def test_it_answers_in_xml_too(open311: Georeport) -> None:
    answer = open311.post(path="requests.xml")
    assert answer.content.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<service_requests><request>")


def test_a_point_in_no_grid_needs_an_area(open311: Georeport) -> None:
    assert open311.post(lat="35.9", long="114.9").status_code == 400
    matter = by_code(open311.file(lat="35.9", long="114.9", address_id=RIVERSIDE))
    assert (matter.area_code, matter.lat) == (RIVERSIDE, 35.9)


def test_the_position_is_kept_as_it_was_sent(open311: Georeport) -> None:
    matter = by_code(open311.file(lat="35.8123456", long="+114.3098765"))
    assert (matter.lat, matter.lon) == (35.8123456, 114.3098765)
    assert (matter.lat, matter.lon) != (LAT, LON)
