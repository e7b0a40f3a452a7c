"""A draw with a recusal, and a road that is assessed, changed and decided, told through a real browser."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from linli.assessments.models import Answer, Assessment, Ticket
from linli.assessments.policies.states import Decision, Status
from linli.core.time import city_day
from linli.inspections.models import Draw, Visit
from linli.inspections.policies.states import VisitStatus
from linli.inspections.testing import VALUE, make_trade, questions
from linli.letters.testing import set_calendar
from linli.matters.testing import SmallCity
from linli.web.tests.conftest import barriers
from linli.web.tests.telling import fill

CHROMIUM = Path("/usr/bin/chromium")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
COOKIE = django_settings.SESSION_COOKIE_NAME
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
    pytest.mark.django_db(transaction=True),
]
Windows = Callable[..., Any]


@pytest.fixture
def patient(window_of: Windows) -> Windows:
    """Windows that wait as long as a busy machine needs."""

    def open_window(name: str, **options: Any) -> Any:
        page = window_of(name, **options)
        page.set_default_timeout(180_000)
        return page

    return open_window


def log_in(page: Any, account: Any, url: str) -> Any:
    """Log somebody in anew: hours have passed since their window was opened."""
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    page.context.add_cookies([{"name": COOKIE, "value": client.cookies[COOKIE].value, "url": url}])
    return page


def form_to(page: Any, action: str) -> Any:
    """Return the form with that action, with the fold around it opened."""
    form = page.locator(f"form[action$='{action}']")
    fold = page.locator("details").filter(has=form)
    if fold.count() and fold.first.get_attribute("open") is None:
        fold.first.locator("summary").first.click()
    return form


def press(page: Any, action: str, **typed: Any) -> None:
    """Fill a form and send it; it goes through."""
    fill(form_to(page, action), **typed)
    refused = page.locator(".notice-refused, .errorlist")
    assert not refused.count(), f"{action}: {refused.all_inner_texts()}"


def clean(page: Any) -> None:
    """Nothing on the page keeps anybody out, and nothing sticks out of it."""
    assert barriers(page) == {}
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


# The draw


def verify(folder: Path, draw: Draw, value: str = VALUE) -> int:
    """Run the verifier that the page offers, in a Python that knows nothing of this project."""
    command = [sys.executable, "-I", "-S", "verify_draw.py", "commitment.json", "result.json"]
    more = ["--value", value, "--published", draw.digest]
    environment = {"PYTHONIOENCODING": "utf-8"}
    ran = subprocess.run([*command, *more], cwd=folder, capture_output=True, check=False, env=environment)
    return ran.returncode


def fetch_all(page: Any, folder: Path) -> None:
    """Fetch every file that the public page of a draw offers, by clicking its links."""
    for link in page.locator("ol li").first.locator("a").all():
        with page.expect_download() as download:
            link.click()
        download.value.save_as(folder / link.inner_text())


def changed(folder: Path, name: str, old: str, new: str) -> Path:
    """Return a copy of the folder in which one file says something else."""
    other = folder.parent / f"{name}-changed"
    other.mkdir()
    for file in folder.iterdir():
        text = file.read_text("utf-8")
        if file.name == name:
            assert old in text, name
            text = text.replace(old, new, 1)
        (other / file.name).write_text(text, "utf-8")
    return other


def test_a_draw_with_a_recusal_from_the_item_list_to_publication(
    clock: SmallCity, patient: Windows, live_server: Any, tmp_path: Path, settings: Any
) -> None:
    settings.LINLI = settings.LINLI.model_copy(update={"home": tmp_path / "home"})
    trade = make_trade(clock)
    url = live_server.url
    planner = log_in(patient("citizen", viewport=DESK, accept_downloads=True), trade.accounts["planner"], url)
    stranger = patient("citizen", viewport=PHONE, accept_downloads=True)

    # The year's plan is made from the item list and filed; the draw leaves nothing to choose.
    planner.goto("/inspections/plans/new/")
    fill(planner.locator("form").filter(has=planner.locator("[name=year]")), year="2026", issuer="市场监督")
    press(planner, "/do/put-in/", task="餐饮业联合检查", first_month="1", last_month="12")
    press(planner, "/do/file/")
    press(planner, "/do/draw/")
    draw = Draw.objects.get()
    stranger.goto(f"/inspected/{draw.pk}/")
    assert draw.digest in stranger.content()
    clean(stranger)
    clean(planner)

    # The value is public: drawn.
    clock.now = draw.known_at + timedelta(hours=12)
    log_in(planner, trade.accounts["planner"], url)
    planner.goto(f"/inspections/draws/{draw.pk}/")
    press(planner, "/do/reveal/", value=VALUE, words="市人大代表两名")
    visit = draw.visits.order_by("place")[0]

    # One of the team keeps away of their own word; the next in order follows, and nobody chose whom.
    mine = trade.name_of(visit.team[0])
    inspector = log_in(patient("citizen", viewport=PHONE), trade.accounts[mine], url)
    inspector.goto(f"/inspections/visits/{visit.pk}/")
    clean(inspector)
    form = form_to(inspector, "/do/recuse/")
    form.locator("[name=reason][value=relationship]").check()
    form.locator(f"[name=inspector][value='{visit.team[0]}']").check()
    fill(form)
    was = visit.team[0]
    visit.refresh_from_db()
    assert was not in visit.team
    inspector.goto(f"/inspections/visits/{visit.pk}/")
    assert visit.target_name not in inspector.content()

    # The others visit with the checklist on the phone.
    other = log_in(patient("citizen", viewport=PHONE), trade.accounts[trade.name_of(visit.team[-1])], url)
    other.goto(f"/inspections/visits/{visit.pk}/")
    sheet = other.locator("form.checklist")
    for code in questions():
        sheet.locator(f"[name=q-{code}][value={'no' if code == 'exits_free' else 'yes'}]").check()
    fill(sheet, **{"w-exits_free": "后门堆放纸箱", "code": "corrected"})
    visit.refresh_from_db()
    assert visit.status == VisitStatus.VISITED
    clean(other)

    # Published: everybody reads the result, without notes and names, and draws again.
    planner.goto(f"/inspections/visits/{visit.pk}/")
    press(planner, "/do/publish/")
    stranger.goto("/inspected/results/")
    assert visit.target in stranger.content()
    assert "后门堆放纸箱" not in stranger.content()
    clean(stranger)
    stranger.goto(f"/inspected/{draw.pk}/")
    assert "利害关系" in stranger.content()
    folder = tmp_path / "files"
    folder.mkdir()
    fetch_all(stranger, folder)
    assert verify(folder, draw) == 0
    target = Visit.objects.order_by("target").values_list("target", flat=True)[0]
    ratio = json.loads((folder / "commitment.json").read_text("utf-8"))["strata"][0]["ratio"]
    assert verify(changed(folder, "targets.jsonl", target, target[:-1] + "0"), draw) != 0
    assert verify(changed(folder, "commitment.json", f'"{ratio}"', '"0.9"'), draw) != 0
    assert verify(folder, draw, VALUE.replace("08", "07")) != 0


# The road


HEARD = {
    "method": "听证会", "whom": "沿线住户和商户代表", "invited": "40", "present": "30", "refused": "2",
    "support": "20", "mild": "4", "some": "4", "strong": "2", "words": "主要担心停车和补偿",
    "dissent": "补偿标准低于邻县。", "answer": "已按邻县标准调整。",
}  # fmt: skip
RISK = {
    "test": "可控性", "words": "施工期商户集中反映损失", "probability": "4", "impact": "3",
    "measure": "分段施工，先补偿后施工", "unit": "安和市住房和城乡建设局", "due_on": "2026-06-30",
    "probability_after": "2", "impact_after": "2",
}  # fmt: skip


def listed(page: Any, title: str) -> Assessment:
    """Put a planned decision on the list."""
    page.goto("/assessments/new/")
    fill(
        page.locator("form").filter(has=page.locator("[name=brief]")),
        title=title,
        kind="道路",
        brief="双向两车道拓宽为四车道。",
        basis="《重大行政决策程序暂行条例》",
    )
    return Assessment.objects.get(title=title)


def answered(page: Any, road: Assessment, stance: str) -> Any:
    """Answer the survey as a resident."""
    page.goto(f"/consult/{road.survey.slug}/")
    fill(page.locator("form").filter(has=page.locator("[name=stance]")), stance=stance)
    return page


def test_a_road_is_assessed_medium_changed_filed_and_decided(
    clock: SmallCity, patient: Windows, own_store: None
) -> None:
    set_calendar()
    unit, files, leader = (patient(each, viewport=DESK) for each in ("handler", "supervisor", "leader"))
    road, other = listed(unit, "河东路拓宽工程"), listed(unit, "河西路拓宽工程")

    # What is on the list and not assessed cannot be marked as going ahead.
    leader.goto(f"/assessments/{other.pk}/")
    for decision in (Decision.APPROVE, Decision.APPROVE_WITH_MEASURES):
        fill(form_to(leader, "/do/decide/"), decision=decision.value, words="急需")
        assert "不能" in leader.locator(".notice-refused").inner_text()
    clean(leader)
    other.refresh_from_db()
    assert (other.status, other.decision) == (Status.IDENTIFIED, "")

    # The plan, who is concerned, and what people say, without a name and without scripts.
    unit.goto(f"/assessments/{road.pk}/")
    press(unit, "/do/plan/", words="三月底前完成")
    press(unit, "/add/stakeholder/", group="沿线商户", size="60", interest="施工期间客流减少")
    press(unit, "/do/ask/", question="您赞成拓宽河东路吗？", explanation="拟于七月开工")
    for stance in ("support",) * 5 + ("strong",):
        phone = answered(patient("citizen", viewport=PHONE, java_script_enabled=False), road, stance)
    assert "谢谢" in phone.content()
    twice = answered(phone, road, "support")
    assert "已经" in twice.locator(".notice-refused").inner_text()
    assert (Answer.objects.count(), Ticket.objects.count()) == (6, 6)
    assert [each["name"] for each in phone.context.cookies() if each["path"].startswith("/consult/")] == [
        "consult"
    ]
    phone = patient("citizen", viewport=PHONE)
    phone.goto(f"/consult/{road.survey.slug}/")
    clean(phone)

    # Graded medium; the project is changed, people are heard again, and the risk is low.
    unit.goto(f"/assessments/{road.pk}/")
    today = city_day(clock.now).isoformat()
    press(unit, "/add/consultation/", on=today, **HEARD)
    press(unit, "/do/analyse/")
    assert Ticket.objects.count() == 0
    assert "<5" in unit.locator("main").inner_text()
    best = {
        field.get_attribute("name"): "符合" for field in form_to(unit, "/do/grade/").locator("select").all()
    }
    press(unit, "/do/grade/", **best)
    press(unit, "/add/risk/", **RISK)
    press(unit, "/do/change/", words="增设临时停车场，补偿提高到邻县水平")
    again = {
        **HEARD,
        "invited": "220",
        "present": "200",
        "support": "190",
        "mild": "1",
        "some": "0",
        "strong": "0",
    }
    press(unit, "/add/consultation/", on=today, **again)
    press(unit, "/do/grade/")
    assert list(road.gradings.order_by("number").values_list("grade", flat=True)) == ["medium", "low"]
    press(unit, "/do/report/", emergency_plan="现场值守，十五分钟到场")
    clean(unit)

    # Somebody else reviews and files it; then it may be decided, with its measures.
    files.goto(f"/assessments/{road.pk}/")
    press(files, "/do/review/")
    press(files, "/do/file/")
    leader.goto(f"/assessments/{road.pk}/")
    fill(form_to(leader, "/do/decide/"), decision="approve", words="同意")
    assert leader.locator(".notice-refused").count()
    press(leader, "/do/decide/", decision="approve_with_measures", words="措施落实后开工")
    road.refresh_from_db()
    assert (road.decision, road.status) == (Decision.APPROVE_WITH_MEASURES, Status.DECIDED)
    assert "落实" in leader.locator(".marks").first.inner_text()
    clean(leader)
