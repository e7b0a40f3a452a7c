"""Where a bulletin's letter reads on."""

from __future__ import annotations

from django.urls import reverse

from linli.letters.about import Place, points_to
from linli.metrics.access import visible_bulletins
from linli.people.access import Viewer


@points_to("metrics.bulletin")
def bulletin(viewer: Viewer, number: int) -> Place | None:
    """One query."""
    row = visible_bulletins(viewer).select_related("letter").filter(pk=number).first()
    if row is None or row.letter is None:
        return None
    return Place(row.letter.title, reverse("metrics:bulletin", args=[row.pk]))
