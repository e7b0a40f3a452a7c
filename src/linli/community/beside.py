"""What the matter's page shows of communities: whistles and joint meetings that arose from it."""

from __future__ import annotations

from django.db.models import OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy

from linli.community.models import Meeting, Whistle
from linli.community.queries.others import meetings
from linli.community.queries.whistles import whistles_of
from linli.core.moments import moment_words
from linli.matters.beside import Block, Line, beside_matters
from linli.matters.models import Matter
from linli.people.access import Viewer
from linli.people.policies import Permission

MOST = 20


@beside_matters(40, Permission.WHISTLE_VIEW, of=[Whistle.objects.filter(matter=OuterRef("pk"))])
def whistles(viewer: Viewer, matter: Matter) -> Block:
    """One query."""
    rows = whistles_of(viewer, matter)[:MOST]
    return Block(gettext_lazy("Whistles"), [_whistle(each) for each in rows])


def _whistle(row: Whistle) -> Line:
    url = reverse("community:whistle", args=[row.pk])
    detail = f"{row.unit.name} · {moment_words(row.blown_at)}"
    return Line(row.subject, url, row.get_status_display(), detail)


@beside_matters(50, Permission.MEETING_VIEW, of=[Meeting.objects.filter(matter=OuterRef("pk"))])
def joint_meetings(viewer: Viewer, matter: Matter) -> Block:
    """One query."""
    rows = meetings(viewer).filter(matter=matter)[:MOST]
    return Block(gettext_lazy("Joint study meetings"), [_meeting(each) for each in rows])


def _meeting(row: Meeting) -> Line:
    url = reverse("community:meeting", args=[row.pk])
    detail = f"{row.unit.name} · {moment_words(row.starts_at)}"
    return Line(row.subject, url, row.get_status_display(), detail)
