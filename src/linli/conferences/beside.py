"""A dispute's page shows where it stands on the climb and the next step; a letter leads to its conference."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.conferences.access import visible
from linli.conferences.policies import Status
from linli.conferences.queries.ladder import Rung, rungs_of
from linli.conferences.rules import Climb
from linli.core.moments import moment_words
from linli.core.time import city_day
from linli.disputes.access import may
from linli.disputes.beside import beside_disputes
from linli.disputes.models import Dispute
from linli.letters.about import Place, points_to
from linli.matters.beside import Block, Line
from linli.people.access import Viewer
from linli.people.policies import Permission
from linli.rulebook.errors import RuleExpired, RuleMissing
from linli.rulebook.queries import in_force


@beside_disputes(10, Permission.CONFERENCE_VIEW)
def climb_of(viewer: Viewer, dispute: Dispute) -> Block | None:
    """Three queries at most."""
    try:
        rule = in_force(Climb, city_day(timezone.now())).value
    except (RuleMissing, RuleExpired):
        return None
    may_ask = may(viewer, dispute, Permission.CONFERENCE_CONVENE)
    rungs = [each for each in rungs_of(dispute, rule) if each.conference or (each.is_next and may_ask)]
    held = any(each.conference for each in rungs)
    seen = set(visible(viewer).filter(dispute=dispute).values_list("pk", flat=True)) if held else set()
    lines = [
        _line(each, dispute, seen) for each in rungs if each.conference is None or each.conference.pk in seen
    ]
    again = [each for each in rungs if each.conference is not None and each.is_next and may_ask]
    lines += [_line(Rung(each.kind, None, True), dispute, seen) for each in again]
    return Block(gettext_lazy("The climb: villagers’ review, four meetings, panel"), lines)


def _line(rung: Rung, dispute: Dispute, seen: set[int]) -> Line:
    row = rung.conference
    if row is None:
        url = f"{reverse('conferences:new', args=[rung.kind.value])}?dispute={dispute.number}"
        return Line(rung.kind.label, url, "", _("It may be asked for now."))
    status = Status(row.status)
    url = reverse("conferences:conference", args=[row.pk])
    return Line(rung.kind.label, url, status.label, _when(row.starts_at), status is Status.LAPSED)


def _when(at: datetime | None) -> str:
    return moment_words(at) if at else ""


@points_to("conferences.conference")
def conference_of_letter(viewer: Viewer, number: int) -> Place | None:
    row = visible(viewer).select_related("dispute").filter(pk=number).first()
    if row is None:
        return None
    return Place(
        f"{row.get_kind_display()} {row.dispute.number}", reverse("conferences:conference", args=[row.pk])
    )
