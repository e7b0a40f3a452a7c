"""What other pages show of disputes, and a dispute's page of what apps above hold about it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.compensation.beside import Offer, beside_results
from linli.disputes.access import may, visible
from linli.disputes.models import Dispute
from linli.disputes.policies import Status, Verb
from linli.matters.beside import Beside, Block, Line, beside_matters
from linli.matters.models import Matter
from linli.people.access import Viewer, viewer_of_request
from linli.people.policies import Permission

beside_disputes = Beside[Dispute]()
"""What apps above hold about a dispute, for its page."""


@beside_matters(60, Permission.DISPUTE_VIEW, Permission.DISPUTE_RECEIVE)
def disputes_of(viewer: Viewer, matter: Matter) -> Block:
    """One query for who may see disputes at all, none for who only receives them."""
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


CLAIM = "claim_desk"
"""In the session: the number of the dispute for which the calculator is used."""


@beside_results
def join_to_dispute(request: HttpRequest, now: datetime) -> Offer | None:
    """Offer a result to the dispute whose claim desk sent somebody to the calculator. No query for anybody else."""
    number = request.session.get(CLAIM)
    if not number:
        return None
    viewer = viewer_of_request(request, now)
    dispute = visible(viewer).filter(number=number).first()
    if dispute is None or not may(viewer, dispute, Permission.DISPUTE_MEDIATE):
        return None
    label = gettext("Join this reckoning to the dispute “%(title)s”") % {"title": dispute.title}
    return Offer(label, reverse("disputes:do", args=[number, Verb.RECKON.value]))
