"""A matter's page shows the disputes that grew out of it; a dispute's page what apps above hold about it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.disputes.access import visible
from linli.disputes.models import Dispute
from linli.disputes.policies import Status
from linli.matters.beside import Beside, Block, Line, beside_matters
from linli.matters.models import Matter
from linli.people.access import Viewer
from linli.people.policies import Permission

beside_disputes = Beside[Dispute]()
"""What apps above hold about a dispute, for its page."""


@beside_matters(60)
def disputes_of(viewer: Viewer, matter: Matter) -> Block | None:
    """One query for who may see disputes at all, none for others."""
    rows = (
        visible(viewer).filter(matter=matter).order_by("-pk") if viewer.may(Permission.DISPUTE_VIEW) else ()
    )
    lines = [
        Line(row.title, reverse("disputes:dispute", args=[row.number]), Status(row.status).label, row.number)
        for row in rows
    ]
    if not viewer.may(Permission.DISPUTE_RECEIVE):
        return Block(_("Disputes"), lines)
    return Block(
        _("Disputes"), lines, f"{reverse('disputes:new')}?matter={matter.code}", _("Receive it as a dispute")
    )
