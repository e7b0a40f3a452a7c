"""A matter's page shows the disputes that grew out of it, and where to begin one."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.disputes.access import visible
from linli.disputes.policies import Status
from linli.matters.beside import Beside, shows_beside
from linli.matters.models import Matter
from linli.people.access import Viewer
from linli.people.policies import Permission


@shows_beside
def disputes_of(matter: Matter, viewer: Viewer) -> Iterator[Beside]:
    """One query for who may see disputes at all, none for others."""
    if viewer.may(Permission.DISPUTE_VIEW):
        for row in visible(viewer).filter(matter=matter).order_by("-pk"):
            hint = f"{row.number} · {Status(row.status).label}"
            yield Beside(reverse("disputes:dispute", args=[row.number]), row.title, hint)
    if viewer.may(Permission.DISPUTE_RECEIVE):
        yield Beside(f"{reverse('disputes:new')}?matter={matter.code}", _("Receive it as a dispute"))
