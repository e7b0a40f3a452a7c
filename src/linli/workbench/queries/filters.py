from __future__ import annotations

from linli.people.access import Viewer
from linli.workbench.errors import FilterNotFound
from linli.workbench.models import SavedFilter


def filters_of(viewer: Viewer) -> list[SavedFilter]:
    """Return the viewer's own filters by name. One query."""
    return list(SavedFilter.objects.filter(account=viewer.account_id).order_by("name"))


def filter_for(viewer: Viewer, number: int) -> SavedFilter:
    """Raises FilterNotFound, also for somebody else's."""
    row = SavedFilter.objects.filter(pk=number, account=viewer.account_id).first()
    if row is None:
        raise FilterNotFound
    return row
