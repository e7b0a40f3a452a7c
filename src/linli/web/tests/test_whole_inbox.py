"""The inbox with the piles of all apps: each thing waits for whoever takes its next step, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.community.models import Call, Whistle
from linli.core.time import city_day
from linli.disputes.models import Dispute
from linli.matters.models import Clock
from linli.matters.testing import SmallCity
from linli.people.models import Assignment
from linli.supervision.models import Hazard, Ladder, Listing
from linli.targets.models import Measure, Obligation, Plan, Problem, Task
from linli.workbench.piles import PILES
from linli.workbench.queries.counting import capped
from linli.workbench.queries.inbox import inbox, piles_of

BrowserOf = Callable[..., Client]
AREA = "990102001000"


def waiting(city: SmallCity, who: str) -> list[str]:
    page = inbox(piles_of(city.viewer(who), city.now), city.now)
    return [pile.key for row in page.rows for pile in row.piles]


def a_hazard(city: SmallCity, **more: Any) -> Hazard:
    given = {
        "sector": "gas", "gravity": "ordinary", "place": "河东街道", "area_code": AREA, "what": "软管老化",
        "owner_id": city.unit("street"), "found_at": city.now, "due_on": city_day(city.now),
    }  # fmt: skip
    return Hazard.objects.create(**given | more)


def a_listing(city: SmallCity, **more: Any) -> Listing:
    given = {
        "title": "桥洞积水", "place": "河东桥", "area_code": AREA, "watch": "county", "grounds": "三次",
        "target": "不再积水", "owner_id": city.unit("street"), "proposed_at": city.now,
    }  # fmt: skip
    return Listing.objects.create(**given | more)


def a_whistle(city: SmallCity, **more: Any) -> Whistle:
    given = {
        "unit_id": city.unit("village"), "street_id": city.unit("street"), "unit_ids": [], "kind": "hazard",
        "urgency": "urgent", "status": "called", "subject": "树倒了", "demand": "移走", "why_not_alone": "没有车",
        "area_code": "990102001001", "place": "柳树社区", "edition": 1, "blown_at": city.now,
    }  # fmt: skip
    return Whistle.objects.create(**given | more)


def a_call(city: SmallCity, status: str = "called", **more: Any) -> Call:
    given = {
        "whistle": a_whistle(city), "unit_id": city.unit("street"), "status": status, "called_at": city.now,
        "arrive_due_at": city.now + timedelta(hours=1), "answer_due_at": city.now + timedelta(hours=9),
    }  # fmt: skip
    return Call.objects.create(**given | more)


def a_task(city: SmallCity, status: str = "running", **more: Any) -> Task:
    today = city_day(city.now)
    plan = Plan.objects.create(
        code=f"p{Plan.objects.count()}",
        name="计划",
        issuer_id=city.unit("city"),
        area_code="990100000000",
        first_on=today,
        last_on=today,
        status="adopted",
        adopted_on=today,
    )
    measure = Measure.objects.create(plan=plan, position=1, code="1", name="措施", lead_id=city.unit("city"))
    done = {"submitted_on": today} if status == "submitted" else {}
    given = {
        "plan": plan, "measure": measure, "position": 1, "code": "1.1", "name": "任务", "weight": 1,
        "owner_id": city.unit("street"), "area_code": AREA, "starts_on": today, "due_on": today, "status": status,
    }  # fmt: skip
    return Task.objects.create(**given | done | more)


def a_problem(city: SmallCity) -> Problem:
    return Problem.objects.create(
        task=a_task(city), raised_by_id=city.unit("housing"), asked_id=city.unit("street"), words="缺钱",
        raised_at=city.now, due_at=city.now + timedelta(days=1),
    )  # fmt: skip


def an_obligation(city: SmallCity) -> Obligation:
    today = city_day(city.now)
    edition = 1
    return Obligation.objects.create(
        unit_id=city.unit("street"), area_code=AREA, duty="report", cadence="monthly", period="2026-03",
        first_on=today, last_on=today, due_on=today, edition=edition,
    )  # fmt: skip


def a_ladder(city: SmallCity, **more: Any) -> Ladder:
    matter = city.do("dispatcher", "accept", city.file(), kind="street.lamp")
    clock = Clock.objects.filter(matter=matter).first()
    assert clock is not None
    Ladder.objects.filter(clock=clock).delete()
    given = {
        "clock": clock, "matter": matter, "step": "resolve", "unit_id": city.unit("street"), "area_code": AREA,
        "due_at": city.now, "rung": "first_reminder", "next_rung": "second_reminder", "next_at": city.now,
    }  # fmt: skip
    return Ladder.objects.create(**given | more)


SEEN: list[tuple[str, Callable[[SmallCity], Any], str]] = [
    ("owner", a_hazard, "hazard.rectify"),
    ("verifier", lambda city: a_hazard(city, status="rectified"), "hazard.recheck"),
    ("leader", a_listing, "listing.decide"),
    ("owner", a_call, "whistle.arrive"),
    ("owner", lambda city: a_call(city, "on_site"), "whistle.answer"),
    ("unit_head", lambda city: a_whistle(city, status="at_street"), "whistle.direct"),
    ("owner", a_task, "target.do"),
    ("supervisor", lambda city: a_task(city, "submitted"), "target.accept"),
    ("owner", a_problem, "target.answer"),
    ("owner", a_ladder, "ladder.reason"),
]


@pytest.mark.parametrize(("who", "make", "pile"), SEEN, ids=[pile for _who, _make, pile in SEEN])
def test_it_waits_for_whoever_takes_the_next_step(
    city: SmallCity, who: str, make: Callable[[SmallCity], Any], pile: str
) -> None:
    make(city)
    assert pile in waiting(city, who)
    for other in ("handler", "other_clerk", "stranger"):
        assert pile not in waiting(city, other), other


def test_nobody_is_asked_to_accept_their_own_work(city: SmallCity) -> None:
    a_hazard(city, status="rectified", rectified_by=city.cast.verifier)
    assert "hazard.recheck" not in waiting(city, "verifier")


def test_a_task_of_later_is_in_nobodys_inbox_yet(city: SmallCity) -> None:
    a_task(city, due_on=city_day(city.now) + timedelta(days=60))
    assert "target.do" not in waiting(city, "owner")


def test_a_dispute_waits_for_its_mediator_with_the_clock_of_its_limit(city: SmallCity) -> None:
    since = city_day(city.now)
    Assignment.objects.create(account=city.cast.owner, role="mediator", unit=None, valid_from=since)
    due = city.now + timedelta(days=3)
    Dispute.objects.create(
        number="JF2026000001", centre_id=city.unit("street"), account_ids=[city.cast.owner.pk], area_code=AREA,
        category="01", tier="minor", source="party", title="相邻纠纷", brief="采光", status="mediating",
        registered_at=city.now, accepted_at=city.now, due_at=due, changed_at=city.now,
    )  # fmt: skip
    page = inbox(piles_of(city.viewer("owner"), city.now), city.now)
    assert [(row.item.code, row.piles[0].key) for row in page.rows] == [("JF2026000001", "dispute.mediate")]


def test_all_of_it_takes_as_many_queries_as_one_of_each(city: SmallCity) -> None:
    for make in (a_hazard, a_listing, a_call, a_task, a_ladder):
        make(city)
    viewer = city.viewer("owner")
    waiting(city, "owner")

    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            piles = piles_of(viewer, city.now)
            capped(piles)
            inbox(piles, city.now)
        return len(context)

    before = queries()
    for _each in range(3):
        a_hazard(city)
        a_call(city)
    assert queries() == before
    assert before <= 2 + 2 * len({pile.shape.name for pile in PILES.values()})


@pytest.mark.parametrize("who", ["owner", "unit_head", "supervisor", "leader", "verifier", "grid_worker"])
def test_every_pile_can_be_opened_counted_and_searched(
    browser_of: BrowserOf, clock: SmallCity, who: str
) -> None:
    client = browser_of(who)
    for key in ("", *PILES):
        assert client.get("/desk/", {"pile": key, "q": "河", "late": "on"}).status_code == 200, key
