"""Who sees which runs and ratings, and who may do what with one."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from linli.people.access import Permission, Viewer, require, visible_q, work_of
from linli.people.errors import NotAllowed
from linli.ratings.errors import LabelNotFound, RunNotFound
from linli.ratings.models import Label, Run
from linli.ratings.policies.states import SHOWN

AREA = "area_code"
UNITS = ("unit_id",)


def visible_labels(viewer: Viewer, permission: Permission = Permission.RATING_VIEW) -> QuerySet[Label]:
    return Label.objects.filter(visible_q(viewer, permission, unit_fields=UNITS, area_field=AREA))


def get_label_for(viewer: Viewer, number: int, permission: Permission = Permission.RATING_VIEW) -> Label:
    """Invisible: LabelNotFound; visible without the permission over it: NotAllowed."""
    label = visible_labels(viewer).select_related("entity", "run", "letter").filter(pk=number).first()
    if label is None:
        raise LabelNotFound
    require(viewer, permission, work_of(label, unit_fields=UNITS, area_field=AREA))
    return label


def speaks_for(viewer: Viewer, label: Label) -> bool:
    """Whether they may say for the body that something was put right: its own unit, or who reviews ratings there."""
    if viewer.may_see(Permission.RATING_REVIEW, work_of(label, unit_fields=UNITS, area_field=AREA)):
        return True
    grants = viewer.grants_for(Permission.RATING_VIEW)
    return label.unit_id is not None and any(label.unit_id in grant.unit_ids for grant in grants)


def require_speaks_for(viewer: Viewer, label: Label) -> None:
    """Raises NotAllowed."""
    if not speaks_for(viewer, label):
        raise NotAllowed


def label_with(entity_code: str, notice_code: str) -> Label:
    """Return the rating that a notice is about, for who holds the notice. Raises LabelNotFound."""
    rows = Label.objects.select_related("entity", "run").exclude(code="")
    label = rows.filter(code=notice_code.strip().upper(), entity__code=entity_code.strip().upper()).first()
    if label is None:
        raise LabelNotFound
    return label


def public_labels(schemes: list[str]) -> QuerySet[Label]:
    """Return what everybody may see: ratings in effect, by schemes that are public."""
    shown = Q(status__in=sorted(each.value for each in SHOWN), scheme__in=schemes)
    return Label.objects.filter(shown).select_related("entity")


def visible_runs(viewer: Viewer) -> QuerySet[Run]:
    """Runs hold figures of areas and no body's name; who sees ratings sees all runs."""
    return Run.objects.all() if viewer.may(Permission.RATING_VIEW) else Run.objects.none()


def get_run_for(viewer: Viewer, number: int, permission: Permission = Permission.RATING_VIEW) -> Run:
    run = visible_runs(viewer).filter(pk=number).first()
    if run is None:
        raise RunNotFound
    require(viewer, permission)
    return run
