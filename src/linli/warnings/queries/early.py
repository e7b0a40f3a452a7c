"""Reads of early warning: series, warnings through the visibility filter, and how often each detector was right."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Count, Min, Q, QuerySet, Sum

from linli.areas.policies.codes import significant_prefix
from linli.core.time import city_day, city_zone
from linli.letters.models import Letter
from linli.letters.queries import letters_about
from linli.matters.access import visible as visible_matters
from linli.matters.models import Matter
from linli.people.access import Viewer
from linli.warnings.access import visible
from linli.warnings.detectors.judging import Counted
from linli.warnings.models import EarlyWarning, Look, WeekCount
from linli.warnings.policies.index import IndexRule, Level, Measured
from linli.warnings.policies.rules import EarlyRule
from linli.warnings.policies.states import OPEN, Status

BEHIND = 50


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def first_instant(monday: date) -> datetime:
    """Return midnight in the city at which a week begins."""
    return datetime(monday.year, monday.month, monday.day, tzinfo=city_zone())


def counted(rule: EarlyRule, week_on: date) -> Counted:
    """Return all series up to a week, this one included. Two queries.

    The week in which the city began is left out, since it was not whole. A week without a single matter in the whole
    city is one that nobody counted.
    """
    earliest = week_on - timedelta(weeks=rule.history_weeks - 1)
    rows = WeekCount.objects.filter(week_on__gte=earliest, week_on__lte=week_on)
    begin = WeekCount.objects.aggregate(first=Min("week_on"))["first"]
    first = max(earliest, begin + timedelta(weeks=1)) if begin else week_on
    found = list(
        rows.filter(week_on__gte=first)
        .order_by("kind_code", "area_code")
        .values_list("area_code", "kind_code", "week_on", "count")
    )
    keys = tuple(dict.fromkeys((area, kind) for area, kind, _week, _count in found))
    at = {key: place for place, key in enumerate(keys)}
    weeks = max(0, (week_on - first).days // 7 + 1)
    counts = np.zeros((len(keys), weeks))
    for area, kind, week, count in found:
        counts[at[area, kind], (week - first).days // 7] = count
    if counts.size:
        unknown = np.asarray(~counts.any(axis=0))
        unknown[-1] = False  # the running week may still be empty on its first morning
        counts[:, unknown] = np.nan
    return Counted(keys, first, counts)


WINDOWS = """
    WITH counted AS (
      SELECT rpad(left(m.area_code, %(digits)s), 12, '0') AS area,
             array_to_string((string_to_array(m.kind_code, '.'))[1:%(depth)s], '.') AS kind,
             (%(last)s - date_trunc('week', m.registered_at AT TIME ZONE %(zone)s)::date) / (7 * %(size)s) AS back,
             m.registered_at,
             m.people_affected,
             coalesce(m.completed_at, m.closed_at) AS ended_at
        FROM matters_matter m
       WHERE m.registered_at >= %(since)s AND m.registered_at < %(until)s
         AND m.kind_code <> '' AND m.merged_into_id IS NULL
    ), seen AS (
      SELECT *, CASE WHEN back = 0 THEN %(now)s ELSE %(until)s - make_interval(days => 7 * %(size)s * back) END AS at
        FROM counted
    )
    SELECT area, kind, back,
           count(*),
           sum(coalesce(people_affected, 1)),
           percentile_cont(0.5) WITHIN GROUP (
             ORDER BY extract(epoch FROM least(ended_at, at) - registered_at) / 86400
           ),
           count(*) FILTER (WHERE ended_at IS NULL OR ended_at > at)
      FROM seen
     GROUP BY 1, 2, 3
    HAVING count(*) >= %(least)s
