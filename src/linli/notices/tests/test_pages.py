"""One's own notices, how notices look before their day, and whether they arrived."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from django.test import Client

from linli.core.actor import SYSTEM
from linli.core.time import city_zone
from linli.journal.events import EVENTS
from linli.matters.testing import SmallCity
from linli.notices.models import Notice
from linli.notices.policies import AUDIENCES, Channel, NoticeRules, SampleTold, filled
from linli.rulebook.actions import set_rule

pytestmark = pytest.mark.django_db
ANHE = Path(__file__).parents[4] / "cities" / "anhe"
Browsers = Callable[..., Client]
PREVIEW = "/notices/templates/matter.registered/requester/sms/"


def test_a_unit_s_people_read_what_it_was_told(clock: SmallCity, browser_of: Browsers) -> None:
    matter = clock.do("dispatcher", "accept", clock.file(), kind="street.litter")
    owner = browser_of("owner", language="zh-hans")
    page = owner.get("/notices/").content.decode()
    assert matter.code in page
    number = Notice.objects.filter(channel=Channel.IN_APP, recipient_kind="unit").latest("pk").pk
    assert owner.post("/notices/read/", {"number": number}).status_code == 302
    assert Notice.objects.get(pk=number).read_by == clock.cast.owner.pk
    assert matter.code not in browser_of("other_clerk").get("/notices/").content.decode()


def test_nobody_marks_another_s_notices_as_read(clock: SmallCity, browser_of: Browsers) -> None:
    clock.do("dispatcher", "accept", clock.file(), kind="street.litter")
    number = Notice.objects.filter(channel=Channel.IN_APP, recipient_kind="unit").latest("pk").pk
    browser_of("other_clerk").post("/notices/read/", {"number": [number, "x", "9" * 30]})
    assert Notice.objects.get(pk=number).read_at is None


@pytest.mark.parametrize("address", ["/notices/log/", "/notices/templates/", PREVIEW])
@pytest.mark.parametrize(
    ("who", "status"), [("admin", 200), ("security_admin", 200), ("leader", 403), ("citizen", 302)]
)
def test_how_notices_look_and_arrive_is_for_who_runs_them(
    browser_of: Browsers, address: str, who: str, status: int
) -> None:
    assert browser_of(who).get(address).status_code == status


def test_a_notice_is_seen_as_it_will_be_before_its_day(clock: SmallCity, browser_of: Browsers) -> None:
    line = {
        "event": "matter.registered",
        "audience": "requester",
        "channel": "sms",
        "text_zh": "新的写法{code}",
        "text_en": "New words {code}",
    }
    later = clock.now.date() + timedelta(days=20)
    set_rule(NoticeRules.key, {"rules": [line]}, valid_from=later, by=SYSTEM, now=clock.now)
    admin = browser_of("admin")
    assert "New words" not in admin.get(PREVIEW).content.decode()
    assert "New words 9901022026031002005791" in admin.get(f"{PREVIEW}?on={later}").content.decode()
    assert f"?on={later}" in admin.get("/notices/templates/").content.decode()
    assert admin.get(PREVIEW.replace("sms", "mail"), {"on": later}).status_code == 404


def test_other_words_are_tried_and_nothing_is_stored(browser_of: Browsers) -> None:
    admin = browser_of("admin")
    page = admin.get(PREVIEW, {"text_en": "Thank you, {code}"}).content.decode()
    assert "Thank you, 9901022026031002005791" in page
    assert "Thank you" not in admin.get(PREVIEW).content.decode()


def test_words_that_name_no_fact_are_refused_before_they_are_a_rule(browser_of: Browsers) -> None:
    page = browser_of("admin").get(PREVIEW, {"text_zh": "{phone}"}).content.decode()
    assert "names {phone}" in page


def test_words_with_a_program_in_them_are_shown_as_words(browser_of: Browsers) -> None:
    page = browser_of("admin").get(PREVIEW, {"text_en": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert(1)" not in page


def test_the_log_shows_attempts_and_never_an_address(clock: SmallCity, browser_of: Browsers) -> None:
    from linli.notices import actions

    clock.file()
    actions.deliver(Channel.SMS, now=clock.now)
    admin = browser_of("admin")
    page = admin.get("/notices/log/?state=dropped").content.decode()
    assert "not sent: this channel is off" in page
    assert "refused by the receiving side" not in page
    assert "19900001234" not in page
    number = Notice.objects.get(channel=Channel.SMS).pk
    assert admin.post(f"/notices/log/{number}/again/").status_code == 302
    assert Notice.objects.get(pk=number).state == "waiting"


def test_tables_and_log_speak_in_words(clock: SmallCity, browser_of: Browsers) -> None:
    clock.file()
    admin = browser_of("admin")
    for address in ("/notices/log/", "/notices/templates/", PREVIEW):
        page = re.sub(r'(href|value)="[^"]*"', "", admin.get(address).content.decode())
        assert "the requester" in page
        assert "matter.registered" not in page


def test_every_audience_has_a_name() -> None:
    table = yaml.safe_load((ANHE / "rules" / "notices-rules.yaml").read_text())
    assert {each["audience"] for each in table["value"]["rules"]} <= set(AUDIENCES)


def test_every_event_can_be_previewed(clock: SmallCity) -> None:
    for name in EVENTS:
        told = SampleTold(name, clock.now, city_zone())
        assert filled("{code}{at}{due_at}", told)


def test_a_day_before_any_table_says_so(browser_of: Browsers) -> None:
    page = browser_of("admin").get("/notices/templates/", {"on": date(1999, 1, 1)}).content.decode()
    assert "nobody is told anything" in page
