"""The climb, redress and rosters through a real browser: nothing refused by the security policy, no barriers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from linli.conferences.testing import Table, make_table
from linli.core.actor import SYSTEM
from linli.core.time import city_day
from linli.disputes.models import Dispute
from linli.disputes.testing import make_desk
from linli.matters.testing import SmallCity
from linli.redress.actions import cases
from linli.redress.actions.suggestions import NewSuggestion, send
from linli.redress.models import Case
from linli.redress.policies import CaseKind, Matter, Result

CHROMIUM = Path("/usr/bin/chromium")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
    pytest.mark.django_db(transaction=True),
]


def case_of(table: Table, dispute: Dispute) -> Case:
    """Return a decided case with one push."""
    units, by = table.desk.units, SYSTEM
    case = cases.receive(
        dispute=dispute,
        kind=CaseKind.RECONSIDERATION,
        body=units["riverside"],
        respondent="",
        respondent_unit=units["street"],
        act="河东街道办事处〔2026〕3号不予登记决定",
        learnt_on=city_day(table.now) - timedelta(days=5),
        by=by,
        now=table.now,
    )
    cases.accept(case=case, by=by, now=table.now)
    cases.decide(case=case, result=Result.REVOKED, words="事实不清，予以撤销。", by=by, now=table.now)
    push = NewSuggestion(
        matter=Matter.PUSH_CLASS,
        case=case,
        from_unit=units["riverside"],
        to_unit=units["village"],
        subject="不予登记决定的说理和告知",
        words="统一说理和告知的写法，留存凭证。",
    )
    send(push, by=by, now=table.now)
    return case


@pytest.mark.parametrize(("language", "size"), [("zh-CN", PHONE), ("en", DESK)])
def test_the_pages_of_the_climb_have_no_barriers_and_no_complaints(
    clock: SmallCity, window_of: Callable[..., Any], tmp_path: Path, settings: Any, language: str, size: Any
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    settings.LINLI = settings.LINLI.model_copy(update={"home": tmp_path})
    table = make_table(make_desk(clock))
    clock.cast.accounts["duty"] = table.desk.accounts["duty"]  # type: ignore[index]
    dispute = table.desk.sat()
    review = table.decided(dispute)
    table.ask(dispute, "reasoning")
    held = table.seated(table.desk.sat())
    table.hold(held)
    case = case_of(table, table.desk.register())
    page, found, complaints = window_of("duty", language=language, viewport=size), {}, []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    own = (f"disputes/conferences/{review.pk}/", f"disputes/conferences/{held.pk}/")
    others = (f"disputes/{dispute.number}/", "disputes/mine/", "disputes/inbox/", "disputes/rosters/")
    redress = ("redress/", f"redress/cases/{case.pk}/", f"redress/suggestions/{case.pushes.get().pk}/")
    lists = (
        "disputes/conferences/",
        "disputes/conferences/villagers/",
        "committees/",
        "redress/suggestions/new/",
    )
    for address in (*own, *others, *redress, *lists):
        page.goto(f"/{address}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        violations = Axe().run(page).response["violations"]
        found |= {f"{address} {each['id']}": [node["html"] for node in each["nodes"]] for each in violations}
    assert found == {}
    assert [each for each in complaints if "axe" not in each] == []
