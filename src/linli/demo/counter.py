"""The counter of one service station: what people have booked for a day; and the places that somebody follows."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.core.actor import REQUESTER
from linli.core.time import city_day
from linli.demo.quarter.scene import COMMUNITY, STREET, Scene
from linli.demo.stage import Plot
from linli.following.actions import count_week, follow
from linli.following.policies import Pace
from linli.people.models import Account
from linli.stations import actions
from linli.stations.policies import Result

STATION = "s102001001"
VISITS = (
    ("pension_claim", 0, "龙桂芳", Result.DONE),
    ("residence_permit", 0, "万启明", Result.ACCEPTED),
    ("pension_claim", 90, "宋秋月", None),
    ("residence_statement", 120, "蒋立新", None),
    ("birth_registration_help", 300, "祝小满", None),
)
"""What for, how many minutes after nine, by whom, and what came of it."""
FOLLOWER = "jiedao-qingjia"
AHEAD = timedelta(days=3)


def add_counter(scene: Scene) -> None:
    """Let people book some days ahead for the last day of the stage, or the first working day after it."""
    day = scene.morning(city_day(scene.stage.end))
    for number, (service, minutes, name, result) in enumerate(VISITS):
        at = day + timedelta(minutes=minutes)
        booked = scene.stage.end - AHEAD + timedelta(minutes=7 * number)
        if booked > scene.stage.begin:
            visit = actions.NewBooking(
                service=service, station=STATION, starts_at=at, phone=f"19900077{number:03}", name=name
            )
            scene.stage.add(booked, _visit(scene, visit, result))
    scene.stage.add(scene.stage.begin, _followed())
    scene.stage.add(scene.stage.end - timedelta(minutes=10), _week(scene))


def _visit(scene: Scene, visit: actions.NewBooking, result: Result | None) -> Plot:
    key = f"demo-{visit.phone}"
    booking = actions.book(visit, key=key, by=REQUESTER, now=scene.now)
    scene.stage.done["booking.book"] += 1
    if result is None:
        return
    yield _after(visit.starts_at)
    actions.serve(booking, result=result, by=scene.of(scene.unit(COMMUNITY)), now=scene.now)
    scene.stage.done["booking.serve"] += 1


def _after(starts_at: datetime) -> datetime:
    return starts_at + timedelta(minutes=25)


def _followed() -> Plot:
    account = Account.objects.get(username=FOLLOWER)
    follow(account=account, area_code=f"{STREET[:9]}000", pace=Pace.WEEK)
    follow(account=account, area_code=COMMUNITY[:12], pace=Pace.EACH)
    yield from ()


def _week(scene: Scene) -> Plot:
    count_week(now=scene.now)
    yield from ()
