from __future__ import annotations

from django.db.models import Max, QuerySet

from linli.entities.models import Change, Edition, RefusedRow
from linli.entities.policies import EditionStatus


def last_signed() -> int:
    """Return the number of the edition that is the base now, 0 before the first. Decisions come one at a time."""
    found = Edition.objects.filter(status=EditionStatus.SIGNED).aggregate(last=Max("pk"))["last"]
    return found or 0


def changes_of(edition: Edition, kind: str = "") -> QuerySet[Change]:
    rows = edition.changes.order_by("kind", "pk")
    return rows.filter(kind=kind) if kind else rows


def refusals_of(edition: Edition) -> QuerySet[RefusedRow]:
    return edition.refusals.order_by("number")
