"""Who sees which hot issues, and who may say what becomes of one."""

from __future__ import annotations

from django.db.models import QuerySet

from linli.core.choices import Choice
from linli.core.errors import Refusal
from linli.people.access import Viewer, require, visible_q, work_of
from linli.people.errors import NotAllowed
from linli.people.policies import Permission
from linli.warnings.errors import HotIssueMovedOn, HotIssueNotFound
from linli.warnings.models import HotIssue
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
