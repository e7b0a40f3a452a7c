"""Hot issues as lists and pages show them. All pass the door of `access`, members also that of matters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from linli.core.time import city_day
from linli.matters.access import visible
from linli.matters.models import Matter
from linli.matters.policies import OPEN
from linli.people.access import Viewer
from linli.rulebook.queries import in_force
from linli.warnings.access import visible_issues
from linli.warnings.models import HotIssue
from linli.warnings.policies.hot import HotStatus, Joining
from linli.warnings.rules import HotIssuesRule

PAGE = 30
MOST_MEMBERS = 500
"""Members that a page shows or draws; an export has all."""
MOST_STRETCHES = 60


def listed(
    viewer: Viewer, *, now: datetime, status: HotStatus | None = None, area: str = "", kind: str = ""
) -> QuerySet[HotIssue]:
    """Return the issues to look at, hottest first: proposals that are hot and not quiet, and what was confirmed."""
    rule = in_force(HotIssuesRule, city_day(now)).value
    rows = visible_issues(viewer)
    fresh = Q(
        status=HotStatus.PROPOSED,
        heat__gte=float(rule.least_heat),
        last_at__gte=now - timedelta(days=rule.quiet_days),
        size__gte=rule.least_size,
    )
    wanted = {
        None: fresh | Q(status=HotStatus.CONFIRMED),
        HotStatus.PROPOSED: fresh,
    }
    rows = rows.filter(wanted[status] if status in wanted else Q(status=status))
    if area:
        rows = rows.filter(area_code__startswith=area)
    if kind:
        rows = rows.filter(kind_code__startswith=kind)
    return rows.order_by("-heat", "-id")


def members_of(viewer: Viewer, issue: HotIssue, joining: Joining = Joining.FOUND) -> QuerySet[Matter]:
    """Return the matters of an issue that the viewer may read, the latest first."""
    inside = visible(viewer).filter(hot__issue=issue, hot__joining=joining)
    return inside.select_related("lead_unit").order_by("-registered_at", "-id")


@dataclass(frozen=True)
class Stretch:
    """One stretch of a timeline."""

    first_on: date
    last_on: date
    matters: int
    unresolved: int


def timeline(members: list[Matter]) -> list[Stretch]:
    """Count members by day, week or four weeks, whichever gives at most `MOST_STRETCHES`; gaps count too."""
    if not members:
        return []
    days = [city_day(each.registered_at) for each in members]
    first, last = min(days), max(days)
    span = next(
        each for each in (1, 7, 28, 364) if (last - first).days // each < MOST_STRETCHES or each == 364
    )
    all_, open_ = Counter[int](), Counter[int]()
    for day, matter in zip(days, members, strict=True):
        at = (day - first).days // span
        all_[at] += 1
        open_[at] += matter.status in OPEN
    return [
        Stretch(
            first + timedelta(days=at * span),
            min(first + timedelta(days=(at + 1) * span - 1), last),
            all_[at],
            open_[at],
        )
        for at in range((last - first).days // span + 1)
    ]
