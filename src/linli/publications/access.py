"""Who publishes, who looks through comments, and who sees a complaint: its named handlers, and who names them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from linli.people.access import Viewer, require, visible_q, work_of
from linli.people.policies import Permission
from linli.people.queries import unit_and_below
from linli.publications.errors import ComplaintNotFound, NotTheirs, ProjectNotFound
from linli.publications.models import Comment, Complaint, Project

KEEP, MODERATE = Permission.PUBLICATION_KEEP, Permission.COMMENT_MODERATE
ASSIGN, HANDLE = Permission.COMPLAINT_ASSIGN, Permission.COMPLAINT_HANDLE


def project_named(number: int) -> Project:
    """Return a project; all of them are public. Raises ProjectNotFound."""
    row = Project.objects.select_related("unit").filter(pk=number).first()
    if row is None:
        raise ProjectNotFound
    return row


def kept_by(viewer: Viewer) -> QuerySet[Project]:
    return Project.objects.filter(visible_q(viewer, KEEP, unit_fields=("unit_id",), area_field="area_code"))


def get_project_to_keep(viewer: Viewer, number: int) -> Project:
    """Raises LogInFirst, NotAllowed, ProjectNotFound, NotTheirs."""
    require(viewer, KEEP)
    row = project_named(number)
    if not viewer.may_see(KEEP, work_of(row, unit_fields=("unit_id",), area_field="area_code")):
        raise NotTheirs(unit=row.unit.name)
    return row


def waiting_comments(viewer: Viewer) -> QuerySet[Comment]:
    where = visible_q(viewer, MODERATE, unit_fields=("project__unit_id",), area_field="project__area_code")
    return Comment.objects.filter(where)


def own_units(viewer: Viewer) -> set[int]:
    """Return the units for which somebody works, whatever the role."""
    return {unit for grant in viewer.grants if grant.unit_id for unit in (grant.unit_id,)}


def works_for(viewer: Viewer, unit: int | None) -> bool:
    """Whether somebody works for the unit complained of or for one below it."""
    if unit is None:
        return False
    return bool(own_units(viewer) & set(unit_and_below(unit)))


def visible_complaints(viewer: Viewer) -> QuerySet[Complaint]:
    """Return the complaints one was named to handle, and for who names handlers those of the place.

    Never one about a unit somebody works for, or about a unit above it: nobody hears who complained of them.
    """
    rows = Complaint.objects.none()
    if viewer.may(ASSIGN):
        rows = Complaint.objects.filter(visible_q(viewer, ASSIGN, area_field="area_code"))
    if viewer.may(HANDLE) and viewer.account_id is not None:
        named = Q(handler_ids__contains=[viewer.account_id])
        rows = (
            Complaint.objects.filter(named)
            if not viewer.may(ASSIGN)
            else rows | Complaint.objects.filter(named)
        )
    if own := own_units(viewer):
        rows = rows.exclude(unit_id__in=own)
    return rows


def get_complaint_for(viewer: Viewer, number: int) -> Complaint:
    """Raises ComplaintNotFound, also for one that is hidden."""
    row = visible_complaints(viewer).select_related("unit", "sealed").filter(pk=number).first()
    if row is None:
        raise ComplaintNotFound
    return row


def handles(viewer: Viewer, row: Complaint) -> bool:
    return viewer.may(HANDLE) and viewer.account_id in row.handler_ids
