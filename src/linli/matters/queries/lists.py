from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from math import cos, radians
from operator import or_
from typing import Any, TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Length

from linli.areas.policies.codes import lineage
from linli.calendars.policies import Deadline
from linli.core.time import aware
from linli.journal.events import EVENTS, Event
from linli.journal.models import Entry
from linli.journal.queries import entries_of
from linli.language.search import finding
from linli.matters import clocks, events
from linli.matters.access import visible, visible_parts
from linli.matters.errors import BadCursor, MatterNotFound, UnitUnknown
from linli.matters.models import (
    OPEN_MATTERS,
    Clock,
    FollowUp,
    Matter,
    MatterText,
    Reply,
    ReturnRequest,
    WorkOrder,
)
from linli.matters.policies import Status
from linli.matters.queries.spelt import spelt, units_spelt
from linli.people.access import Viewer
from linli.people.models import Unit
from linli.people.queries import called, nearest_to

T = TypeVar("T", bound=Model)
PAGE = 30
METRES_PER_DEGREE = 111_320
CASE_CODE_DIGITS = 22


LISTED = (
    *("code", "title", "kind_code", "status", "area_code", "registered_at", "next_due_at"),
    *("lead_unit", "lead_unit__name"),
)
"""What a line of a list shows, of a matter's sixty columns."""


@dataclass(frozen=True)
class Filters:
    """What a work list is narrowed to; empty fields narrow nothing."""

    words: str = ""
    status: tuple[Status, ...] = ()
    kind: str = ""
    area: str = ""
    """Prefix of an area code."""
    unit: int | None = None
    channel: str = ""
    late_at: datetime | None = None
    """Only matters with a clock that had run out at this instant."""
    is_open: bool = True
    account: int | None = None
    """Only what this account registered or reported done, or what one of `units` leads."""
    units: tuple[int, ...] = ()


@dataclass(frozen=True)
class Page:
    rows: list[Matter]
    next_cursor: str
    """Empty on the last page."""


def work_list(
    viewer: Viewer, filters: Filters, *, cursor: str = "", size: int = PAGE, whole: bool = False
) -> Page:
    """Return open matters by the clock that runs out first; closed and all by registration, newest first.

    Of each what a line shows, with `whole` all of it. One query whatever the page: pages are found by value, not by
    counting. One more for words among closed ones.
    """
    meant = meanings_everywhere(filters.words) if filters.words and not filters.is_open else None
    parts = parts_of(viewer, filters, meant)
    return page_of(parts, by_due=filters.is_open, cursor=cursor, size=size, whole=whole)


def page_of(
    parts: Sequence[QuerySet[Matter]], *, by_due: bool, cursor: str, size: int = PAGE, whole: bool = False
) -> Page:
    """Return a page of the matters of several parts that may overlap. One query."""
    after = _after_due if by_due else _after_registration
    order = DUE_ORDER if by_due else NEWEST_FIRST
    found = _first([rest for part in parts for rest in after(part, cursor)], order, size + 1, whole=whole)
    more = len(found) > size
    return Page(found[:size], cursor_of(found[size - 1], by_due=by_due) if more else "")


def parts_of(viewer: Viewer, filters: Filters, meant: list[Q] | None = None) -> list[QuerySet[Matter]]:
    """Return what a work list holds, in parts that may overlap. `meant`: what its words mean, where that is known."""
    # What words mean is looked up in an index for all matters, so with words everything is asked at once.
    seen = [visible(viewer)] if filters.words else visible_parts(viewer)
    if meant is None:
        meant = meanings(filters.words) if filters.words else [Q()]
    others = replace(filters, words="")
    narrowed = [narrow(each, others).filter(which) for each in seen for which in meant]
    return [part for each in narrowed for part in _split(each, filters)]


DUE_ORDER = (F("next_due_at").asc(nulls_last=True), "id")
NEWEST_FIRST = ("-registered_at", "-id")


def _first(
    parts: Sequence[QuerySet[Matter]], order: Sequence[Any], size: int, *, whole: bool = False
) -> list[Matter]:
    """Return the first matters of several parts that may overlap. One query: each part gives its own first ones.

    Only numbers are put in order, so that thousands that match a word are not read in full for one page.
    """
    if not parts:
        return []
    first, *rest = [part.order_by(*order).values("pk")[:size] for part in parts]
    found = Matter.objects.filter(pk__in=first.union(*rest) if rest else first)
    shown = found if whole else found.only(*LISTED)
    return list(shown.select_related("lead_unit").order_by(*order)[:size])


