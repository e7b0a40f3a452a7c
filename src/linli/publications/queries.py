from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from linli.people.policies import Permission
from linli.people.queries import assignments_on, roles_on, unit_and_below
from linli.publications.errors import ComplaintNotFound
from linli.publications.models import Comment, Complaint, Project, Update
from linli.publications.policies.rules import PublicationRule
from linli.publications.policies.states import CommentStatus, ProjectKind
from linli.rulebook.queries import in_force
from linli.vault.queries import matches_phone_tail

MOST_CANDIDATES = 500


def projects(*, kind: str = "", late_on: date | None = None) -> QuerySet[Project]:
    """Return published projects by batch, all of them public."""
    rows = Project.objects.select_related("unit").order_by("-batch", "pk")
    if kind in ProjectKind.values:
        rows = rows.filter(kind=kind)
    return rows.filter(update_due_on__lt=late_on) if late_on else rows


@dataclass(frozen=True)
class Counted:
    all: int
    finished: int
    overdue: int


def counted(today: date) -> Counted:
    """Three counts of small tables."""
    rows = Project.objects
    finished = rows.filter(status__in=["delivered", "demolished", "certified", "closed"])
    return Counted(rows.count(), finished.count(), rows.filter(update_due_on__lt=today).count())


def candidates(row: Complaint, today: date) -> list[tuple[str, str]]:
    """Return user name and name of those who may be named to handle a complaint, by user name. Two queries.

    Nobody who works for the unit complained of, or for one below it.
    """
    roles = [
        role
        for role, rule in roles_on(today).roles.items()
        if Permission.COMPLAINT_HANDLE in rule.permissions
    ]
    held = assignments_on(today)
    if row.unit_id is not None:
        concerned = held.filter(unit__in=unit_and_below(row.unit_id)).order_by().values("account_id")
        held = held.exclude(account_id__in=concerned)
    found = held.filter(role__in=roles).exclude(account_id__in=row.handler_ids)
    names = found.values_list("account__username", "account__display_name")
    return list(dict.fromkeys(names[:MOST_CANDIDATES]))


def shown_comments(row: Project) -> list[Comment]:
    """Return what is shown, and in place of what is not, why. Newest first."""
    rows = row.comments.exclude(status=CommentStatus.WAITING).order_by("-said_on", "-pk")
    return list(rows[:100])


def newest_updates(most: int = 50) -> list[Update]:
    return list(Update.objects.select_related("project__unit").order_by("-told_at")[:most])


def updates_of(row: Project) -> list[Update]:
    return list(row.updates.order_by("-told_at"))


def with_updates(rows: QuerySet[Project]) -> QuerySet[Project]:
    return rows.prefetch_related(Prefetch("updates", Update.objects.order_by("-told_at")))


def public_complaints() -> QuerySet[Complaint]:
    """Return answered complaints with an answer for everybody; who complained is in none of their columns shown."""
    return (
        Complaint.objects.exclude(public_answer="")
        .order_by("-answered_on", "pk")
        .only("kind", "public_answer", "answered_on")
    )


def figures(today: date) -> list[tuple[str, str]]:
    """Return how many complaints there were of each kind in all; small numbers as `<5`. One query."""
    rule = in_force(PublicationRule, today).value
    rows: dict[str, Any] = dict(Complaint.objects.order_by().values_list("kind").annotate(count=Count("pk")))
    return [
        (str(each.name), f"{count}" if (count := rows.get(each.code, 0)) >= rule.least else f"<{rule.least}")
        for each in rule.complaint_kinds
    ]


def complaint_of(number: str, tail: str) -> Complaint:
    """Return the complaint for whoever knows its number and the last four digits of the telephone.

    An anonymous one is opened by its number alone, which nobody guesses. The caller limits the tries.
    Raises ComplaintNotFound for both alike.
    """
    row = Complaint.objects.select_related("sealed").filter(number=number.strip().upper()).first()
    if row is None:
        raise ComplaintNotFound
    if (
        row.sealed is not None
        and row.sealed.phone_sealed is not None
        and not matches_phone_tail(row.sealed, tail.strip())
    ):
        raise ComplaintNotFound
    return row
