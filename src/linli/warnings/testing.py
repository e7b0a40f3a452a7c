"""What tests of warnings share: matters without their story, and weeks of counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from linli.core.time import city_day
from linli.people.testing import VILLAGE

if TYPE_CHECKING:
    from linli.matters.models import Matter

PLACES = tuple(f"99010200{number}000" for number in range(1, 8))
"""Townships of Riverside; the first is the street of the small city."""


def monday_before(now: datetime, weeks: int = 0) -> date:
    """Return the Monday of this week, or of so many weeks before."""
    day = city_day(now)
    return day - timedelta(days=day.weekday(), weeks=weeks)


def matters_in(
    week_on: date, count: int, *, area: str = VILLAGE, kind: str = "water.burst", **more: Any
) -> list[Matter]:
    """Put so many matters into a week, without journal or clocks."""
    from linli.matters.models import Matter
    from linli.warnings.queries.early import first_instant

    last = Matter.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    at = first_instant(week_on) + timedelta(hours=30)
    rows = [
        Matter(
            id=last + number,
            code=f"T{last + number:017d}",
            channel="01",
            status="registered",
            title="某事",
            text="某事",
            kind_code=kind,
            tier="ordinary",
            area_code=area,
            registered_at=at + timedelta(minutes=number),
            changed_at=at,
            **more,
        )
        for number in range(1, count + 1)
    ]
    return Matter.objects.bulk_create(rows)


def weeks_of(counts: Sequence[int], *, until: date, area: str = PLACES[0], kind: str = "water.burst") -> None:
    """Put counts into weeks, the last of which is `until`."""
    from linli.warnings.models import WeekCount

    first = until - timedelta(weeks=len(counts) - 1)
    WeekCount.objects.bulk_create(
        WeekCount(area_code=area, kind_code=kind, week_on=first + timedelta(weeks=place), count=count)
        for place, count in enumerate(counts)
        if count
    )
