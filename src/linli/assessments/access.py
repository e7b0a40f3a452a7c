from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from linli.assessments.errors import AssessmentNotFound, NotNow, NotPermitted
from linli.assessments.models import Assessment
from linli.assessments.policies.states import STEPS, Status, Verb
from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.people.access import Viewer, require, visible_q, work_of
from linli.people.policies import Permission

FIELDS: dict[str, Any] = {"unit_fields": ("owner_id",), "area_field": "area_code"}
VIEW = Permission.ASSESSMENT_VIEW


def require_view(viewer: Viewer) -> None:
    require(viewer, VIEW)


def visible(viewer: Viewer) -> QuerySet[Assessment]:
    return Assessment.objects.filter(visible_q(viewer, VIEW, **FIELDS))


def get_for(viewer: Viewer, number: int) -> Assessment:
    """Raises AssessmentNotFound."""
    row = visible(viewer).select_related("owner").filter(pk=number).first()
    if row is None:
        raise AssessmentNotFound
    return row


def may(viewer: Viewer, row: Assessment, permission: Permission) -> bool:
    return viewer.may_see(permission, work_of(row, **FIELDS))


def why_not(viewer: Viewer, row: Assessment, verb: Verb) -> Refusal | None:
    """Return what stands against a step, as far as person and state go; None: nothing. No query."""
    step = STEPS[verb]
    if not may(viewer, row, step.permission):
        return NotPermitted(verb=verb.label)
    if Status(row.status) not in step.sources:
        return NotNow(verb=verb.label, state=Status(row.status).label)
    return None


def get_to(viewer: Viewer, number: int, verb: Verb) -> Assessment:
    """Raises AssessmentNotFound, NotPermitted, NotNow."""
    row = get_for(viewer, number)
    if refusal := why_not(viewer, row, verb):
        raise refusal
    return row


def get_to_prepare(viewer: Viewer, number: int) -> Assessment:
    """Return the assessment whose stakeholders, consultations and risks the viewer writes down."""
    row = get_for(viewer, number)
    if not may(viewer, row, Permission.ASSESSMENT_PREPARE):
        raise NotPermitted(verb=Permission.ASSESSMENT_PREPARE.label)
    return row


def actor_for(viewer: Viewer, row: Assessment, permission: Permission) -> Actor:
    """Return who the journal names: for a grant over the owner, that unit."""
    actor = viewer.actor_for(permission)
    for grant in viewer.grants_for(permission):
        if row.owner_id in grant.unit_ids:
            return replace(actor, unit=grant.unit_id, role=grant.role.value)
    return actor
