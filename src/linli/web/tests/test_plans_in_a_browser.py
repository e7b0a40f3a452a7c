"""The board, a task and a sheet through a real browser: nothing refused by the security policy, no barriers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from linli.matters.testing import SmallCity
from linli.targets.models import Plan
from linli.targets.policies import TaskVerb
from linli.targets.tests.plans import Office
from linli.targets.tests.test_tasks import do, finish

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
    pytest.mark.django_db(transaction=True),
]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_pages_of_a_plan_have_no_barriers_and_no_complaints(
    window_of: Callable[..., Any], clock: SmallCity, tmp_path: Path, language: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    office = Office.of(clock, tmp_path)
    office.plan()
    finish(office, "1-1", "handler")
    do(office, "owner", TaskVerb.RAISE, "1-2", words="材料价格上涨")
    plan, task = Plan.objects.get().pk, office.task("1-2").pk
    page, found, complaints = window_of("owner", language=language), {}, []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    own = (f"plans/{plan}/", f"plans/{plan}/board/", f"plans/{plan}/board/?wall&by=unit", f"tasks/{task}/")
    for address in ("", "mine/", "duties/", "appraisals/", *own):
        page.goto(f"/targets/{address}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        violations = Axe().run(page).response["violations"]
        found |= {f"{address} {each['id']}": [node["html"] for node in each["nodes"]] for each in violations}
    assert found == {}
    assert [each for each in complaints if "axe" not in each] == []
