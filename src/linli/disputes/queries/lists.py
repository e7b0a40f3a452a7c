"""Lists of disputes: each answered by indexes, and constant in queries however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import merge
from itertools import islice

from django.db.models import Q, QuerySet

from linli.core.time import aware
from linli.disputes.access import centres_of, visible_parts
from linli.disputes.models import Dispute, Session, Term
from linli.disputes.policies import OPEN, SessionStatus
from linli.language.search import finding
from linli.people.access import Viewer

PAGE = 30
NEWEST_FIRST = ("-changed_at", "-pk")


@dataclass(frozen=True)
class Filters:
    status: str = ""
    category: str = ""
    words: str = ""
    """Words, or a dispute's number."""
    is_open: bool = False


@dataclass(frozen=True)
class Page:
    rows: list[Dispute]
    next: str
    """Where the next page begins; empty: there is none."""


def work_list(viewer: Viewer, filters: Filters, *, cursor: str = "", size: int = PAGE) -> Page:
    """Return a page of what the viewer sees, the last changed first. Three queries at most."""
    parts = [narrow(Dispute.objects.filter(each), filters) for each in visible_parts(viewer)]
    if after := _read(cursor):
        at, number = after
        parts = [each.filter(Q(changed_at__lt=at) | Q(changed_at=at, pk__lt=number)) for each in parts]
    rows = _first(parts, size + 1)
    more = len(rows) > size
    return Page(rows[:size], _written(rows[size - 1]) if more else "")


def _first(parts: Sequence[QuerySet[Dispute]], size: int) -> list[Dispute]:
    """Return the first rows of all parts together, each once."""
    pages = [
        list(each.select_related("centre").defer("search").order_by(*NEWEST_FIRST)[:size]) for each in parts
    ]
    ordered = merge(*pages, key=lambda row: (row.changed_at, row.pk), reverse=True)
    unique = {row.pk: row for row in ordered}
    return list(islice(unique.values(), size))


def narrow(rows: QuerySet[Dispute], filters: Filters) -> QuerySet[Dispute]:
    if filters.status:
        rows = rows.filter(status=filters.status)
    if filters.is_open:
        rows = rows.filter(status__in=sorted(OPEN))
    if filters.category:
        rows = rows.filter(category=filters.category)
    words = filters.words.strip()
    if words.upper().startswith("JF") and words[2:].isdigit():
        return rows.filter(number=words.upper())
    return rows.filter(search=finding(words)) if words else rows


def _written(row: Dispute) -> str:
    return f"{row.changed_at.isoformat()}~{row.pk}"


def _read(cursor: str) -> tuple[datetime, int] | None:
    """Return what a cursor says; a cursor that says nothing begins at the beginning."""
    at, _, number = cursor.partition("~")
    try:
        return aware(datetime.fromisoformat(at)), int(number)
    except ValueError:
        return None


def calendar_of(account: int, since: datetime, days: int = 14) -> list[Session]:
    """Return a mediator's sessions from `since` on, in order. One query."""
    until = since + timedelta(days=days)
    rows = Session.objects.filter(lead_account=account, begins_at__gte=since, begins_at__lt=until)
    held = rows.exclude(status=SessionStatus.CANCELLED).select_related("dispute")
    return list(held.order_by("begins_at", "pk")[:200])


def unrecorded(account: int, now: datetime) -> list[Session]:
    """Return sessions that are over and have no record yet, the oldest first. One query."""
    rows = Session.objects.filter(lead_account=account, status=SessionStatus.PLANNED, begins_at__lt=now)
    return list(rows.select_related("dispute").order_by("begins_at", "pk")[:PAGE])


def performance_due(viewer: Viewer, until: date, *, size: int = PAGE) -> list[Term]:
    """Return what is owed until a day, overdue first, of the viewer's own mediations and centres. Two queries."""
    parts = []
    if viewer.account_id is not None:
        parts.append(Q(lead_account=viewer.account_id))
    if centres := centres_of(viewer):
        parts.append(Q(centre_id__in=centres))
    found: dict[int, Term] = {}
    for each in parts:
        rows = Term.objects.filter(each, is_open=True, due_on__lte=until).select_related("dispute", "debtor")
        found |= {row.pk: row for row in rows.order_by("due_on", "pk")[:size]}
    return sorted(found.values(), key=lambda row: (row.due_on, row.pk))[:size]


def running_out(viewer: Viewer, now: datetime, days: int = 7) -> list[Dispute]:
    """Return the viewer's disputes whose limit ends soon, the most urgent first. Three queries at most."""
    soon = Q(due_at__lte=now + timedelta(days=days))
    found: dict[int, Dispute] = {}
    for each in visible_parts(viewer):
        rows = Dispute.objects.filter(each & soon).select_related("centre").defer("search")
        found |= {row.pk: row for row in rows.order_by("due_at", "pk")[:PAGE]}
    return sorted(found.values(), key=lambda row: (row.due_at or now, row.pk))[:PAGE]
