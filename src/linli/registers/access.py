"""Who sees which records, and who keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from linli.areas.policies.codes import level_of
from linli.core.actor import Actor, ActorKind
from linli.people.access import Grant, Viewer, require, visible_q, work_of
from linli.people.models import Unit
from linli.people.policies import Permission
from linli.registers.errors import NotTheKeeper, RecordNotFound
from linli.registers.models import Record
from linli.registers.policies.declaration import Declaration
from linli.registers.policies.fields import LEVELS

VIEW, KEEP = Permission.REGISTER_VIEW, Permission.REGISTER_KEEP
FIELDS: dict[str, Any] = {"unit_fields": ("unit_id",), "area_field": "area_code"}


def require_view(viewer: Viewer) -> None:
    """The door of every page for staff. Raises LogInFirst, NotAllowed."""
    require(viewer, VIEW)


def visible(viewer: Viewer, permission: Permission = VIEW) -> QuerySet[Record]:
    return Record.objects.filter(visible_q(viewer, permission, **FIELDS))


def get_record_for(viewer: Viewer, register: str, number: int) -> Record:
    """Raises RecordNotFound, also for a record that is hidden."""
    record = visible(viewer).select_related("unit", "sealed").filter(register=register, pk=number).first()
    if record is None:
        raise RecordNotFound
    return record


def keeping(viewer: Viewer, declaration: Declaration) -> Viewer:
    """Return the viewer with only the grants by which they keep this register. One query at most."""
    return _keeping(viewer, declaration, _levels_of(viewer))


def kept_by(viewer: Viewer, declarations: Iterable[Declaration]) -> list[Declaration]:
    """Return the registers that the viewer keeps somewhere. One query at most, however many registers."""
    levels = _levels_of(viewer)
    return [each for each in declarations if _keeping(viewer, each, levels).may(KEEP)]


def _keeping(viewer: Viewer, declaration: Declaration, levels: Mapping[int, str]) -> Viewer:
    if viewer.kind is ActorKind.SYSTEM:
        return viewer
    wanted = {(each.role, each.level) for each in declaration.keepers}
    kept = (
        each
        for each in viewer.grants_for(KEEP)
        if each.unit_id is not None and (each.role, levels.get(each.unit_id, "")) in wanted
    )
    return replace(viewer, grants=tuple(kept))


def _levels_of(viewer: Viewer) -> dict[int, str]:
    """Return the levels of the units for which the viewer keeps registers."""
    units = {each.unit_id for each in viewer.grants_for(KEEP) if each.unit_id is not None}
    rows = Unit.objects.filter(pk__in=units).values_list("pk", "area_code") if units else ()
    return {number: level_of(area).name.lower() for number, area in rows}


def may_keep(keeper: Viewer, record: Record) -> bool:
    """`keeper`: as `keeping` gives it."""
    return keeper.may_see(KEEP, work_of(record, **FIELDS))


def require_keeper(viewer: Viewer, declaration: Declaration, record: Record | None = None) -> Viewer:
    """Return the viewer as keeper. Raises NotTheKeeper, of one record or of the register at all."""
    keeper = keeping(viewer, declaration)
    if not keeper.may(KEEP) or (record is not None and not may_keep(keeper, record)):
        raise NotTheKeeper(keepers=keepers_in_words(declaration))
    return keeper


def keepers_in_words(declaration: Declaration) -> str:
    return "、".join(f"{LEVELS[each.level]}{each.role.label}" for each in declaration.keepers)


def grant_for(keeper: Viewer, area_code: str) -> Grant | None:
    """Return the grant with which something new may be kept in an area."""
    return next((each for each in keeper.grants_for(KEEP) if area_code.startswith(each.area_prefix)), None)


def actor_of(keeper: Viewer, grant: Grant | None = None) -> Actor:
    actor = keeper.actor_for(KEEP)
    if grant is None or keeper.kind is ActorKind.SYSTEM:
        return actor
    return replace(actor, unit=grant.unit_id, role=grant.role.value)
