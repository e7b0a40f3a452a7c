"""What stands beside a matter: the issue it seems to belong to, and what is like it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db.models import OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from linli.core.errors import Refusal
from linli.core.time import city_day
from linli.intake.queries.duplicates import Proposal
from linli.intake.rules import DuplicateRule
from linli.matters.beside import Block, Line, advises_on, beside_matters
from linli.matters.models import Matter
from linli.matters.policies import Status, Verb
from linli.people.access import Viewer
from linli.people.policies import Permission
from linli.rulebook.queries import in_force
from linli.warnings.access import visible_issues
from linli.warnings.models import HotMember
from linli.warnings.policies.hot import LOOKED_AT, Joining
from linli.warnings.queries.alike import OfTheClass


@beside_matters(
    80, Permission.MATTER_VIEW, of=[HotMember.objects.filter(matter=OuterRef("pk"), joining=Joining.FOUND)]
)
def hot_issue(viewer: Viewer, matter: Matter) -> Block | None:
    """One query."""
    rows = visible_issues(viewer).filter(
        members__matter=matter, members__joining=Joining.FOUND, status__in=LOOKED_AT
    )
    lines = [
        Line(
            issue.title,
            reverse("warnings:hot_issue", args=[issue.pk]),
            issue.get_status_display(),
            ngettext("%(size)s matter", "%(size)s matters", issue.size) % {"size": issue.size},
        )
        for issue in rows[:1]
    ]
    return Block(_("Part of a hot issue"), lines) if lines else None


@beside_matters(81, Permission.MATTER_VIEW)
def alike(viewer: Viewer, matter: Matter) -> Block | None:
    """No query: what is close by comes when the page stands. The same class elsewhere has a page of its own."""
    try:
        in_force(DuplicateRule, city_day(timezone.now()))
    except Refusal:  # a city without the rule
        return None
    return replace(alike_block(matter), part=reverse("warnings:alike_near", args=[matter.code]))


def alike_block(matter: Matter, lines: Sequence[Line] = ()) -> Block:
    return Block(
        _("Alike"), lines, reverse("warnings:alike", args=[matter.code]), _("Look for the same elsewhere")
    )


def same_lines(found: Iterable[Proposal]) -> list[Line]:
    return [_line(each.matter, gettext("perhaps the same"), each.likeness.reasons) for each in found]


def elsewhere_lines(found: Iterable[OfTheClass]) -> list[Line]:
    return [_line(each.matter, gettext("the same elsewhere"), each.reasons) for each in found]


def _line(matter: Matter, sort: str, reasons: tuple[object, ...]) -> Line:
    detail = f"{sort}: " + ", ".join(map(str, reasons))
    return Line(
        matter.title, reverse("matters:matter", args=[matter.code]), Status(matter.status).label, detail
    )


advises_on(Verb.REPLY, "warnings:reply_advice")