def _split(rows: QuerySet[Matter], filters: Filters) -> list[QuerySet[Matter]]:
    """Return the parts that somebody's own and their units' are; everything in one where that was not asked for."""
    if filters.account is None:
        return [rows]
    mine = [rows.filter(registered_by=filters.account), rows.filter(handled_by=filters.account)]
    return [*mine, rows.filter(lead_unit__in=filters.units)] if filters.units else mine


def narrow(rows: QuerySet[Matter], filters: Filters) -> QuerySet[Matter]:
    if filters.is_open:
        rows = rows.filter(OPEN_MATTERS)
    if filters.status:
        rows = rows.filter(status__in=filters.status)
    if filters.kind:
        rows = rows.filter(kind_code__startswith=filters.kind)
    if filters.area:
        rows = rows.filter(area_code__startswith=filters.area)
    if filters.unit is not None:
        rows = rows.filter(lead_unit=filters.unit)
    if filters.channel:
        rows = rows.filter(channel=filters.channel)
    if filters.late_at:
        rows = rows.filter(next_due_at__lt=filters.late_at)
    if filters.words:
        rows = rows.filter(reduce(or_, meanings(filters.words)))
    return rows


def meanings(words: str) -> list[Q]:
    """Return what words may mean, each answered by an index of its own: the matter whose code it is, or the matters
    whose words match, and those whose kind, unit or place is spelt so.
    """
    code = _code_in(words)
    return [Q(code=code)] if code else [Q(words__vector=finding(words)), *spelt(words)]


def _code_in(words: str) -> str:
    """Return the case code that the words are; empty: they are words."""
    digits = words.strip()
    return digits if digits.isdigit() and len(digits) == CASE_CODE_DIGITS else ""


FEW = 3000
"""So many matters are put in order by themselves; where more match, the newest of them are near at hand."""


def meanings_everywhere(words: str) -> list[Q]:
    """Return what words may mean among all matters ever, what few hold by its numbers. One query.

    To the database, a walk along the newest matters and the index of words cost about the same for a word that one
    matter of five hundred holds. In fact the walk takes many times as long.
    """
    if code := _code_in(words):
        return [Q(code=code)]
    found = MatterText.objects.filter(vector=finding(words)).values_list("matter_id", flat=True)[: FEW + 1]
    numbers = list(found)
    # No matter has the number 0: a page with nothing on it asks what any page asks.
    held = Q(pk__in=numbers or [0]) if len(numbers) <= FEW else Q(words__vector=finding(words))
    return [held, *spelt(words)]


def search(viewer: Viewer, words: str) -> list[Matter]:
    """Return the newest matters that match, at most a page. Two queries."""
    return _first([visible(viewer).filter(each) for each in meanings_everywhere(words)], NEWEST_FIRST, PAGE)


def cursor_of(matter: Matter, *, by_due: bool) -> str:
    instant = matter.next_due_at if by_due else matter.registered_at
    return f"{instant.isoformat() if instant else ''}~{matter.pk}"


def _read_cursor(cursor: str) -> tuple[datetime | None, int]:
    instant, _, pk = cursor.partition("~")
    try:
        return (aware(datetime.fromisoformat(instant)) if instant else None), int(pk)
    except (ValueError, OverflowError) as error:
        raise BadCursor from error


def _after_due(rows: QuerySet[Matter], cursor: str) -> list[QuerySet[Matter]]:
    """Return what comes after the cursor, in parts that are each one stretch of the index: dated, then undated."""
    if not cursor:
        return [rows]
    instant, pk = _read_cursor(cursor)
    if instant is None:
        return [rows.filter(next_due_at__isnull=True, pk__gt=pk)]
    dated = rows.filter(next_due_at__gte=instant).filter(Q(next_due_at__gt=instant) | Q(pk__gt=pk))
    return [dated, rows.filter(next_due_at__isnull=True)]


def _after_registration(rows: QuerySet[Matter], cursor: str) -> list[QuerySet[Matter]]:
    if not cursor:
        return [rows]
    instant, pk = _read_cursor(cursor)
    if instant is None:
        raise BadCursor
    return [rows.filter(registered_at__lte=instant).filter(Q(registered_at__lt=instant) | Q(pk__lt=pk))]


@dataclass(frozen=True)
class MatterView:
    """All that one page shows of a matter."""

    matter: Matter
    orders: list[WorkOrder]
    clocks: list[Clock]
    timeline: list[Entry]
    replies: list[Reply]
    follow_ups: list[FollowUp]
    returns: list[ReturnRequest]
    joined: list[Matter]


