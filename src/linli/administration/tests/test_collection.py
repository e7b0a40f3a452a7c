"""The collection list on its pages: applied for, reviewed, admitted from a day on, and withdrawn from another."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from linli.catalogue.models import Admission
from linli.catalogue.queries import edition
from linli.catalogue.queries.collection import may_store
from linli.catalogue.tests.cast import listed
from linli.core.actor import SYSTEM
from linli.core.time import city_day
from linli.matters.testing import SmallCity
from linli.rulebook.actions import set_rule

BrowserOf = Callable[..., Client]
PAGE = "/administration/collection/"
GRID = "990102001001001G"


def test_a_task_goes_its_way_and_one_item_is_withdrawn(browser_of: BrowserOf, clock: SmallCity) -> None:
    listed("building.extinguishers")
    today = city_day(clock.now)
    value = {"hours_per_grid": "10", "opinions_needed": 1, "longest_months": 24}
    set_rule("catalogue.admission", value, today - timedelta(days=9), by=SYSTEM, now=clock.now)
    edition.forget()
    clerk, reviewer = browser_of("supervisor"), browser_of("privacy_officer")
    given = {
        "title": "灭火器普查", "unit": "housing", "items": ["building.extinguishers"], "purpose": "配备情况",
        "basis": "消防法第六条", "frequency": "monthly", "hours_per_grid": "2", "retention_months": "24",
    }  # fmt: skip
    assert clerk.post(f"{PAGE}new/", given).status_code == 302
    task = Admission.objects.get()
    page = f"{PAGE}{task.pk}/"
    assert clerk.post(f"{page}do/submit/").status_code == 302
    assert clerk.post(f"{page}do/opinion/").status_code == 403
    opinion = {"unit": "hotline", "view": "agree", "words": "用途明确"}
    assert reviewer.post(f"{page}do/opinion/", opinion).status_code == 302
    start, end = today + timedelta(days=2), today + timedelta(days=90)
    term = {"valid_from": start.isoformat(), "valid_to": end.isoformat()}
    look = reviewer.post(f"{page}admit/", term)
    assert [known for _item, known in look.context["new"]] == [False]
    assert not may_store("building.extinguishers", start, GRID)
    assert reviewer.post(f"{page}admit/", {**term, "sure": "yes"}).status_code == 302
    last = today + timedelta(days=30)
    item = f"{page}items/building.extinguishers/"
    reviewer.post(item, {"valid_to": last.isoformat(), "reason": "不再需要"})
    days = (start - timedelta(days=1), start, last - timedelta(days=1), last)
    assert [may_store("building.extinguishers", day, GRID) for day in days] == [False, True, True, False]
    reviewer.post(item, {"valid_to": "", "reason": "还要用"})
    assert may_store("building.extinguishers", last, GRID)
    reviewer.post(f"{page}do/end/", {"valid_to": last.isoformat(), "reason": "提前结束"})
    assert not may_store("building.extinguishers", last, GRID)
    shown = reviewer.get(PAGE, {"area": "990102001000", "on": start.isoformat()})
    assert shown.context["count"] == 1
