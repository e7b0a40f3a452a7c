from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProjectKind(TextChoices):
    STALLED = "stalled", _("stalled building project")
    TITLE_DEED = "title_deed", _("homes without title deeds")


class ProjectStatus(TextChoices):
    LISTED = "listed", pgettext_lazy("project", "published")
    SOLVING = "solving", pgettext_lazy("project", "being solved")
    DELIVERED = "delivered", _("handed over")
    DEMOLISHED = "demolished", _("taken down")
    CERTIFIED = "certified", _("title deeds given")
    CLOSED = "closed", pgettext_lazy("project", "finished")


ENDED = frozenset({ProjectStatus.CLOSED})
NEXT: Mapping[ProjectStatus, frozenset[ProjectStatus]] = {
    ProjectStatus.LISTED: frozenset({ProjectStatus.SOLVING}),
    ProjectStatus.SOLVING: frozenset(
        {ProjectStatus.DELIVERED, ProjectStatus.DEMOLISHED, ProjectStatus.CERTIFIED}
    ),
    # Handed over is not the end: the deeds come after the keys.
    ProjectStatus.DELIVERED: frozenset(
        {ProjectStatus.SOLVING, ProjectStatus.CERTIFIED, ProjectStatus.CLOSED}
    ),
    ProjectStatus.DEMOLISHED: frozenset({ProjectStatus.CLOSED}),
    ProjectStatus.CERTIFIED: frozenset({ProjectStatus.CLOSED}),
    ProjectStatus.CLOSED: frozenset(),
}


class CommentStatus(TextChoices):
    WAITING = "waiting", _("waits to be looked at")
    SHOWN = "shown", pgettext_lazy("comment", "shown")
    REFUSED = "refused", pgettext_lazy("comment", "not shown")


class ComplaintStatus(TextChoices):
    RECEIVED = "received", pgettext_lazy("complaint", "received")
    HANDLING = "handling", pgettext_lazy("complaint", "being handled")
    ANSWERED = "answered", pgettext_lazy("complaint", "answered")
    CLOSED = "closed", pgettext_lazy("complaint", "closed")
