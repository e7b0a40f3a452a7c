"""Who sees which entities and refreshes. Everybody else asks these same doors."""

from __future__ import annotations

from django.db.models import QuerySet

from linli.entities.errors import AskNotFound, EditionNotFound, EntityNotFound
from linli.entities.models import Ask, Edition, Entity
from linli.people.access import Permission, Viewer, require, visible_q, work_of

AREA = "area_code"


def visible_entities(viewer: Viewer, permission: Permission = Permission.ENTITY_VIEW) -> QuerySet[Entity]:
    """Return the entities in the viewer's places, and those that are the viewer's own unit."""
    return Entity.objects.filter(visible_q(viewer, permission, unit_fields=("unit_id",), area_field=AREA))


def get_entity_for(viewer: Viewer, code: str, permission: Permission = Permission.ENTITY_VIEW) -> Entity:
    """Invisible: EntityNotFound; visible without the permission over it: NotAllowed."""
    entity = visible_entities(viewer).select_related("unit").filter(code=code).first()
    if entity is None:
        raise EntityNotFound
    require(viewer, permission, work_of(entity, unit_fields=("unit_id",), area_field=AREA))
    return entity


def visible_editions(viewer: Viewer) -> QuerySet[Edition]:
    manages = visible_q(viewer, Permission.ENTITY_MANAGE, area_field=AREA)
    signs = visible_q(viewer, Permission.ENTITY_SIGN, area_field=AREA)
    return Edition.objects.filter(manages | signs)


def get_edition_for(viewer: Viewer, number: int, permission: Permission | None = None) -> Edition:
    edition = visible_editions(viewer).filter(pk=number).first()
    if edition is None:
        raise EditionNotFound
    if permission is not None:
        require(viewer, permission, work_of(edition, area_field=AREA))
    return edition


def visible_asks(viewer: Viewer, permission: Permission = Permission.ENTITY_VIEW) -> QuerySet[Ask]:
    return Ask.objects.filter(visible_q(viewer, permission, unit_fields=("unit_id",), area_field=AREA))


def get_ask_for(viewer: Viewer, number: int) -> Ask:
    """Return a question that the viewer may answer. Raises AskNotFound, NotAllowed."""
    ask = visible_asks(viewer).select_related("entity", "unit").filter(pk=number).first()
    if ask is None:
        raise AskNotFound
    require(viewer, Permission.SERVICE_ANSWER, work_of(ask, unit_fields=("unit_id",), area_field=AREA))
    return ask
