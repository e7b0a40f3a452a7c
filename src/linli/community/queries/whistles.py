from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db.models import F, Prefetch, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.areas.queries import area_named
from linli.community.access import visible_whistles
from linli.community.models import Call, Whistle
from linli.community.policies import ENDED
from linli.community.policies.rules import Whistles
from linli.community.policies.whistles import WhistleStatus
from linli.core.errors import Refusal
from linli.journal.models import Entry
from linli.journal.queries import entries_of
from linli.matters.models import Matter
from linli.matters.queries import units_near
from linli.people.access import Viewer
from linli.people.models import Unit
from linli.rulebook.queries import edition_named

PAGE = 30


class Box(Enum):
    """The parts of the board."""

    OPEN = "open"
    LATE = "late"
    ANSWERED = "answered"
    ALL = "all"

    @property
    def label(self) -> str:
        return str(LABELS[self])


LABELS = {
    Box.OPEN: _("Being handled now"),
    Box.LATE: _("Late"),
    Box.ANSWERED: _("Answered"),
    Box.ALL: _("All"),
}


@dataclass(frozen=True)
class Board:
    rows: Sequence[Whistle]
    """Each with its calls and their units in `called`."""
    has_more: bool


def board(viewer: Viewer, box: Box, now: datetime, *, page: int = 1, mine: Sequence[int] = ()) -> Board:
    """Return a page of the whistles that the viewer sees. Open ones by the clock that runs out first. Three queries.

    `mine`: only those in which one of these units whistles, directs or is called.
    """
    rows = _narrow(visible_whistles(viewer), box, now)
    if mine:
        rows = rows.filter(unit_ids__overlap=list(mine))
    by_clock = box in (Box.OPEN, Box.LATE)
    rows = rows.order_by(*((F("next_due_at").asc(nulls_last=True), "-pk") if by_clock else ("-pk",)))
    first = (max(1, page) - 1) * PAGE
    calls = Prefetch("calls", Call.objects.select_related("unit").order_by("pk"), to_attr="called")
    found = list(rows.select_related("unit", "street").prefetch_related(calls)[first : first + PAGE + 1])
    return Board(found[:PAGE], len(found) > PAGE)


def _narrow(rows: QuerySet[Whistle], box: Box, now: datetime) -> QuerySet[Whistle]:
    match box:
        case Box.OPEN:
            return rows.filter(status__in=(WhistleStatus.AT_STREET, WhistleStatus.CALLED))
        case Box.LATE:
            return rows.exclude(status__in=sorted(ENDED)).filter(next_due_at__lte=now)
        case Box.ANSWERED:
            return rows.filter(status=WhistleStatus.ANSWERED)
        case Box.ALL:
            return rows


def calls_of(whistle: Whistle) -> list[Call]:
    """Return the called units in the order in which they were called. One query."""
    calls = list(Call.objects.filter(whistle=whistle).select_related("unit").order_by("pk"))
    for call in calls:
        call.whistle = whistle
    return calls


def history_of(whistle: Whistle) -> list[Entry]:
    return list(entries_of(whistle))


def kind_name(whistle: Whistle) -> str:
    """Return the kind's name in the reader's language, as it was when the community whistled."""
    kind = edition_named(Whistles, whistle.edition).value.kind(whistle.kind)
    return kind.in_language(get_language() or "") if kind else whistle.kind


def whistles_of(viewer: Viewer, matter: Matter) -> list[Whistle]:
    """Return the whistles that arose from a matter and that the viewer may read, newest first. One query."""
    return list(visible_whistles(viewer).filter(matter=matter).select_related("unit").order_by("-pk"))


def callable_units(area_code: str, *, but: int) -> list[Unit]:
    """Return units of the place and of the areas above it that could be called, the nearest first. One query."""
    return [unit for unit in units_near(area_code) if unit.pk != but]


def place_name(area_code: str) -> str:
    try:
        return area_named(area_code).full_name
    except Refusal:
        return area_code