"""


@dataclass(frozen=True)
class Window:
    """One window of a place and a kind, as it stood when it was over; the latest as it stands now."""

    key: tuple[str, str]
    back: int
    """How many windows before the latest."""
    measured: Measured


def windows(rule: EarlyRule, index: IndexRule, series: Counted, now: datetime, *, most: int) -> list[Window]:
    """Return the latest windows, at most `most` of each place and kind, that brought enough matters. One query.

    `series` ends with the last week of the latest window.
    """
    last, size = series.mondays[-1], index.window_weeks
    most = min(most, series.counts.shape[1] // size)
    given: dict[str, Any] = {
        "digits": rule.digits,
        "depth": rule.kind_depth,
        "zone": str(city_zone()),
        "now": now,
        "last": last,
        "size": size,
        "since": first_instant(last + timedelta(weeks=1) - timedelta(weeks=most * size)),
        "until": first_instant(last + timedelta(weeks=1)),
        "least": index.least_count,
    }
    with connection.cursor() as cursor:
        cursor.execute(WINDOWS, given)
        rows = cursor.fetchall()
    at = {key: place for place, key in enumerate(series.keys)}
    found = []
    for area, kind, back, count, people, age, unresolved in rows:
        if (area, kind) in at:
            until = series.counts.shape[1] - back * size
            before = windows_before(series.counts[at[area, kind], :until], index)
            measured = Measured(count, before, int(people), max(0.0, float(age)), unresolved)
            found.append(Window((area, kind), back, measured))
    return found


def measured(
    rule: EarlyRule, index: IndexRule, series: Counted, now: datetime
) -> dict[tuple[str, str], Measured]:
    """Return what the latest window brought of every place and kind with enough matters. One query."""
    return {each.key: each.measured for each in windows(rule, index, series, now, most=1)}


def windows_before(counts: np.ndarray, index: IndexRule) -> list[int]:
    """Return sums of earlier windows, latest last. One with a week that nobody counted is left out."""
    size = index.window_weeks
    past = counts[:-size] if size else counts
    whole = len(past) // size * size
    blocks = past[len(past) - whole :].reshape(-1, size)
    known = blocks[np.isfinite(blocks).all(axis=1)]
    return [int(each) for each in known.sum(axis=1)]


# Warnings


def board(viewer: Viewer, *, ended: bool = False, area: str = "") -> QuerySet[EarlyWarning]:
    """Return the warnings one may see: the open ones by colour, or those that ended, newest first."""
    rows = visible(viewer).select_related("unit")
    if area:
        rows = rows.filter(area_code__startswith=significant_prefix(area))
    if ended:
        return rows.exclude(status__in=OPEN).order_by("-raised_at", "-pk")
    return rows.filter(status__in=OPEN).order_by("-level", "-raised_at", "-pk")


def major(viewer: Viewer, least: Level) -> QuerySet[EarlyWarning]:
    """Return the major warnings that people confirmed and that are not lifted, longest first."""
    open_ones = (Status.CONFIRMED, Status.NOTIFIED, Status.HANDLING)
    rows = visible(viewer).filter(status__in=open_ones, level__gte=least)
    return rows.select_related("unit").prefetch_related("actions").order_by("confirmed_at", "pk")


def letters_of(warnings: Collection[EarlyWarning]) -> dict[int, Letter]:
    """Return the newest letter about each warning that stands, by its number. One query."""
    rows = Letter.objects.filter(
        about_kind=EarlyWarning._meta.label_lower, about_id__in=[each.pk for each in warnings]
    )
    kept = rows.exclude(status="cancelled").select_related("addressee").order_by("pk")
    return {each.about_id: each for each in kept if each.about_id is not None}


def letter_about(warning: EarlyWarning) -> Letter | None:
    """Return the newest letter that stands."""
    return letters_about(warning).exclude(status="cancelled").select_related("addressee").first()


@dataclass(frozen=True)
class Behind:
    """The matters behind a figure, as far as the viewer may read them."""

    shown: list[Matter]
    visible: int


def behind(viewer: Viewer, warning: EarlyWarning) -> Behind:
    """Return the newest matters that the warning counted. Two queries."""
    evidence = warning.evidence
    areas = evidence.get("zone") or [warning.area_code]
    since = date.fromisoformat(evidence["since"])
    until = warning.judged_on if warning.judged_on > warning.week_on else warning.week_on
    rows = matters_of(areas, warning.kind_code, since, until)
    seen = visible_matters(viewer).filter(pk__in=rows.values("pk"))
    return Behind(list(seen.order_by("-registered_at")[:BEHIND]), seen.count())


def matters_of(areas: Collection[str], kind: str, since: date, until: date) -> QuerySet[Matter]:
    """Return the matters that are counted for places and a kind from one week to another, both included."""
    where = Q(pk__in=())
    for area in areas:
        where |= Q(area_code__startswith=significant_prefix(area))
    return Matter.objects.filter(
        where,
        Q(kind_code=kind) | Q(kind_code__startswith=f"{kind}."),
        merged_into=None,
        registered_at__gte=first_instant(monday_of(since)),
        registered_at__lt=first_instant(monday_of(until) + timedelta(weeks=1)),
    )


def usual_unit(warning: EarlyWarning) -> int | None:
    """Return the unit that leads most of the matters behind a warning. One query."""
    areas = warning.evidence.get("zone") or [warning.area_code]
    since = date.fromisoformat(warning.evidence["since"])
    rows = matters_of(areas, warning.kind_code, since, warning.week_on).exclude(lead_unit=None)
    found = rows.order_by().values("lead_unit").annotate(count=Count("pk")).order_by("-count", "lead_unit")
    first = found.values_list("lead_unit", flat=True).first()
    return int(first) if first is not None else None


@dataclass(frozen=True)
class Record:
    """How a family or detector did, by what people said of its warnings."""

    family: str
    detector: str
    raised: int
    confirmed: int
    false: int

    @property
    def judged(self) -> int:
        return self.confirmed + self.false

    @property
    def false_rate(self) -> float | None:
        """Share of false alarms among those that a person judged; None: none was judged."""
        return self.false / self.judged if self.judged else None


def records() -> list[Record]:
    """Return the record of each detector over all warnings. One query; counts alone, so everybody may see it."""
    rows = (
        EarlyWarning.objects.order_by("family", "detector")
        .values_list("family", "detector")
        .annotate(
            raised=Count("pk"),
            confirmed=Count("pk", filter=Q(confirmed_at__isnull=False) & ~Q(status=Status.FALSE)),
            false=Count("pk", filter=Q(status=Status.FALSE)),
        )
    )
    return [Record(*row) for row in rows]


def newest_look() -> Look | None:
    return Look.objects.order_by("-week_on").first()


def series_of(areas: Collection[str], kind: str, first_on: date, last_on: date) -> dict[date, int]:
    """Return the counts of places together by week; weeks with none are left out. One query."""
    rows = WeekCount.objects.filter(
        kind_code=kind, area_code__in=areas, week_on__gte=first_on, week_on__lte=last_on
    )
    return dict(rows.order_by("week_on").values_list("week_on").annotate(total=Sum("count")))


def class_proposals(viewer: Viewer, *, size: int, days: int, now: datetime) -> list[tuple[str, str, int]]:
    """Return grids with so many matters of one kind within so many days: grid, kind, count; most first. One query.

    Only matters that the viewer may read are counted.
    """
    rows = visible_matters(viewer).filter(registered_at__gte=now - timedelta(days=days), merged_into=None)
    found = (
        rows.exclude(kind_code="")
        .exclude(grid_code="")
        .order_by()
        .values("grid_code", "kind_code")
        .annotate(count=Count("pk"))
        .filter(count__gte=size)
        .order_by("-count", "grid_code")
    )
    return list(found.values_list("grid_code", "kind_code", "count")[:30])


def week_running(now: datetime) -> date:
    """Return the Monday of the week that is not over yet."""
    return monday_of(city_day(now))
