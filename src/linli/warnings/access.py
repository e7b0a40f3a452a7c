"""Who sees hot issues, warnings and actions against causes, and who may say what becomes of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from linli.core.actor import Actor
from linli.core.choices import Choice
from linli.core.errors import Refusal, Sentence
from linli.people.access import Viewer, require, visible_q, work_of
from linli.people.errors import NotAllowed
from linli.people.policies import Permission, Reach, Work
from linli.warnings.errors import (
    ActionNotFound,
    HotIssueMovedOn,
    HotIssueNotFound,
    NotPermitted,
    WarningNotFound,
)
from linli.warnings.models import CauseAction, EarlyWarning, HotIssue
from linli.warnings.policies.hot import HotStatus, HotVerb, may_move

AREA = "area_code"


def visible_issues(viewer: Viewer) -> QuerySet[HotIssue]:
    """Return the issues all of whose matters the viewer may read: those of areas that are theirs as a whole.

    Title and summary are made of all members' words, so who may read some of them only is not shown it.
    """
    return HotIssue.objects.filter(visible_q(viewer, Permission.MATTER_VIEW, area_field=AREA))


def get_issue_for(viewer: Viewer, number: int) -> HotIssue:
    """Raises LogInFirst, NotAllowed, HotIssueNotFound."""
    require(viewer, Permission.MATTER_VIEW)
    issue = visible_issues(viewer).filter(pk=number).first()
    if issue is None:
        raise HotIssueNotFound
    return issue


def get_issue_to_decide(viewer: Viewer, number: int) -> HotIssue:
    issue = get_issue_for(viewer, number)
    if not may_decide(viewer, issue):
        raise NotAllowed(what=Permission.MATTER_TRIAGE.label)
    return issue


def may_decide(viewer: Viewer, issue: HotIssue) -> bool:
    """Who classifies or supervises matters in the whole area of the issue."""
    work = work_of(issue, area_field=AREA)
    return any(viewer.may_see(each, work) for each in (Permission.MATTER_TRIAGE, Permission.MATTER_SUPERVISE))


def may_export(viewer: Viewer, issue: HotIssue) -> bool:
    return viewer.may_see(Permission.MATTER_EXPORT, work_of(issue, area_field=AREA))


def choices(viewer: Viewer, issue: HotIssue) -> list[Choice[HotVerb]]:
    return [Choice(verb, _why_not(viewer, issue, verb)) for verb in HotVerb]


def _why_not(viewer: Viewer, issue: HotIssue, verb: HotVerb) -> Refusal | None:
    if not may_decide(viewer, issue):
        return NotAllowed(what=verb.label)
    status = HotStatus(issue.status)
    return None if may_move(status, verb) else HotIssueMovedOn(state=status.label)


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