def matter_view(matter: Matter) -> MatterView:
    """Read everything about a matter that the viewer was let in to see. Three queries, and one for each of the rest.

    What the journal does not tell of is not looked for.
    """
    timeline = list(entries_of(matter))
    happened = {entry.event for entry in timeline}

    def after(rows: QuerySet[T], *told_by: type[Event]) -> list[T]:
        return list(rows) if any(event.name in happened for event in told_by) else []

    return MatterView(
        matter,
        orders=list(matter.orders.select_related("unit").order_by("issued_at", "id")),
        clocks=list(matter.clocks.select_related("unit").order_by("started_at", "id")),
        timeline=timeline,
        replies=after(matter.replies.order_by("sent_at", "id"), events.MatterReplied, events.JointlyAnswered),
        follow_ups=after(matter.follow_ups.order_by("at", "id"), events.FollowUpTried, events.MatterRated),
        returns=after(
            matter.return_requests.select_related("wrong_unit").order_by("requested_at", "id"),
            events.ReturnRequested,
        ),
        joined=after(
            matter.joined.only("code", "title").order_by("registered_at")[:PAGE], events.MatterJoined
        ),
    )


def public_timeline(matter: Matter) -> list[Entry]:
    """Return what the requester may read of what happened: no inner disagreements, no notes of the office."""
    public = {name for name, event in EVENTS.items() if event.is_public}
    return [entry for entry in entries_of(matter) if entry.event in public]


def by_code(code: str) -> Matter:
    """Return the matter for a caller that proves its right in another way (code and phone tail)."""
    matter = Matter.objects.filter(code=code).select_related("requester").first()
    if matter is None:
        raise MatterNotFound(code=code)
    return matter


OF_THOSE_NEARBY = ("code", "title", "kind_code", "suggested_label", "registered_at", "lon", "lat")


def nearby_open(
    seen: QuerySet[Matter], lon: float, lat: float, *, since: datetime, metres: int, limit: int = 20
) -> list[Matter]:
    """Return those that are open around a point (degrees, CGCS2000), nearest first. One query on the position index."""
    d_lat = metres / METRES_PER_DEGREE
    d_lon = d_lat / max(cos(radians(lat)), 0.01)
    around = "point(matters_matter.lon, matters_matter.lat) <@ box(point(%s, %s), point(%s, %s))"
    corners = [lon - d_lon, lat - d_lat, lon + d_lon, lat + d_lat]
    box = seen.filter(OPEN_MATTERS, registered_at__gte=since).extra(where=[around], params=corners)  # noqa: S610 — constant text
    rows = list(box.order_by("-registered_at").only(*OF_THOSE_NEARBY)[:200])
    rows.sort(key=lambda m: ((m.lon or 0) - lon) ** 2 + ((m.lat or 0) - lat) ** 2)
    return rows[:limit]


def explained(clock: Clock) -> Deadline:
    return clocks.explain(clock)


UNITS_SHOWN = 40


def units_matching(words: str) -> list[Unit]:
    """Return active units by a code, a name, a part or short form of one or its pinyin, shorter names first.

    Two queries at most.
    """
    found = Unit.objects.filter(called(words) | Q(pk__in=units_spelt(words)), is_active=True)
    return list(found.order_by(nearest_to(words), Length("name"), "name")[:UNITS_SHOWN])


def unit_by_words(words: str) -> list[Unit]:
    """Return the units that could be meant; one whose whole name or code it is stands alone."""
    found = units_matching(words)
    return [unit for unit in found if words in (unit.name, unit.code)] or found


def unit_with_code(code: str) -> Unit:
    """Raises UnitUnknown."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise UnitUnknown(unit=code)
    return unit


def units_near(area_code: str) -> list[Unit]:
    """Return active units of the place and of the areas above it, the nearest first. One query."""
    areas = [area_code, *(code for code in lineage(area_code)[::-1] if code != area_code)]
    found = Unit.objects.filter(is_active=True, area_code__in=areas)
    return sorted(found, key=lambda unit: (areas.index(unit.area_code), unit.name))[:UNITS_SHOWN]


def nearby_visible(viewer: Viewer, matter: Matter, *, since: datetime, metres: int) -> list[Matter]:
    """Return open matters around this one that the viewer may see as well, nearest first. One query at most."""
    if matter.lon is None or matter.lat is None:
        return []
    others = visible(viewer).exclude(pk=matter.pk)
    return nearby_open(others, matter.lon, matter.lat, since=since, metres=metres)


def running_clocks(matter: Matter) -> list[Clock]:
    return list(Clock.objects.filter(matter=matter, stopped_at__isnull=True))
