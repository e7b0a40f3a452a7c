"""Every role, against every door of plans, tasks, duties and sheets, for units near and far.

What is expected comes from the city's table of roles, and from the rule said once more in `holds`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from test_who_may_what import LAND, OUTSIDE, POSTS, ROLES, STAFF, Town, logged_in, observed, people_of, undone

from linli.core.actor import SYSTEM
from linli.matters.testing import make_city
from linli.people.models import Unit
from linli.people.testing import make_cast
from linli.rulebook.actions import set_rule
from linli.targets.models import Appraisal, Measure, Obligation, Plan, Sheet, Task
from linli.targets.policies import AppraisalStatus, PlanStatus, TaskStatus

pytestmark = pytest.mark.django_db
OWNERS = ("village", "street", "riverside", "hillside", "housing", "city")
ASSISTED = {"hillside": "village"}
"""Owner of a task -> the unit that assists it."""
TODAY = date(2026, 3, 10)


@dataclass
class Town2(Town):
    plan: int = 0
    tasks: dict[str, int] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)
    """Tasks that wait for acceptance."""
    duties: dict[str, int] = field(default_factory=dict)
    sheets: dict[str, int] = field(default_factory=dict)
    drafts: dict[str, int] = field(default_factory=dict)


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town2]:
    patch = pytest.MonkeyPatch()
    with django_db_blocker.unblock(), undone():
        town = Town2(make_city(make_cast()))
        patch.setattr("django.utils.timezone.now", lambda: town.city.now)
        people_of(town)
        town.clients["requester"] = logged_in(town.city.cast.accounts["stranger"])
        work_of(town)
        yield town
    patch.undo()


def work_of(town: Town2) -> None:
    from linli.targets.tests.test_appraisals import RULE
    from linli.targets.tests.test_obligations import DUTIES

    editions = {
        key: set_rule(key, value, date(2024, 1, 1), by=SYSTEM, now=town.city.now)
        for key, value in (("targets.appraisal", RULE), ("targets.eight_ones", DUTIES))
    }
    city = town.city.cast.unit("city")
    days = {"first_on": date(2026, 1, 1), "last_on": date(2026, 12, 31)}
    plan = Plan.objects.create(
        code="p", name="计划", issuer=city, area_code=city.area_code, status=PlanStatus.ADOPTED,
        adopted_on=TODAY, **days,
    )  # fmt: skip
    town.plan = plan.pk
    appraisals = {
        name: Appraisal.objects.create(
            name=name, issuer=city, area_code=city.area_code, first_on=days["first_on"], last_on=last,
            edition=editions["targets.appraisal"], status=status,
            published_at=None if status == "draft" else town.city.now,
            object_until=None if status == "draft" else town.city.now.replace(month=6),
        )
        for name, status, last in (
            ("draft", AppraisalStatus.DRAFT, date(2026, 2, 1)),
            ("published", AppraisalStatus.PUBLISHED, date(2026, 3, 1)),
        )
    }  # fmt: skip
    for place, code in enumerate(OWNERS, start=1):
        _of_unit(town, plan, town.city.cast.unit(code), place, appraisals, editions["targets.eight_ones"])


def _of_unit(
    town: Town2, plan: Plan, unit: Unit, place: int, appraisals: dict[str, Appraisal], edition: int
) -> None:
    measure = Measure.objects.create(
        plan=plan, position=place, code=f"{place}", name=f"措施{place}", lead=unit
    )
    helps = ASSISTED.get(unit.code)
    common = {
        "plan": plan, "measure": measure, "owner": unit, "area_code": unit.area_code, "weight": 1,
        "starts_on": TODAY, "due_on": date(2026, 12, 1),
        "co_unit_ids": [town.city.unit(helps)] if helps else [],
    }  # fmt: skip
    task = Task.objects.create(position=place, code=f"QZ{place}-1", name="x", **common)
    done = Task.objects.create(
        position=place + 50,
        code=f"QZ{place}-2",
        name="x",
        status=TaskStatus.SUBMITTED,
        submitted_on=TODAY,
        **common,
    )
    town.tasks[unit.code], town.done[unit.code] = task.pk, done.pk
    town.duties[unit.code] = Obligation.objects.create(
        unit=unit, area_code=unit.area_code, duty="monthly_review", cadence="monthly", period="2026-M03",
        first_on=TODAY, last_on=TODAY, due_on=TODAY, edition=edition,
    ).pk  # fmt: skip
    for name, sheets in (("draft", town.drafts), ("published", town.sheets)):
        sheet = Sheet.objects.create(
            appraisal=appraisals[name], unit=unit, area_code=unit.area_code, inputs={}, points={}
        )
        sheets[unit.code] = sheet.pk


AREAS = {
    "village": "990102001001",
    "street": "990102001000",
    "riverside": "990102000000",
    "hillside": "990103000000",
    "housing": "990100000000",
    "city": "990100000000",
}


def holds(who: str, permission: str, owner: str, *, helpers: bool = True) -> bool:
    """Say the rule once more: does the role hold it, and does it reach this unit's work?"""
    role, _, post = who.partition("@")
    if not post or permission not in ROLES[role]["permissions"]:
        return False
    reach = ROLES[role].get("reach", "own")
    if not AREAS[owner].startswith(POSTS[post].area or (LAND[post] if reach == "area" else "")):
        return False
    units = {owner, ASSISTED.get(owner, "") if helpers else ""}
    return reach == "area" or (reach == "unit" and bool(units & POSTS[post].units))


