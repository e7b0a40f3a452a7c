"""Who sees warnings and actions against causes: where they are, crossed with whose they are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from linli.core.actor import Actor
from linli.core.errors import Sentence
from linli.people.access import Viewer, require, visible_q, work_of
from linli.people.policies import Permission, Reach, Work
from linli.warnings.errors import ActionNotFound, NotPermitted, WarningNotFound
from linli.warnings.models import CauseAction, EarlyWarning

VIEW, JUDGE = Permission.WARNING_VIEW, Permission.WARNING_JUDGE
REPORT = Permission.CAUSE_REPORT
WARNING: dict[str, Any] = {"unit_fields": ("unit_id",), "area_field": "area_code"}
CAUSE: dict[str, Any] = {"unit_fields": ("owner_id",), "area_field": "area_code"}


def visible(viewer: Viewer, permission: Permission = VIEW) -> QuerySet[EarlyWarning]:
    """Return the warnings of the viewer's places, and those that a person gave to the viewer's unit."""
    return EarlyWarning.objects.filter(visible_q(viewer, permission, **WARNING))


def get_warning_for(viewer: Viewer, number: int) -> EarlyWarning:
    """Raises LogInFirst, NotAllowed, WarningNotFound. One query."""
    require(viewer, VIEW)
    row = EarlyWarning.objects.select_related("unit").filter(pk=number).first()
    if row is None or not viewer.may_see(VIEW, work_of(row, **WARNING)):
        raise WarningNotFound
    return row


def may_judge(viewer: Viewer, row: EarlyWarning) -> bool:
    return viewer.may_see(JUDGE, work_of(row, **WARNING))


def judge_of(viewer: Viewer, row: EarlyWarning, verb: Sentence) -> Actor:
    """Return who the journal names. Raises NotPermitted."""
    if not may_judge(viewer, row):
        raise NotPermitted(verb=verb)
    return actor_at(viewer, JUDGE, row.area_code)


def actor_at(viewer: Viewer, permission: Permission, area_code: str) -> Actor:
    """Return the viewer in the role whose grant reaches the place."""
    actor = viewer.actor_for(permission)
    for grant in viewer.grants_for(permission):
        if area_code.startswith(grant.area_prefix):
            return replace(actor, unit=grant.unit_id, role=grant.role.value)
    return actor


def visible_actions(viewer: Viewer) -> QuerySet[CauseAction]:
    return CauseAction.objects.filter(visible_q(viewer, VIEW, **CAUSE))


def get_action_for(viewer: Viewer, number: int) -> CauseAction:
    """Raises LogInFirst, NotAllowed, ActionNotFound. One query."""
    require(viewer, VIEW)
    row = CauseAction.objects.select_related("owner", "warning").filter(pk=number).first()
    if row is None or not viewer.may_see(VIEW, work_of(row, **CAUSE)):
        raise ActionNotFound
    return row


def may_lead(viewer: Viewer, row: CauseAction) -> bool:
    """Whether the viewer plans and withdraws what is done about this cause."""
    return viewer.may_see(JUDGE, work_of(row, **CAUSE))


def owner_of(viewer: Viewer, row: CauseAction, verb: Sentence) -> Actor:
    """Return who reports for the owner. Raises NotPermitted for anybody of another unit."""
    for grant in viewer.grants_for(REPORT):
        if row.owner_id in grant.unit_ids:
            return replace(viewer.actor_for(REPORT), unit=row.owner_id, role=grant.role.value)
    raise NotPermitted(verb=verb)


def places(viewer: Viewer) -> list[str]:
    """Return the beginnings of the codes of all places whose warnings the viewer sees, whoever answers for them."""
    grants = viewer.grants_for(VIEW)
    return sorted({grant.area_prefix for grant in grants if grant.reach is Reach.AREA})


def may_at(viewer: Viewer, area_code: str) -> bool:
    """Whether the viewer plans actions at a place."""
    return viewer.may_see(JUDGE, Work(frozenset(), frozenset(), area_code))


def sees_small_counts(viewer: Viewer, area_code: str) -> bool:
    """Whether every single matter of the place may be read anyhow: others see no count below five."""
    return viewer.may_see(Permission.MATTER_VIEW, Work(frozenset(), frozenset(), area_code))
