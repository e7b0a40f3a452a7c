"""The way through a report: pictures before it, matters like it, forms that came too late."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from linli.areas.queries import area_named
from linli.files.actions import sweep
from linli.files.models import Attachment, StoredFile
from linli.files.waiting import SALT
from linli.intake.models import Submission
from linli.matters.models import Matter
from linli.matters.policies import Channel, Status
from linli.matters.testing import SmallCity
from linli.people.pace import TooFast
from linli.people.testing import STREET, VILLAGE

WORDS = "柳树社区三号楼前的垃圾没人清运"
pytestmark = pytest.mark.usefixtures("own_store")


def typed(**more: Any) -> dict[str, Any]:
    given = {
        "text": WORDS,
        "township": STREET,
        "village": VILLAGE,
        "contact": "named",
        "phone": "19900001234",
    }
    return {**given, "key": uuid.uuid4().hex, **more}


@pytest.fixture
def resident(browser_of: Callable[..., Client]) -> Client:
    return browser_of("citizen")


def picture(name: str = "a.jpg", *, side: int = 60) -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (side, side), "green").save(target, "JPEG")
    return SimpleUploadedFile(name, target.getvalue(), "image/jpeg")


def noise(megabytes: int) -> SimpleUploadedFile:
    """A photograph as large as phones make them: noise, so that nothing can be left out."""
    target = io.BytesIO()
    pixels = np.random.default_rng(1).integers(0, 255, (4600, 6100, 3), dtype="uint8")
    Image.fromarray(pixels).save(target, "JPEG", quality=95)
    assert target.tell() > megabytes * 1_000_000
    return SimpleUploadedFile("IMG_0001.jpg", target.getvalue(), "image/jpeg")


def handles_in(answer: Any) -> list[str]:
    return re.findall(r'name="kept" value="([^"]+)"', answer.content.decode())


def test_a_picture_sent_first_comes_with_the_report(resident: Client) -> None:
    handles = handles_in(resident.post("/report/pictures/", {"pictures": [picture()]}))
    assert len(handles) == 1
    shown = resident.get(f"/report/pictures/{handles[0]}/")
    assert (shown["Content-Type"], shown.getvalue()[:2]) == ("image/jpeg", b"\xff\xd8")
    resident.post("/report/", typed(kept=handles))
    assert Attachment.objects.get().subject_id == Matter.objects.get().pk


def test_a_photo_of_thirty_megabytes_is_taken_and_reduced(resident: Client) -> None:
    answer = resident.post("/report/pictures/", {"pictures": [noise(30)]})
    assert len(handles_in(answer)) == 1
    kept = StoredFile.objects.get()
    assert max(kept.width, kept.height) == 2560
    assert kept.size < 10_000_000


def test_a_photo_that_is_none_is_refused_in_words(resident: Client) -> None:
    answer = resident.post("/report/pictures/", {"pictures": [SimpleUploadedFile("b.jpg", b"no picture")]})
    assert answer.status_code == 422
    assert "not accepted" in answer.content.decode()
    assert not StoredFile.objects.exists()


def test_pictures_are_kept_when_something_else_is_missing(resident: Client) -> None:
    answer = resident.post("/report/", typed(phone="", pictures=[picture()]))
    assert answer.status_code == 422
    resident.post("/report/", typed(kept=handles_in(answer)))
    assert Attachment.objects.count() == 1


def test_a_good_picture_stays_beside_a_bad_one(resident: Client) -> None:
    bad = SimpleUploadedFile("b.jpg", b"no picture")
    answer = resident.post("/report/", typed(pictures=[picture(), bad]))
    assert len(handles_in(answer)) == 1
    assert "b.jpg: " in answer.content.decode()
    assert not Matter.objects.exists()


def test_showing_villages_without_scripts_keeps_pictures(resident: Client) -> None:
    answer = resident.post("/report/", typed(choose_place="1", pictures=[picture()]))
    assert len(handles_in(answer)) == 1


def test_a_picture_may_speak_for_itself(resident: Client) -> None:
    resident.post("/report/", typed(text="", pictures=[picture()]))
    assert Matter.objects.get().text == "Please see the pictures or listen to the recording."


@pytest.mark.parametrize(
    "handle",
    ["x", "", signing.dumps([1, "a.jpg"], salt="another"), "a:b:c"],
    ids=["word", "empty", "salt", "parts"],
)
def test_a_forged_handle_is_nothing(resident: Client, handle: str) -> None:
    answer = resident.post("/report/", typed(kept=[handle]))
    assert answer.status_code == 422
    assert "no longer kept" in answer.content.decode()
    assert not Matter.objects.exists()


def test_a_handle_whose_content_was_swept_is_said_to_be_gone(resident: Client, clock: SmallCity) -> None:
    handles = handles_in(resident.post("/report/pictures/", {"pictures": [picture()]}))
    sweep(now=clock.now + timedelta(days=2))
    assert resident.get(f"/report/pictures/{handles[0]}/").status_code == 404
    assert signing.loads(handles[0], salt=SALT)


def test_sent_twice_the_pictures_are_there_once(resident: Client) -> None:
    form = typed(kept=handles_in(resident.post("/report/pictures/", {"pictures": [picture()]})))
    for _ in range(2):
        resident.post("/report/", form)
    assert (Matter.objects.count(), Attachment.objects.count()) == (1, 1)


# Matters like it


@pytest.fixture
def earlier(clock: SmallCity) -> Matter:
    return clock.file(text="柳树社区三号楼前垃圾没人清运，臭得很", kind="street.litter")


def same_in(answer: Any) -> list[str]:
    return [value for value in re.findall(r'name="same" value="([^"]*)"', answer.content.decode()) if value]


def test_a_matter_like_it_is_offered_without_its_words_or_code(resident: Client, earlier: Matter) -> None:
    answer = resident.post("/report/alike/", typed())
    page = answer.content.decode()
    assert len(same_in(answer)) == 1
    assert earlier.code not in page
    assert "臭得很" not in page


@pytest.mark.parametrize("door", ["alike", "pictures"])
def test_whoever_asks_too_fast_waits(resident: Client, door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def wait(who: str, *, now: Any) -> None:
        raise TooFast(seconds=7)

    monkeypatch.setattr(f"linli.intake.views.{door}.spend", wait)
    assert resident.post(f"/report/{door}/", typed()).status_code == 429


def test_this_is_it_too_joins_and_gives_a_receipt_of_its_own(resident: Client, earlier: Matter) -> None:
    same = same_in(resident.post("/report/alike/", typed()))[0]
    page = resident.post("/report/", typed(same=same, pictures=[picture()]), follow=True).content.decode()
    mine = Matter.objects.exclude(pk=earlier.pk).get()
    assert (mine.status, mine.merged_into_id) == (Status.MERGED, earlier.pk)
    assert "joined with one that others reported" in page
    assert Attachment.objects.get().subject_id == mine.pk
    assert Submission.objects.filter(matter=mine).count() == 1


def test_without_scripts_a_button_looks_and_keeps_everything(resident: Client, earlier: Matter) -> None:
    answer = resident.post("/report/", typed(look="1", pictures=[picture()]))
    assert len(same_in(answer)) == len(handles_in(answer)) == 1
    assert WORDS in answer.content.decode()


def test_an_old_offer_is_refused_and_the_report_stays(resident: Client) -> None:
    answer = resident.post("/report/", typed(same="forged"))
    assert answer.status_code == 404
    assert WORDS in answer.content.decode()
    assert not Matter.objects.exists()


@pytest.mark.parametrize("missing", [{"text": ""}, {"township": "", "village": ""}])
def test_nothing_is_offered_while_words_or_place_are_missing(
    resident: Client, earlier: Matter, missing: dict[str, str]
) -> None:
    answer = resident.post("/report/alike/", typed(**missing))
    assert (answer.status_code, same_in(answer)) == (200, [])


def test_words_alone_say_where_it_is(resident: Client, earlier: Matter) -> None:
    words = typed(township="", village="", place=f"{area_named(VILLAGE).name}三号楼")
    assert len(same_in(resident.post("/report/alike/", words))) == 1
    resident.post("/report/", words)
    assert Matter.objects.latest("pk").area_code == VILLAGE


def test_the_areas_that_words_name_are_offered_while_somebody_writes(
    resident: Client, clock: SmallCity
) -> None:
    named = resident.post("/report/places/", {"words": f"{area_named(VILLAGE).name}三号楼"}).content.decode()
    assert f'data-village="{VILLAGE}"' in named
    assert "data-township" not in resident.post("/report/places/", {"words": "三号楼"}).content.decode()


# A form that came too late


def test_a_lost_session_costs_no_words_and_no_pictures(resident: Client, clock: SmallCity) -> None:
    handles = handles_in(resident.post("/report/pictures/", {"pictures": [picture()]}))
    strict = Client(enforce_csrf_checks=True, HTTP_ACCEPT_LANGUAGE="en")
    answer = strict.post("/report/", typed(kept=handles))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert WORDS in page
    assert len(handles_in(answer)) == 1
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page[page.index("data-steps") :])
    assert token
    strict.post("/report/", typed(kept=handles, csrfmiddlewaretoken=token[1]))
    assert Matter.objects.count() == Attachment.objects.count() == 1


# At the clerk's desk

CALLED = {"came_by": Channel.HOTLINE.value}


def test_a_clerk_sees_what_may_be_the_same_and_why(
    browser_of: Callable[..., Client], earlier: Matter
) -> None:
    page = browser_of("intake_clerk").post("/work/new/alike/", typed(**CALLED)).content.decode()
    assert earlier.code in page
    assert "of the words are alike" in page


def test_a_clerk_is_offered_nothing_that_the_clerk_may_not_see(
    browser_of: Callable[..., Client], earlier: Matter
) -> None:
    answer = browser_of("other_clerk").post("/work/new/alike/", typed(**CALLED))
    assert (answer.status_code, same_in(answer)) == (200, [])
    assert browser_of("leader").post("/work/new/alike/", typed(**CALLED)).status_code == 403


def test_a_clerk_joins_instead_of_repeating(browser_of: Callable[..., Client], earlier: Matter) -> None:
    clerk = browser_of("intake_clerk")
    same = same_in(clerk.post("/work/new/", typed(**CALLED, look="1")))[0]
    clerk.post("/work/new/", typed(**CALLED, same=same))
    mine = Matter.objects.exclude(pk=earlier.pk).get()
    assert (mine.status, mine.merged_into_id) == (Status.MERGED, earlier.pk)


def test_a_clerks_double_click_makes_one_matter(browser_of: Callable[..., Client], clock: SmallCity) -> None:
    clerk, given = browser_of("intake_clerk"), typed(**CALLED)
    codes = {clerk.post("/work/new/", given, follow=True).context["matter"].code for _each in range(2)}
    assert len(codes) == Matter.objects.count() == 1
