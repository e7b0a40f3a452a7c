from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from linli.areas.queries import area_named
from linli.core.actor import SYSTEM
from linli.core.errors import Refusal
from linli.core.time import city_day
from linli.following.errors import TooManyFollowed
from linli.following.events import WeekCounted
from linli.following.models import AreaWeek, Following
from linli.following.policies import Pace, last_week
from linli.following.queries import told_areas, week_figures
from linli.journal.actions import record
from linli.people.models import Account

MOST = 50


def follow(*, account: Account, area_code: str, pace: Pace) -> None:
    """Tell this account about an area from now on; again it changes how often. Raises UnknownArea, TooManyFollowed."""
    code = area_named(area_code).code
    others = Following.objects.filter(account=account).exclude(area_code=code)
    if others.count() >= MOST:
        raise TooManyFollowed(most=MOST)
    Following.objects.update_or_create(account=account, area_code=code, defaults={"pace": pace})


def stop_following(*, account: Account, area_code: str) -> None:
    """Twice is once. It also works for an area that is no more."""
    Following.objects.filter(account=account, area_code=area_code).delete()


@transaction.atomic
def count_week(*, now: datetime) -> int:
    """Keep the figures of the week that is over and tell whoever follows; return how many areas were counted.

    Once a week; every later run finds it done.
    """
    first_on = last_week(city_day(now))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('following.week'))")
    if AreaWeek.objects.filter(first_on=first_on).exists():
        return 0
    told: dict[str, list[int]] = defaultdict(list)
    for code, account in Following.objects.order_by("pk").values_list("area_code", "account"):
        told[code].append(account)
    reported, solved, still_open = week_figures(first_on)
    areas = [code for code in told_areas(told) if code in reported]
    for code in areas:
        week = AreaWeek(
            area_code=code,
            first_on=first_on,
            reported=reported[code],
            solved=solved[code],
            still_open=still_open[code],
            counted_at=now,
        )
        record(_event(week, tuple(told[code])), subject=week, by=SYSTEM, now=now)
    return len(areas)


def _event(week: AreaWeek, followers: tuple[int, ...]) -> WeekCounted:
    return WeekCounted(
        area=week.area_code,
        name_of_area=name_of(week.area_code),
        first_on=week.first_on,
        last_on=last_day(week.first_on),
        reported=week.reported,
        solved=week.solved,
        still_open=week.still_open,
        followers=followers,
    )


def last_day(first_on: date) -> date:
    return first_on + timedelta(days=6)


def name_of(area_code: str) -> str:
    try:
        return area_named(area_code).full_name
    except Refusal:
        return area_code
