"""Lists of cases and suggestions: each answered by indexes, and constant in queries."""

from __future__ import annotations

from linli.people.access import Viewer
from linli.redress.access import units_of
from linli.redress.models import Case, Suggestion
from linli.redress.policies import Status

PAGE = 50


def to_answer(viewer: Viewer, *, size: int = PAGE) -> list[Suggestion]:
    """Return what the viewer's units owe an answer to, overdue first. One query."""
    rows = Suggestion.objects.filter(to_unit__in=units_of(viewer), status=Status.SENT)
    return list(rows.select_related("from_unit", "to_unit").order_by("reply_by", "pk")[:size])


def sent(viewer: Viewer, *, size: int = PAGE) -> list[Suggestion]:
    """Return what the viewer's units sent and is not over, what waits for them first. One query."""
    open_ones = (Status.SENT, Status.ANSWERED)
    rows = Suggestion.objects.filter(from_unit__in=units_of(viewer), status__in=open_ones)
    return list(rows.select_related("from_unit", "to_unit").order_by("status", "reply_by", "pk")[:size])


def over(viewer: Viewer, *, size: int = PAGE) -> list[Suggestion]:
    """Return what was answered or is over and came to the viewer's units, the newest first. One query."""
    rows = Suggestion.objects.filter(to_unit__in=units_of(viewer)).exclude(status=Status.SENT)
    return list(rows.select_related("from_unit", "to_unit").order_by("-reply_by", "-pk")[:size])


def cases(viewer: Viewer, *, size: int = PAGE) -> list[Case]:
    """Return the cases of the viewer's units as body or as centre, the newest first. Two queries."""
    units = units_of(viewer)
    found: dict[int, Case] = {}
    for mine in ({"body__in": units}, {"centre__in": units}):
        rows = Case.objects.filter(**mine).select_related("dispute", "body")
        found |= {row.pk: row for row in rows.order_by("-received_at")[:size]}
    return sorted(found.values(), key=lambda row: (row.received_at, row.pk), reverse=True)[:size]
