"""Who sees which plans, tasks, duties and sheets, and who may do what with one. Lists and pages ask the same grants."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from linli.core.actor import Actor
from linli.core.choices import Choice
from linli.core.errors import Refusal
from linli.people.access import Grant, Viewer, Work, require, visible_q, work_of
from linli.people.models import Unit
from linli.people.policies import Permission, Reach
from linli.targets.errors import (
    NotNow,
    NotPermitted,
    ObligationNotFound,
    OwnersOnly,
    PlanNotFound,
    PlanNotRunning,
    SheetNotFound,
    TaskNotFound,
)
from linli.targets.models import Appraisal, Obligation, Plan, Problem, Sheet, Task
from linli.targets.policies import VERBS, AppraisalStatus, PlanStatus, TaskStatus, TaskVerb

TASK_UNITS = ("owner_id", "co_unit_ids__overlap")
AREA = "area_code"


# Plans and tasks


def visible_tasks(viewer: Viewer, permission: Permission = Permission.TARGET_VIEW) -> QuerySet[Task]:
    """Return the tasks on which the viewer holds `permission`; those of drafts only for who makes plans there."""
    rows = Task.objects.filter(visible_q(viewer, permission, unit_fields=TASK_UNITS, area_field=AREA))
    planned = visible_q(viewer, Permission.TARGET_PLAN, unit_fields=TASK_UNITS, area_field=AREA)
    return rows.filter(~Q(plan__status=PlanStatus.DRAFT) | planned)


def visible_plans(viewer: Viewer) -> QuerySet[Plan]:
    """Return the plans of which the viewer sees a task, or whose own place they cover."""
    own = _plans(viewer, Permission.TARGET_VIEW) & ~Q(status=PlanStatus.DRAFT)
    tasks = visible_tasks(viewer).filter(plan=OuterRef("pk"))
    return Plan.objects.filter(own | _plans(viewer, Permission.TARGET_PLAN) | Exists(tasks))


def _plans(viewer: Viewer, permission: Permission) -> Q:
    return visible_q(viewer, permission, unit_fields=("issuer_id",), area_field=AREA)


def get_plan_for(
    viewer: Viewer, number: int, permission: Permission = Permission.TARGET_VIEW, verb: object = ""
) -> Plan:
    """Return the plan. Invisible: PlanNotFound; visible without the permission over it: NotPermitted."""
    plan = visible_plans(viewer).select_related("issuer").filter(pk=number).first()
    if plan is None:
        raise PlanNotFound
    if permission is not Permission.TARGET_VIEW and not may_plan(viewer, plan, permission):
        raise NotPermitted(verb=verb or permission.label)
    return plan


def may_plan(viewer: Viewer, plan: Plan, permission: Permission = Permission.TARGET_PLAN) -> bool:
    return viewer.may_see(permission, work_of(plan, unit_fields=("issuer_id",), area_field=AREA))


def get_task_for(viewer: Viewer, number: int) -> Task:
    """Return the task with plan, measure and owner. Raises TaskNotFound."""
    rows = visible_tasks(viewer).select_related("plan__issuer", "measure__lead", "owner")
    task = rows.filter(pk=number).first()
    if task is None:
        raise TaskNotFound
    return task


def may(viewer: Viewer, task: Task, permission: Permission) -> bool:
    return viewer.may_see(permission, work_of(task, unit_fields=TASK_UNITS, area_field=AREA))


def choices(viewer: Viewer, task: Task) -> list[Choice[TaskVerb]]:
    """Return every verb for the task, with the reason where it may not be used now. One query for the problems."""
    return [Choice(verb, why_not(viewer, task, verb)) for verb in TaskVerb]


def why_not(viewer: Viewer, task: Task, verb: TaskVerb) -> Refusal | None:
    """Return what stands against using `verb` on the task, as far as person and state go; None: nothing."""
    rule = VERBS[verb]
    if verb is TaskVerb.ANSWER:
        allowed = any(may_answer(viewer, task, each) for each in task.problems.filter(answered_at=None))
        return None if allowed else NotPermitted(verb=verb.label)
    if not may(viewer, task, rule.permission):
        return NotPermitted(verb=verb.label)
    if rule.by_owner and unit_acting(viewer, rule.permission, (task.owner_id,)) is None:
        return OwnersOnly(unit=task.owner.name)
    if task.plan.status != PlanStatus.ADOPTED and verb is not TaskVerb.WITHDRAW:
        return PlanNotRunning()
    if TaskStatus(task.status) not in rule.from_statuses:
        return NotNow(state=TaskStatus(task.status).label)
    return None


def get_task_to(viewer: Viewer, number: int, verb: TaskVerb) -> Task:
    """Return the task on which the viewer may use `verb`; the door of every write."""
    task = get_task_for(viewer, number)
    refusal = why_not(viewer, task, verb)
    if refusal is not None:
        raise refusal
    return task


def may_answer(viewer: Viewer, task: Task, problem: Problem) -> bool:
    """The unit that was asked answers; so may whoever makes plans where the task is."""
    by_unit = unit_acting(viewer, Permission.TARGET_REPORT, (problem.asked_id,)) is not None
    return by_unit or may(viewer, task, Permission.TARGET_PLAN)


def unit_acting(viewer: Viewer, permission: Permission, units: Collection[int]) -> Grant | None:
    """Return the grant with which the viewer acts in the name of one of these units."""
    for grant in viewer.grants_for(permission):
        if grant.reach is Reach.UNIT and not set(units).isdisjoint(grant.unit_ids):
            return grant
    return None


def actor_for(viewer: Viewer, task: Task, verb: TaskVerb) -> Actor:
    """Return who the journal names: for a unit's own work that unit, else one's own."""
    permission = VERBS[verb].permission
    asked = (
        [each.asked_id for each in task.problems.filter(answered_at=None)] if verb is TaskVerb.ANSWER else []
    )
    return acting_for(viewer, permission, (*asked, task.owner_id, *task.co_unit_ids))


def acting_for(viewer: Viewer, permission: Permission, units: Collection[int]) -> Actor:
    """Return the actor, in the name of the first of these units for which the viewer may act."""
    actor = viewer.actor_for(permission)
    for unit in units:
        if grant := unit_acting(viewer, permission, (unit,)):
            return Actor(actor.kind, actor.account, unit, grant.role.value)
    return actor


def may_add_evidence(viewer: Viewer, task: Task) -> bool:
    return why_not(viewer, task, TaskVerb.REPORT) is None


# Regular duties


def visible_obligations(
    viewer: Viewer, permission: Permission = Permission.TARGET_VIEW
) -> QuerySet[Obligation]:
    return Obligation.objects.filter(visible_q(viewer, permission, unit_fields=("unit_id",), area_field=AREA))


def get_obligation_for(viewer: Viewer, number: int, *, to_hand_in: bool = False) -> Obligation:
    """Raises ObligationNotFound, OwnersOnly."""
    obligation = visible_obligations(viewer).select_related("unit").filter(pk=number).first()
    if obligation is None:
        raise ObligationNotFound
    if to_hand_in and not may_hand_in(viewer, obligation):
        raise OwnersOnly(unit=obligation.unit.name)
    return obligation


def may_hand_in(viewer: Viewer, obligation: Obligation) -> bool:
    return unit_acting(viewer, Permission.TARGET_REPORT, (obligation.unit_id,)) is not None


# Appraisals


def visible_sheets(viewer: Viewer) -> QuerySet[Sheet]:
    """Return the published sheets the viewer sees, and those in preparation for who prepares them there."""
    published = visible_q(viewer, Permission.TARGET_VIEW, unit_fields=("unit_id",), area_field=AREA)
    prepared = visible_q(viewer, Permission.APPRAISAL_PREPARE, unit_fields=("unit_id",), area_field=AREA)
    return Sheet.objects.filter(prepared | (published & Q(appraisal__status=AppraisalStatus.PUBLISHED)))


def visible_appraisals(viewer: Viewer) -> QuerySet[Appraisal]:
    return Appraisal.objects.filter(Exists(visible_sheets(viewer).filter(appraisal=OuterRef("pk"))))


def get_appraisal_for(viewer: Viewer, number: int, *, to_prepare: bool = False) -> Appraisal:
    """Raises SheetNotFound, NotPermitted."""
    appraisal = visible_appraisals(viewer).select_related("issuer").filter(pk=number).first()
    if appraisal is None:
        raise SheetNotFound
    if to_prepare:
        _require(viewer, Permission.APPRAISAL_PREPARE, appraisal, ("issuer_id",))
    return appraisal


def get_sheet_for(viewer: Viewer, number: int, permission: Permission = Permission.TARGET_VIEW) -> Sheet:
    """Raises SheetNotFound, NotPermitted."""
    sheet = visible_sheets(viewer).select_related("appraisal__issuer", "unit").filter(pk=number).first()
    if sheet is None:
        raise SheetNotFound
    if permission is not Permission.TARGET_VIEW:
        _require(viewer, permission, sheet, ("unit_id",))
    return sheet


def _require(viewer: Viewer, permission: Permission, row: Model, unit_fields: tuple[str, ...]) -> None:
    if not viewer.may_see(permission, work_of(row, unit_fields=unit_fields, area_field=AREA)):
        raise NotPermitted(verb=permission.label)


def may_prepare(
    viewer: Viewer, row: Appraisal | Sheet, permission: Permission = Permission.APPRAISAL_PREPARE
) -> bool:
    unit = "issuer_id" if isinstance(row, Appraisal) else "unit_id"
    return viewer.may_see(permission, work_of(row, unit_fields=(unit,), area_field=AREA))


def may_object(viewer: Viewer, sheet: Sheet) -> bool:
    return unit_acting(viewer, Permission.TARGET_REPORT, (sheet.unit_id,)) is not None


def get_sheet_to_object(viewer: Viewer, number: int) -> Sheet:
    """Raises SheetNotFound, OwnersOnly."""
    sheet = get_sheet_for(viewer, number)
    if not may_object(viewer, sheet):
        raise OwnersOnly(unit=sheet.unit.name)
    return sheet


def require_import(viewer: Viewer, plan: Plan | None, issuer: Unit) -> None:
    """Raise NotAllowed unless the viewer may write this plan, or a new one of this issuer."""
    new_one = Work(frozenset(), frozenset({issuer.pk}), issuer.area_code)
    work = work_of(plan, unit_fields=("issuer_id",), area_field=AREA) if plan else new_one
    require(viewer, Permission.TARGET_PLAN, work)


def require_view(viewer: Viewer) -> None:
    """The door of every page of this app. Raises LogInFirst, NotAllowed."""
    require(viewer, Permission.TARGET_VIEW)
