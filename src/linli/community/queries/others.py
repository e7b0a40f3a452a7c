from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import get_language

from linli.community.access import visible_meetings
from linli.community.models import Deliberation, Demand, Meeting, Need, Position, Resource
from linli.community.policies.rules import Deliberations, Named, Sharing
from linli.community.policies.sharing import NeedStatus
from linli.journal.models import Entry, Subject
from linli.journal.queries import entries_of
from linli.people.access import Viewer
from linli.people.models import Unit
from linli.rulebook.queries import timeline


def meetings(viewer: Viewer) -> QuerySet[Meeting]:
    """The meetings a viewer may read, the latest first."""
    return visible_meetings(viewer).select_related("unit").order_by("-starts_at", "-pk")


def demands_of(meeting: Meeting) -> list[Demand]:
    """In the order in which they were brought. One query."""
    rows = list(Demand.objects.filter(meeting=meeting).select_related("owner").order_by("position"))
    for row in rows:
        row.meeting = meeting
    return rows


def units_named(numbers: Iterable[int]) -> list[Unit]:
    return list(Unit.objects.filter(pk__in=list(numbers)).order_by("name"))


def deliberations() -> QuerySet[Deliberation]:
    """All of them, the newest first: they are public."""
    return Deliberation.objects.select_related("unit").order_by("-pk")


def positions_of(row: Deliberation) -> list[Position]:
    return list(row.positions.order_by("pk"))


def needs() -> QuerySet[Need]:
    """Those that wait for somebody first, then those taken on, then the rest, the newest first."""
    place = Case(
        When(status=NeedStatus.LISTED, then=Value(0)),
        When(status=NeedStatus.CLAIMED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return Need.objects.select_related("unit", "helper").order_by(place, "-pk")


def resources(on: date) -> QuerySet[Resource]:
    """What is offered on that day, what ends soonest first."""
    rows = Resource.objects.filter(withdrawn_at=None, until_on__gte=on)
    return rows.select_related("unit").order_by("until_on", "pk")


def resources_of(units: Sequence[int], on: date) -> list[Resource]:
    return list(resources(on).filter(unit__in=list(units)))


def history_of(row: Subject) -> list[Entry]:
    return list(entries_of(row))


def part_name(code: str) -> str:
    """Return the name of a part in the reader's language, also of one that the city lists no more."""
    return _name(code, [each.value.parts for each in timeline(Deliberations)])


def kind_of_sharing(code: str) -> str:
    return _name(code, [each.value.kinds for each in timeline(Sharing)])


def _name(code: str, lists: Sequence[Sequence[Named]]) -> str:
    for several in reversed(lists):
        for each in several:
            if each.code == code:
                return each.in_language(get_language() or "")
    return code
