"""Two ratings to their end in a real browser: one is put right and released, one was wrong and is corrected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from linli.core.actor import SYSTEM, Actor, ActorKind
from linli.entities.models import Entity
from linli.entities.policies import Kind
from linli.entities.testing import an_entity
from linli.letters.actions import issue, review
from linli.letters.models import Letter
from linli.letters.testing import set_rules_of_letters
from linli.matters.testing import SmallCity
from linli.people.testing import VILLAGE, value_of_rule
from linli.ratings.actions.labels import confirm
from linli.ratings.actions.signing import sign
from linli.ratings.models import Copy, Fact, Label, Run
from linli.ratings.testing import facts, rate, set_schemes
from linli.web.tests.conftest import CHROMIUM, barriers

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
    pytest.mark.django_db(transaction=True),
]
Window = Callable[..., Any]


@pytest.fixture
def town(clock: SmallCity, tmp_path: Path, settings: Any) -> SmallCity:
    """The small city, whose government sends the letters about ratings."""
    settings.LINLI = settings.LINLI.model_copy(update={"home": tmp_path})
    set_rules_of_letters(clock.now)
    set_schemes([{**each, "issuer": "city"} for each in value_of_rule("ratings-schemes")["schemes"]], clock)
    return clock


def a_community(town: SmallCity) -> Entity:
    return an_entity(code=VILLAGE, kind=Kind.COMMUNITY, name="柳树社区", unit=town.cast.unit("village"))


def look(page: Any, path: str) -> None:
    """Open a page: nothing hangs over its edge, and nothing keeps anybody out."""
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    assert barriers(page) == {}


def send(page: Any, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()


def record(page: Any, kind: str, paper: str) -> None:
    look(page, f"/ratings/facts/?entity={VILLAGE}")
    page.select_option("select[name=kind]", label=kind)
    page.fill("input[name=happened_on]", "2026-02-10")
    page.fill("input[name=evidence]", paper)
    send(page, "登记")
    assert paper in page.content()


def test_a_community_breaks_two_zeros_gets_its_letter_puts_both_right_and_is_blue_again(
    town: SmallCity, window_of: Window
) -> None:
    body = a_community(town)
    office, unit = window_of("supervisor", viewport=DESK), window_of("unit_head", viewport=PHONE)
    record(office, "合法诉求逾期未办结", "事项990102-17")
    record(office, "重大隐患逾期未改", "隐患第3号")

    rate(town)
    look(office, f"/ratings/runs/{Run.objects.get().pk}/")
    send(office, "签核本次评定")
    label = Label.objects.get()
    look(office, "/ratings/review/")
    office.get_by_role("link", name="柳树社区").click()
    send(office, "确认生效")
    label.refresh_from_db()
    letter = Letter.objects.get(pk=label.letter_id)
    assert (letter.kind, letter.addressee) == ("warning", town.cast.unit("village"))
    city = town.cast.unit("city").pk
    review(letter=letter, by=Actor(ActorKind.ACCOUNT, town.cast.leader.pk, city), now=town.now)
    issue(letter=letter, by=Actor(ActorKind.ACCOUNT, town.cast.supervisor.pk, city), now=town.now)

    look(unit, f"/ratings/labels/{label.pk}/")
    assert "未达标：诉求办理质量（1件事实）、安全（1件事实）" in unit.content()
    unit.locator("summary", has_text="报告已经整改").click()
    unit.get_by_label("什么时候改了什么").fill("3月9日事项已办结，通道已清理。")
    send(unit, "报告已经整改")
    assert "单位报告已经整改" in unit.content()

    look(office, f"/ratings/labels/{label.pk}/")
    for box in office.locator("input[name=facts]").all():
        box.check()
    office.get_by_label("说明").fill("现场查看，两项都属实。")
    send(office, "登记复查")
    label.refresh_from_db()
    assert label.status == "released"
    sign(row=rate(town), by=SYSTEM, now=town.now)
    look(unit, f"/ratings/bodies/{body.code}/")
    assert "各个维度都达标" in unit.content()
    assert "减少2件" in unit.content()


def test_an_enterprise_that_was_rated_wrongly_appeals_and_wins_before_somebody_else(
    town: SmallCity, window_of: Window
) -> None:
    firm = an_entity(name="安和理财有限公司")
    facts(town, firm, "finance.words", "finance.returns", "finance.alert", on=date(2026, 2, 10))
    by = Actor(ActorKind.ACCOUNT, town.cast.supervisor.pk, town.cast.unit("city").pk)
    sign(row=rate(town, "enterprise_risk", "2026-03"), by=SYSTEM, now=town.now)
    label = Label.objects.select_related("entity__unit", "run").get()
    confirm(label=label, by=by, now=town.now)
    office, leader = window_of("supervisor", viewport=DESK), window_of("leader", viewport=DESK)
    outside = window_of("citizen", viewport=PHONE)
    look(outside, "/ratings/public/")
    assert firm.name in outside.content()
    look(leader, "/ratings/schemes/enterprise_risk/")
    with leader.expect_download():
        leader.get_by_role("button", name="导出生效中的结果").click()

    look(outside, "/ratings/appeal/")
    outside.fill("input[name=entity]", firm.code)
    outside.fill("input[name=code]", label.code)
    outside.select_option("select[name=wanted]", "appeal")
    outside.fill("textarea[name=words]", "宣传不是我公司发的。")
    send(outside, "继续")
    assert "已收到" in outside.content()
    assert barriers(outside) == {}

    look(office, f"/ratings/labels/{label.pk}/")
    assert office.get_by_role("button", name="支持申诉").count() == 0, "who reviewed it does not decide"
    look(leader, f"/ratings/labels/{label.pk}/")
    leader.get_by_role("checkbox", name="承诺回报").check()
    leader.get_by_label("理由").fill("宣传系冒用。")
    send(leader, "支持申诉")
    label.refresh_from_db()
    assert label.status == "corrected"
    assert Letter.objects.get(pk=label.letter_id).status == "cancelled"
    assert Copy.objects.get().corrected_at == town.now
    assert Fact.objects.filter(ended=None).count() == 2
    look(outside, "/ratings/public/")
    assert firm.name not in outside.content()


@pytest.mark.parametrize(("language", "size"), [("zh-CN", PHONE), ("en", DESK)])
def test_the_pages_of_ratings_and_of_the_base_keep_nobody_out(
    town: SmallCity, window_of: Window, language: str, size: Any
) -> None:
    body = a_community(town)
    facts(town, body, "safety.fire", "petition.overdue")
    sign(row=rate(town), by=SYSTEM, now=town.now)
    page = window_of("supervisor", language=language, viewport=size)
    ratings = (
        "",
        "schemes/three_zero/",
        f"runs/{Run.objects.get().pk}/?step=2",
        "review/",
        "public/",
        "facts/",
    )
    for path in ratings:
        look(page, f"/ratings/{path}")
    for path in ("", f"{VILLAGE}/", "refreshes/"):
        look(page, f"/bodies/{path}")
    look(window_of("unit_head", language=language, viewport=size), "/bodies/asks/")
