"""The way from a letter to the matter it is about."""

from __future__ import annotations

from django.urls import reverse

from linli.letters.about import Place, points_to
from linli.matters.access import may
from linli.matters.models import Matter
from linli.people.access import Viewer
from linli.people.policies import Permission


@points_to("matters.matter")
def matter(viewer: Viewer, number: int) -> Place | None:
    """One query, none for whoever reads no matters."""
    if not viewer.may(Permission.MATTER_VIEW):
        return None
    row = Matter.objects.filter(pk=number).first()
    if row is None or not may(viewer, row, Permission.MATTER_VIEW):
        return None
    return Place(row.code, reverse("matters:matter", args=[row.code]))
