"""Counting days into `AreaDay`."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction

from linli.areas.policies.codes import ENDS, LENGTH, significant_prefix
from linli.areas.queries import city_code
from linli.command.models import COUNTED, AreaDay
from linli.core.time import aware, city_day
from linli.matters.queries.figures import OPENED, Place, opened_by_kind, tallies
from linli.matters.queries.rates import midnight
from linli.people.access import SYSTEM_VIEWER

CHANGES_REACH_BACK = 60
"""So many days are counted anew at night: a decision to leave a matter out changes days that are over."""
Key = tuple[str, str]
"""Area and top kind."""


def count_day(*, on: date, now: datetime) -> int:
    """Count one day of the whole city anew and return how many rows it has. Four queries, a delete and an insert."""
    first, last = midnight(on), midnight(on + timedelta(days=1))
    city = Place(city_code())
    by_place = tallies(SYSTEM_VIEWER, city, first, last, by="area_code", now=now)
    by_kind = opened_by_kind(SYSTEM_VIEWER, city, first, last)
    rows: dict[Key, Counter[str]] = defaultdict(Counter)
    rows[city.code, ""].update({})  # a day on which nothing happened was counted too
    for area, counted in by_place.items():
        for code in _above(area, city.code):
            rows[code, ""].update(counted)
    for (area, kind), opened in by_kind.items():
        for code in _above(area, city.code):
            if not _is_village(code):
                rows[code, kind].update({OPENED: opened})
    return _replace(on, rows, now)


def _above(area: str, city: str) -> list[str]:
    """Return the codes from the city down to the area itself; what has no place counts for the city."""
    codes = {area[:end].ljust(LENGTH, "0") for end in ENDS if end >= len(significant_prefix(city))}
    return sorted(codes | {city})


def _is_village(code: str) -> bool:
    return not code.endswith("000")


@transaction.atomic
def _replace(on: date, rows: dict[Key, Counter[str]], now: datetime) -> int:
    AreaDay.objects.filter(on=on).delete()
    made = [
        AreaDay(
            on=on,
            area_code=area,
            kind_code=kind,
            counted_at=aware(now),
            **{name: counted[name] for name in COUNTED},
        )
        for (area, kind), counted in rows.items()
    ]
    return len(AreaDay.objects.bulk_create(made, batch_size=2_000))


def count_recent(*, now: datetime) -> int:
    """Count today and yesterday anew, and whatever day of late was never counted; return how many days."""
    today = city_day(now)
    late = {today - timedelta(days=ago) for ago in range(CHANGES_REACH_BACK)}
    counted = set(
        AreaDay.objects.filter(area_code=city_code(), kind_code="", on__in=late).values_list("on", flat=True)
    )
    return _count({today, today - timedelta(days=1)} | (late - counted), now)


def count_again(*, now: datetime) -> int:
    """Count all days anew that a change may still have reached."""
    today = city_day(now)
    return _count({today - timedelta(days=ago) for ago in range(CHANGES_REACH_BACK)}, now)


def _count(days: set[date], now: datetime) -> int:
    for day in sorted(days, reverse=True):
        count_day(on=day, now=now)
    return len(days)
