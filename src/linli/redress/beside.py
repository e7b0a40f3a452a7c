"""A dispute's page shows its administrative case and the leads out of it; letters lead to their suggestion."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.core.moments import day_words
from linli.disputes.access import may
from linli.disputes.beside import beside_disputes
from linli.disputes.models import Dispute
from linli.letters.about import Place, points_to
from linli.matters.beside import Block, Line
from linli.people.access import Viewer
from linli.people.policies import Permission
from linli.redress.access import visible_cases, visible_suggestions
from linli.redress.policies import CaseStatus, Status

WAY = _("Hand it in as an administrative case")


@beside_disputes(20, Permission.REDRESS_VIEW)
def cases_of(viewer: Viewer, dispute: Dispute) -> Block:
    """Two queries."""
    lines = [
        Line(
            each.get_kind_display(),
            reverse("redress:case", args=[each.pk]),
            CaseStatus(each.status).label,
            each.body.name,
            each.is_late,
        )
        for each in visible_cases(viewer).filter(dispute=dispute).select_related("body").order_by("-pk")
    ]
    lines += [
        Line(
            each.subject,
            reverse("redress:suggestion", args=[each.pk]),
            Status(each.status).label,
            f"{each.get_matter_display()} · {day_words(each.reply_by)}",
        )
        for each in visible_suggestions(viewer).filter(dispute=dispute).order_by("-pk")
    ]
    heading = _("Against an authority; suggestions and leads")
    if not may(viewer, dispute, Permission.REDRESS_HANDLE):
        return Block(heading, lines)
    return Block(heading, lines, f"{reverse('redress:new_case')}?dispute={dispute.number}", WAY)


@points_to("redress.suggestion")
def suggestion_of_letter(viewer: Viewer, number: int) -> Place | None:
    row = visible_suggestions(viewer).filter(pk=number).first()
    return Place(row.subject, reverse("redress:suggestion", args=[row.pk])) if row else None
