"""Lists of conferences: each answered by indexes, and constant in queries."""

from __future__ import annotations

from linli.conferences.access import visible_parts
from linli.conferences.models import Conference, Task
from linli.disputes.access import centres_of
from linli.people.access import Viewer
from linli.people.policies import Permission

PAGE = 50


def newest(viewer: Viewer, *, kind: str = "", size: int = PAGE) -> list[Conference]:
    """Return what the viewer sees, the newest first. Three queries at most."""
    found: dict[int, Conference] = {}
    for part in visible_parts(viewer):
        rows = Conference.objects.filter(part).select_related("dispute", "unit")
        if kind:
            rows = rows.filter(kind=kind)
        found |= {row.pk: row for row in rows.order_by("-asked_at", "-pk")[:size]}
    return sorted(found.values(), key=lambda row: (row.asked_at, row.pk), reverse=True)[:size]


def open_tasks(viewer: Viewer, *, size: int = PAGE) -> list[Task]:
    """Return what conferences asked of the viewer's own units and is not done, overdue first. One query."""
    units = centres_of(viewer, Permission.CONFERENCE_VIEW)
    rows = Task.objects.filter(unit__in=units, done_at=None).select_related("conference__dispute", "unit")
    return list(rows.order_by("due_on", "pk")[:size])
