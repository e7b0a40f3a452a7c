"""Who sees what is supervised, listed and found dangerous: whose it is, crossed with where."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from django.db.models import QuerySet

from linli.core.actor import Actor
from linli.core.errors import Sentence
from linli.journal.models import Subject
from linli.people.access import Viewer, visible_q, work_of
from linli.people.models import Unit
from linli.people.policies import Permission
from linli.supervision.errors import NotFound, NotPermitted
from linli.supervision.models import Campaign, Climb, Hazard, Ladder, Listing

LADDER: dict[str, Any] = {"unit_fields": ("unit_id",), "area_field": "area_code"}
LISTING = {"unit_fields": ("owner_id",), "area_field": "area_code", "own_fields": ("proposed_by_id",)}
HAZARD = {"unit_fields": ("owner_id",), "area_field": "area_code", "own_fields": ("found_by_id",)}
FIELDS: dict[type[Subject], dict[str, Any]] = {
    Ladder: LADDER,
    Listing: LISTING,
    Hazard: HAZARD,
}
VIEW = Permission.SUPERVISION_VIEW

S = TypeVar("S", bound=Subject)


def visible(viewer: Viewer, model: type[S]) -> QuerySet[S]:
    """Return the rows the viewer may see. No grant: nothing."""
    return model._default_manager.filter(visible_q(viewer, VIEW, **FIELDS[model]))


def visible_climbs(viewer: Viewer) -> QuerySet[Climb]:
    return Climb.objects.filter(visible_q(viewer, VIEW, **LADDER))


def visible_campaigns(viewer: Viewer) -> QuerySet[Campaign]:
    """Return all: whoever takes part at any place must know of a campaign that the city leads."""
    return Campaign.objects.all() if viewer.may(VIEW) else Campaign.objects.none()


def may(viewer: Viewer, row: Subject, permission: Permission) -> bool:
    """Say whether the viewer holds `permission` on this row: the same answer as `visible` gives. No query."""
    return viewer.may_see(permission, work_of(row, **FIELDS[type(row)]))


def get_for(viewer: Viewer, model: type[S], number: int, *related: str) -> S:
    """Raises NotFound, also for a row that is hidden. One query."""
    row = model._default_manager.select_related(*related).filter(pk=number).first()
    if row is None or not may(viewer, row, VIEW):
        raise NotFound
    return row


def actor_for(
    viewer: Viewer, row: Subject, permission: Permission, verb: Sentence, owner: int | None = None
) -> Actor:
    """Return who the journal names: for the owner's own steps that unit, else one's own.

    Raises NotPermitted without the permission on this row.
    """
    if not may(viewer, row, permission):
        raise NotPermitted(verb=verb)
    actor = viewer.actor_for(permission)
    if owner is None:
        return actor
    for grant in viewer.grants_for(permission):
        if grant.unit_id == owner:
            return replace(actor, unit=owner, role=grant.role.value)
    return actor


def area_for(viewer: Viewer, permission: Permission, owner: Unit) -> str:
    """Return where something new is: the owner's area where the viewer may work there, else the viewer's own."""
    grants = viewer.grants_for(permission)
    if any(owner.area_code.startswith(grant.area_prefix) for grant in grants):
        return owner.area_code
    return grants[0].area_prefix.ljust(12, "0")
