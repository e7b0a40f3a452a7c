"""What residents meet on their way through a report, in a real browser."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from linli.areas.queries import area_named
from linli.files.models import Attachment
from linli.matters.models import Matter
from linli.matters.policies import Status
from linli.matters.testing import SmallCity
from linli.people.testing import STREET, VILLAGE

from .conftest import CHROMIUM, barriers, choose_look

WORDS = "柳树社区三号楼前的垃圾堆了三天没人清运"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_store"),
]


def photo(size: tuple[int, int] = (1200, 900)) -> dict[str, Any]:
    target = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(target, "JPEG", quality=95)
    return {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": target.getvalue()}


def begin(page: Any, words: str = WORDS) -> None:
    page.goto("/report/")
    page.locator("[name=text]").fill(words)


def go_on(page: Any) -> None:
    page.locator("[data-next]:visible").click()


def say_where(page: Any) -> None:
    page.locator("[name=township]").select_option(STREET)
    page.locator("[name=village]").select_option(VILLAGE)


def finish(page: Any) -> None:
    page.locator("[name=phone]").fill("19900001234")
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/report/receipt/")


def test_from_the_photo_to_the_receipt_on_a_phone(window_of: Callable[..., Any], clock: SmallCity) -> None:
    page = window_of("citizen", **PHONE)
    page.goto("/report/")
    page.set_input_files("[name=pictures]", [photo((2400, 1800))])
    page.locator("[data-kept] img").wait_for()
    go_on(page)
    say_where(page)
    go_on(page)
    page.locator("[data-nothing]").wait_for()
    go_on(page)
    finish(page)
    assert page.locator(".qr svg").is_visible()
    assert Attachment.objects.get().subject_id == Matter.objects.get().pk


def test_a_report_is_spoken_instead_of_written(window_of: Callable[..., Any], clock: SmallCity) -> None:
    page = window_of("citizen", permissions=["microphone"], **PHONE)
    page.goto("/report/")
    page.get_by_role("button", name="录音说一说").click()
    page.get_by_role("button", name="停止录音 1 s").click()
    page.locator("[data-kept] audio").wait_for()
    for _ in range(3):
        go_on(page)
    finish(page)
    kept = Attachment.objects.select_related("stored").get()
    assert (kept.purpose, kept.stored.media_type) == ("voice", "audio/wav")
    assert Matter.objects.get().text == "请看照片或听录音。"


def test_a_photo_that_is_none_is_refused_in_words_and_the_report_goes_on(
    window_of: Callable[..., Any], clock: SmallCity
) -> None:
    page = window_of("citizen", **PHONE)
    begin(page)
    page.set_input_files(
        "[name=pictures]", [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}]
    )
    page.locator("[data-said]").filter(has_text="不接受").wait_for()
    go_on(page)
    assert page.locator("[name=township]").is_visible()


def test_this_is_it_too_joins_the_one_that_is_there(window_of: Callable[..., Any], clock: SmallCity) -> None:
    from playwright.sync_api import expect

    earlier = clock.file(text=WORDS, kind="street.litter")
    page = window_of("citizen", **PHONE)
    begin(page, WORDS + "，很臭")
    go_on(page)
    page.locator("[name=place]").fill(f"{area_named(VILLAGE).name}三号楼")
    expect(page.locator("[name=village]")).to_have_value(VILLAGE)
    go_on(page)
    page.get_by_text("我说的也是这件").click()
    go_on(page)
    finish(page)
    mine = Matter.objects.exclude(pk=earlier.pk).get()
    assert (mine.status, mine.merged_into_id) == (Status.MERGED, earlier.pk)


def test_a_double_click_makes_one_matter(window_of: Callable[..., Any], clock: SmallCity) -> None:
    page = window_of("citizen", **PHONE)
    begin(page)
    for _ in range(3):
        go_on(page)
    page.locator("[name=phone]").fill("19900001234")
    page.get_by_role("button", name="提交").dblclick()
    page.wait_for_url("**/report/receipt/")
    assert Matter.objects.count() == 1


def test_the_phones_own_back_goes_one_step_back_and_loses_nothing(
    window_of: Callable[..., Any], clock: SmallCity
) -> None:
    page = window_of("citizen", **PHONE)
    begin(page)
    go_on(page)
    page.go_back()
    assert page.locator("[name=text]").input_value() == WORDS
    assert page.locator("[name=text]").is_visible()


def test_a_page_that_was_closed_in_the_middle_gives_the_words_back(
    window_of: Callable[..., Any], clock: SmallCity
) -> None:
    page = window_of("citizen", **PHONE)
    begin(page)
    go_on(page)
    page.goto("/")
    page.goto("/report/")
    assert page.locator("[name=text]").input_value() == WORDS


def test_what_was_sent_is_not_given_back_again(window_of: Callable[..., Any], clock: SmallCity) -> None:
    page = window_of("citizen", **PHONE)
    begin(page)
    for _ in range(3):
        go_on(page)
    finish(page)
    page.goto("/report/")
    assert page.locator("[name=text]").input_value() == ""


def test_a_lost_session_costs_no_words(window_of: Callable[..., Any], clock: SmallCity) -> None:
    page = window_of("citizen", **PHONE)
    begin(page)
    for _ in range(3):
        go_on(page)
    page.locator("[name=phone]").fill("19900001234")
    page.context.clear_cookies()
    page.get_by_role("button", name="提交").click()
    page.get_by_text("您写的都还在").wait_for()
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/report/receipt/")
    assert Matter.objects.get().text == WORDS


def test_whoever_is_logged_out_while_writing_finds_the_words_in_the_form(
    window_of: Callable[..., Any], clock: SmallCity
) -> None:
    matter = clock.do("dispatcher", "accept", clock.file(), kind="street.litter")
    clock.do("owner", "acknowledge", matter)
    page = window_of("owner")
    page.goto(f"/work/{matter.code}/")
    page.locator("details", has=page.locator("form[action$='/do/note/']")).locator("summary").click()
    page.locator("form[action$='/do/note/'] textarea").first.fill("已到现场，水管漏水")
    page.context.clear_cookies()
    page.goto("/login/")
    again = window_of("owner")
    page.context.add_cookies(again.context.cookies())
    page.goto(f"/work/{matter.code}/")
    assert page.locator("form[action$='/do/note/'] textarea").first.input_value() == "已到现场，水管漏水"


@pytest.mark.parametrize("look", [{}, {"theme": "dark"}, {"elder": "on"}], ids=str)
def test_no_step_of_a_report_has_barriers(
    window_of: Callable[..., Any], clock: SmallCity, look: dict[str, str]
) -> None:
    clock.file(text=WORDS, kind="street.litter")
    page = window_of("citizen", **PHONE)
    choose_look(page, **look)
    begin(page)
    page.set_input_files("[name=pictures]", [photo()])
    page.locator("[data-kept] img").wait_for()
    found = barriers(page)
    go_on(page)
    page.locator("[data-open-map]").click()
    page.locator("[data-map-here] p").wait_for()
    say_where(page)
    found |= barriers(page)
    go_on(page)
    page.get_by_text("我说的也是这件").wait_for()
    found |= barriers(page)
    go_on(page)
    found |= barriers(page)
    finish(page)
    assert found | barriers(page) == {}


def test_the_large_view_offers_to_read_aloud(window_of: Callable[..., Any], clock: SmallCity) -> None:
    page = window_of("citizen", **PHONE)
    page.add_init_script("""
      window.said = [];
      window.SpeechSynthesisUtterance = class { constructor(words) { this.words = words; } };
      Object.defineProperty(window, "speechSynthesis", { value: {
        cancel() {}, speak(each) { window.said.push(each.words); },
      } });
    """)
    page.goto("/")
    page.get_by_role("button", name="长辈版").click()
    page.get_by_role("button", name="读给我听").click()
    assert page.evaluate("window.said") == ["有什么事，跟我们说"]
    page.get_by_role("button", name="停止朗读").wait_for()
