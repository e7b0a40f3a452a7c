"""What anybody may know of disputes: outcomes that all sides agreed to publish, and counts, none of them small."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.cache import cache
from django.db.models import Count, QuerySet

from linli.core.time import city_day, city_zone
from linli.disputes.models import Dispute
from linli.disputes.policies import AFTER_AGREEMENT, Status
from linli.disputes.rules import Categories
from linli.matters.policies.small_cells import shown_cells
from linli.rulebook.queries import in_force

KEPT_SECONDS = 3600
SHOWN = 30


@dataclass(frozen=True)
class Outcome:
    category: str
    words: str
    published_at: datetime


@dataclass(frozen=True)
class Figure:
    """Counts of a category in the last twelve whole months; None where one is too small to be shown."""

    category: str
    registered: int | None
    agreed: int | None


def outcomes(now: datetime) -> list[Outcome]:
    """Return the newest published outcomes. One query."""
    names = in_force(Categories, city_day(now)).value.by_code
    rows = Dispute.objects.filter(published_at__isnull=False, published_at__lte=now)
    found = rows.order_by("-published_at").values_list("category", "outcome", "published_at")[:SHOWN]
    return [
        Outcome(str(names[code].name) if code in names else code, words, at)
        for code, words, at in found
        if at is not None
    ]


def figures_of(now: datetime) -> list[Figure]:
    """Return what was registered and agreed by category. Two queries an hour, else none."""
    counted: tuple[dict[str, int | None], dict[str, int | None]] | None = cache.get("disputes.figures")
    if counted is None:
        first, after = (datetime.combine(day, time(), city_zone()) for day in _last_year(city_day(now)))
        rows = Dispute.objects.filter(registered_at__gte=first, registered_at__lt=after)
        agreed = rows.filter(status__in=sorted(AFTER_AGREEMENT - {Status.BREACHED}))
        counted = _cells(rows), _cells(agreed)
        cache.set("disputes.figures", counted, KEPT_SECONDS)
    names = in_force(Categories, city_day(now)).value.categories
    registered, settled = counted
    return [
        Figure(str(each.name), registered[each.code], settled.get(each.code))
        for each in names
        if each.code in registered
    ]


def _last_year(day: date) -> tuple[date, date]:
    """Return the first day of the last twelve months that are over, and the day after them.

    They move by whole months: of years that begin on different days the difference would be a few cases.
    """
    after = day.replace(day=1)
    return after.replace(year=after.year - 1), after


def _cells(rows: QuerySet[Dispute]) -> dict[str, int | None]:
    counts = rows.values_list("category").annotate(count=Count("pk")).order_by("category")
    return dict(shown_cells(dict(counts)))