def acts_for(who: str, permission: str, owner: str) -> bool:
    """Somebody of the unit itself, or of one above it, in a role that acts for units."""
    role, _, _post = who.partition("@")
    return ROLES.get(role, {}).get("reach") == "unit" and holds(who, permission, owner, helpers=False)


def door(who: str, *, sees: bool, may: bool = True) -> str:
    if who in OUTSIDE[:1]:
        return "log in"
    if "target.view" not in ROLES.get(who.partition("@")[0], {}).get("permissions", ()):
        return "not allowed"
    if not sees:
        return "hidden"
    return "allowed" if may else "not allowed"


EVERYBODY = ["anybody", "stranger", *STAFF]


def owners_for(who: str) -> tuple[str, ...]:
    """Whoever holds nothing here is told the same of every unit: one is enough."""
    held = ROLES.get(who.partition("@")[0], {}).get("permissions", ())
    return OWNERS if any(each.startswith(("target.", "appraisal.")) for each in held) else OWNERS[:1]


def check(town: Town2, method: str, address: str, who: str, expected: str, body: Any = None) -> list[str]:
    got = observed(town.ask(who, method, address, body))
    return [] if got == expected else [f"{who} {address}: {got} instead of {expected}"]


@pytest.mark.parametrize("who", EVERYBODY)
def test_plan_board_and_export_show_the_tasks_the_role_sees(town: Town2, who: str) -> None:
    seen = {owner for owner in OWNERS if holds(who, "target.view", owner)}
    codes = {f"QZ{place}-{n}": owner for place, owner in enumerate(OWNERS, start=1) for n in (1, 2)}
    for part in ("", "board/", "board/?by=unit", "export/csv/"):
        answer = town.ask(who, "get", f"/targets/plans/{town.plan}/{part}")
        assert observed(answer) == door(who, sees=bool(seen)), part
        shown = {codes[code] for code in re.findall(r"QZ\d-\d", answer.content.decode())}
        assert shown == seen, part


