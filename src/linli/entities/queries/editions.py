from __future__ import annotations

from django.db.models import Count, Max, QuerySet

from linli.entities.models import Change, Edition, RefusedRow
from linli.entities.policies import EditionStatus


def last_signed() -> int:
    """Return the number of the edition that is the base now, 0 before the first. Decisions come one at a time."""
    found = Edition.objects.filter(status=EditionStatus.SIGNED).aggregate(last=Max("pk"))["last"]
    return found or 0


def changes_of(edition: Edition, kind: str = "") -> QuerySet[Change]:
    rows = edition.changes.order_by("kind", "pk")
    return rows.filter(kind=kind) if kind else rows


def reasons_of(edition: Edition) -> list[tuple[int, RefusedRow]]:
    """Return for each reason how many rows were refused for it and the first of them, the most frequent first."""
    counts = dict(edition.refusals.order_by().values_list("why").annotate(n=Count("pk")))
    first = edition.refusals.order_by("why", "number").distinct("why")
    return sorted(((counts[each.why], each) for each in first), key=lambda pair: -pair[0])


def refusals_of(edition: Edition) -> QuerySet[RefusedRow]:
    return edition.refusals.order_by("number")
