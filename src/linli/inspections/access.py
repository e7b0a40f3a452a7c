"""Who sees which plans, draws, visits and exemptions. Inspectors see what they were drawn for, and nothing else."""

from __future__ import annotations

from django.db.models import QuerySet

from linli.core.actor import Actor
from linli.inspections.errors import NotFound, NotPermitted
from linli.inspections.models import Draw, Exemption, Inspector, Plan, Visit
from linli.people.access import Permission, Reach, Viewer, require, visible_q, work_of
from linli.people.models import Unit

AREA = "area_code"
ISSUER = ("issuer_id",)
TEAM = ("unit_ids__overlap",)
INSPECTORS = ("accounts__overlap",)


def require_view(viewer: Viewer) -> None:
    """The door of every page of inspections. Raises LogInFirst, NotAllowed."""
    require(viewer, Permission.INSPECTION_VIEW)


def visible_plans(viewer: Viewer) -> QuerySet[Plan]:
    return Plan.objects.filter(
        visible_q(viewer, Permission.INSPECTION_VIEW, unit_fields=ISSUER, area_field=AREA)
    )


def get_plan_for(viewer: Viewer, number: int, *, to_plan: bool = False) -> Plan:
    """Raises NotFound, NotPermitted."""
    plan = visible_plans(viewer).select_related("issuer").filter(pk=number).first()
    if plan is None:
        raise NotFound
    if to_plan and not may_plan(viewer, plan):
        raise NotPermitted(verb=Permission.INSPECTION_PLAN.label)
    return plan


def may_plan(viewer: Viewer, row: Plan | Draw) -> bool:
    return viewer.may_see(Permission.INSPECTION_PLAN, work_of(row, unit_fields=ISSUER, area_field=AREA))


def planning_units(viewer: Viewer) -> list[Unit]:
    """Return the units in whose name the viewer plans. One query."""
    numbers = {
        number
        for grant in viewer.grants_for(Permission.INSPECTION_PLAN)
        if grant.reach is Reach.UNIT
        for number in grant.unit_ids
    }
    return list(Unit.objects.filter(pk__in=numbers, is_active=True).order_by("path")) if numbers else []


def visible_draws(viewer: Viewer) -> QuerySet[Draw]:
    return Draw.objects.filter(
        visible_q(viewer, Permission.INSPECTION_VIEW, unit_fields=ISSUER, area_field=AREA)
    )


def get_draw_for(viewer: Viewer, number: int, *, to_plan: bool = False) -> Draw:
    """Raises NotFound, NotPermitted."""
    draw = visible_draws(viewer).select_related("issuer", "line__plan").filter(pk=number).first()
    if draw is None:
        raise NotFound
    if to_plan and not may_plan(viewer, draw):
        raise NotPermitted(verb=Permission.INSPECTION_PLAN.label)
    return draw


def visible_visits(viewer: Viewer, permission: Permission = Permission.INSPECTION_VIEW) -> QuerySet[Visit]:
    return Visit.objects.filter(
        visible_q(viewer, permission, unit_fields=TEAM, area_field=AREA, own_fields=INSPECTORS)
    )


def get_visit_for(viewer: Viewer, number: int) -> Visit:
    """Raises NotFound."""
    visit = visible_visits(viewer).select_related("draw__issuer").filter(pk=number).first()
    if visit is None:
        raise NotFound
    return visit


def may_inspect(viewer: Viewer, visit: Visit) -> bool:
    """Only whoever was drawn inspects, whatever else they may do."""
    return viewer.account_id in visit.accounts and viewer.may(Permission.INSPECTION_VISIT)


def get_visit_to_inspect(viewer: Viewer, number: int) -> Visit:
    """Raises NotFound, NotPermitted."""
    visit = get_visit_for(viewer, number)
    if not may_inspect(viewer, visit):
        raise NotPermitted(verb=Permission.INSPECTION_VISIT.label)
    return visit


def get_visit_to_plan(viewer: Viewer, number: int) -> Visit:
    """Raises NotFound, NotPermitted."""
    visit = get_visit_for(viewer, number)
    if not may_plan(viewer, visit.draw):
        raise NotPermitted(verb=Permission.INSPECTION_PLAN.label)
    return visit


def own_place(viewer: Viewer) -> Inspector | None:
    """Return the viewer's own place in the pool."""
    if viewer.account_id is None:
        return None
    return Inspector.objects.select_related("unit").filter(account_id=viewer.account_id).first()


def visible_inspectors(viewer: Viewer) -> QuerySet[Inspector]:
    """Return the places in the pool for who plans with them; others see their own alone, by `own_place`."""
    seen = visible_q(viewer, Permission.INSPECTION_PLAN, unit_fields=("unit_id",), area_field=AREA)
    return Inspector.objects.filter(seen)


def get_inspector_to_keep(viewer: Viewer, number: int) -> Inspector:
    """Raises NotFound."""
    row = visible_inspectors(viewer).select_related("unit").filter(pk=number).first()
    if row is None:
        raise NotFound
    return row


def visible_exemptions(
    viewer: Viewer, permission: Permission = Permission.EXEMPTION_HANDLE
) -> QuerySet[Exemption]:
    """Return the exemptions that the viewer's unit deals with. The ledger is nobody else's to read."""
    handles, decides = (
        visible_q(viewer, each, unit_fields=("authority_id",), area_field=AREA, own_fields=("opened_by",))
        for each in (Permission.EXEMPTION_HANDLE, Permission.EXEMPTION_DECIDE)
    )
    if permission is Permission.EXEMPTION_DECIDE:
        return Exemption.objects.filter(decides)
    return Exemption.objects.filter(handles | decides)


def get_exemption_for(viewer: Viewer, number: int, permission: Permission | None = None) -> Exemption:
    """Raises NotFound, NotPermitted."""
    row = visible_exemptions(viewer).select_related("authority").filter(pk=number).first()
    if row is None:
        raise NotFound
    if permission is not None and not may_exempt(viewer, row, permission):
        raise NotPermitted(verb=permission.label)
    return row


def may_exempt(viewer: Viewer, row: Exemption, permission: Permission) -> bool:
    work = work_of(row, unit_fields=("authority_id",), area_field=AREA, own_fields=("opened_by",))
    return viewer.may_see(permission, work)


def own_authority(viewer: Viewer) -> Unit | None:
    """Return the unit in whose name the viewer records exemptions: the one of the first role that may."""
    number = actor(viewer, Permission.EXEMPTION_HANDLE).unit
    return Unit.objects.filter(pk=number).first() if number else None


def actor(viewer: Viewer, permission: Permission) -> Actor:
    return viewer.actor_for(permission)