def programs(town: Town2, who: str, owner: str) -> list[str]:
    """Ask the programming interface for the same task: the same doors, and a plan shows what the role sees of it."""
    sees, task, done = holds(who, "target.view", owner), town.tasks[owner], town.done[owner]
    wrong = check(town, "get", f"/api/v1/targets/tasks/{task}", who, door(who, sees=sees))
    post = who.partition("@")[2]
    is_own = bool(post) and POSTS[post].unit in (owner, ASSISTED.get(owner))
    accepts = holds(who, "target.accept", owner) and not is_own
    for number, verb, may in (
        (task, "report", holds(who, "target.report", owner)),
        (task, "submit", acts_for(who, "target.report", owner)),
        (task, "reach", acts_for(who, "target.report", owner)),
        (done, "accept", accepts),
        (done, "send-back", accepts),
    ):
        body = {"percent": 10, "words": "好", "milestone": 0}
        expected = door(who, sees=sees, may=may)
        wrong += check(town, "post", f"/api/v1/targets/tasks/{number}/{verb}", who, expected, body)
    answer = town.ask(who, "get", f"/api/v1/targets/plans/{town.plan}/tasks")
    if answer.status_code == 200:
        seen = {each["owner"] for each in answer.json()}
        wrong += [f"{who}: {seen}"] if (owner in seen) != sees else []
    return wrong


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_door_of_a_task_opens_to_whom_it_should(town: Town2, who: str) -> None:
    wrong: list[str] = []
    for owner in owners_for(who):
        sees, task, done = holds(who, "target.view", owner), town.tasks[owner], town.done[owner]
        wrong += check(town, "get", f"/targets/tasks/{task}/", who, door(who, sees=sees))
        wrong += programs(town, who, owner)
        for verb, may in (
            ("report", holds(who, "target.report", owner)),
            ("raise", holds(who, "target.report", owner)),
            ("submit", acts_for(who, "target.report", owner)),
            ("reach", acts_for(who, "target.report", owner)),
            ("withdraw", holds(who, "target.plan", owner)),
            ("answer", False),
        ):
            wrong += check(
                town, "post", f"/targets/tasks/{task}/do/{verb}/", who, door(who, sees=sees, may=may)
            )
        for verb in ("accept", "send_back"):
            may = holds(who, "target.accept", owner)
            wrong += check(
                town, "post", f"/targets/tasks/{done}/do/{verb}/", who, door(who, sees=sees, may=may)
            )
        missing = "hidden" if door(who, sees=sees) == "allowed" else door(who, sees=sees)
        wrong += check(town, "get", f"/targets/tasks/{task}/files/999999/", who, missing)
    assert wrong == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_door_of_a_duty_opens_to_whom_it_should(town: Town2, who: str) -> None:
    wrong: list[str] = []
    for owner in owners_for(who):
        sees, address = (
            holds(who, "target.view", owner, helpers=False),
            f"/targets/duties/{town.duties[owner]}/",
        )
        may = acts_for(who, "target.report", owner)
        wrong += check(town, "get", address, who, door(who, sees=sees))
        wrong += check(town, "post", address, who, door(who, sees=sees, may=may))
        missing = "hidden" if door(who, sees=sees) == "allowed" else door(who, sees=sees)
        wrong += check(town, "get", f"{address}files/999999/", who, missing)
    assert wrong == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_door_of_a_sheet_opens_to_whom_it_should(town: Town2, who: str) -> None:
    wrong: list[str] = []
    for owner in owners_for(who):
        prepares = holds(who, "appraisal.prepare", owner, helpers=False)
        sees = prepares or holds(who, "target.view", owner, helpers=False)
        for number, seen in ((town.drafts[owner], prepares), (town.sheets[owner], sees)):
            wrong += check(town, "get", f"/targets/sheets/{number}/", who, door(who, sees=seen))
        published = f"/targets/sheets/{town.sheets[owner]}/do/"
        for verb, may in (
            ("fill", prepares),
            ("object", acts_for(who, "target.report", owner)),
            ("decide", holds(who, "appraisal.decide", owner, helpers=False)),
        ):
            wrong += check(town, "post", f"{published}{verb}/", who, door(who, sees=sees, may=may))
    assert wrong == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_plans_and_appraisals_are_decided_by_whom_they_should(town: Town2, who: str) -> None:
    wrong: list[str] = []
    seen = any(holds(who, "target.view", owner) for owner in OWNERS)
    plans = holds(who, "target.plan", "city", helpers=False)
    for verb in ("adopt", "close", "phase-1"):
        wrong += check(
            town, "post", f"/targets/plans/{town.plan}/do/{verb}/", who, door(who, sees=seen, may=plans)
        )
    for status in AppraisalStatus:
        number = Appraisal.objects.get(status=status).pk
        own = any(holds(who, "appraisal.prepare", owner, helpers=False) for owner in OWNERS)
        public = any(holds(who, "target.view", owner, helpers=False) for owner in OWNERS)
        sees = own or (status == AppraisalStatus.PUBLISHED and public)
        may = holds(who, "appraisal.prepare", "city", helpers=False)
        wrong += check(town, "get", f"/targets/appraisals/{number}/", who, door(who, sees=sees))
        wrong += check(
            town, "post", f"/targets/appraisals/{number}/publish/", who, door(who, sees=sees, may=may)
        )
    assert wrong == []
