"""A matter begins. The busiest door of the house: everything is prepared in memory and written in one round trip."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db import models, transaction

from linli.areas.policies.coordinates import Crs, Point, convert
from linli.areas.queries import area_named, city_code, grid_named, locate
from linli.catalogue.policies.kinds import Tier
from linli.catalogue.queries import kind_named
from linli.core import rows
from linli.core.actor import Actor
from linli.core.ids import NumberSource, luhn_digit
from linli.core.time import aware, city_day
from linli.journal.actions import rows_of_new
from linli.language.queries import suggest
from linli.matters import clocks
from linli.matters.actions.move import limits_of
from linli.matters.actions.triaging import accept
from linli.matters.errors import NeedsWords, ReportedInTheFuture
from linli.matters.events import MatterRegistered
from linli.matters.models import Matter, MatterText
from linli.matters.policies import Channel, Status, Step
from linli.matters.policies.rules import MatterAutomation
from linli.matters.search import vector_of
from linli.rulebook.queries import in_force
from linli.vault.models import Record

numbers = NumberSource("matters_number")
serials = NumberSource("matters_serial")
SERIALS = 100_000
TITLE_LENGTH = 60


@dataclass(frozen=True, kw_only=True)
class NewMatter:
    """What somebody reports, before it is a matter. Personal data is not in it: that is in the vault record."""

    channel: Channel
    text: str
    title: str = ""
    """Empty: the beginning of the text."""
    kind: str = ""
    point: Point | None = None
    area: str = ""
    """12-digit code; empty: found from the point, or else the whole city."""
    grid: str = ""
    """16-character code of a grid, where somebody names the grid and no point."""
    place: str = ""
    is_confidential: bool = False
    people_affected: int | None = None
    reported_at: datetime | None = None
    """When the requester wrote or said it, if that was earlier than its registration. Aware."""


@dataclass(frozen=True)
class Draft:
    """A matter that is complete and told of, and not yet written, with all rows that belong to it."""

    matter: Matter
    rows: Sequence[models.Model]


@transaction.atomic(savepoint=False)
def register(
    new: NewMatter,
    *,
    by: Actor,
    now: datetime,
    requester: Record | None = None,
    also: Sequence[models.Model] = (),
) -> Matter:
    """Write a new matter with its first clock, its words for search and its journal entry.

    `requester` is a prepared, unsaved vault record; it and the rows in `also` are written in the same transaction
    (rows in `also` that name the matter take its number from `matter_id = None`). Raises NeedsWords, UnknownArea,
    UnknownKind, ImpossibleCoordinate, NaiveTime, ReportedInTheFuture; then nothing is stored.
    """
    made = draft(new, by=by, now=now, requester=requester, also=also)
    write([made], by=by, now=now)
    return made.matter


def draft(
    new: NewMatter,
    *,
    by: Actor,
    now: datetime,
    requester: Record | None = None,
    also: Sequence[models.Model] = (),
) -> Draft:
    """Return what `register` writes, for callers that `write` it inside `as_one`. Raises as it does."""
    matter = prepare(new, by=by, now=now, requester=requester)
    limits = limits_of(now)
    clock = clocks.start(matter, Step.ACCEPT, now=now, limits=limits, unit=None, tier=Tier(matter.tier))
    matter.next_due_at = clock.due_at
    words = rows.new(MatterText, matter_id=matter.pk, vector=vector_of(_searched(matter)))
    for row in also:
        if getattr(row, "matter_id", 0) is None:
            row.matter_id = matter.pk  # type: ignore[attr-defined]
    event = MatterRegistered(
        code=matter.code,
        old=Status.DRAFT,
        new=Status.REGISTERED,
        requester=matter.requester_id,
        channel=matter.channel,
        area=matter.area_code,
        grid=matter.grid_code,
        kind=matter.kind_code,
        suggested=matter.suggested_label,
        confidence=matter.suggested_confidence,
    )
    before = [requester] if requester is not None else []
    also = [clock, words, *also]
    return Draft(matter, rows_of_new(event, subject=matter, by=by, now=now, before=before, also=also))


def _searched(matter: Matter) -> str:
    """Return what a matter is found by; a title that is the beginning of its text is there already."""
    title = "" if matter.text.startswith(matter.title) else matter.title
    return f"{title} {matter.text} {matter.place}"


def write(drafts: Sequence[Draft], *, by: Actor, now: datetime) -> None:
    """Write drafted matters in one round trip, and take on those that the city's rules take on by themselves."""
    accepted = accepted_at_once(drafts, now)
    is_one_statement = len(drafts) == 1 and not accepted
    with nullcontext() if is_one_statement else transaction.atomic(savepoint=False):
        rows.insert_groups(each.rows for each in drafts)
        for matter in accepted:
            accept(matter=matter, kind=matter.kind_code, by=by, now=now)


def write_as_one(drafts: Sequence[Draft]) -> None:
    """Write a handful of drafted matters in one statement: all or none. Not for those `accepted_at_once`."""
    rows.insert_groups([[*chain.from_iterable(each.rows for each in drafts)]])


def accepted_at_once(drafts: Sequence[Draft], now: datetime) -> list[Matter]:
    """Return those that the city's rules take on as soon as they are registered."""
    if in_force(MatterAutomation, city_day(now)).value.accept != "kind_given":
        return []
    matters = (each.matter for each in drafts)
    return [each for each in matters if each.kind_code and kind_named(each.kind_code).is_leaf]


def prepare(new: NewMatter, *, by: Actor, now: datetime, requester: Record | None) -> Matter:
    """Return the matter, unsaved: placed, classified and numbered."""
    text = new.text.strip()
    if not text:
        raise NeedsWords(field="text")
    area, grid, point = place_of(new, now)
    kind = kind_named(new.kind) if new.kind else None
    suggestion = suggest(text, new.title)
    return rows.new(
        Matter,
        id=numbers.take(),
        code=case_code(area, new.channel, now, serials.take()),
        channel=new.channel,
        status=Status.REGISTERED,
        title=(new.title.strip() or text)[:TITLE_LENGTH],
        text=text,
        kind_code=kind.code if kind else "",
        suggested_label=suggestion.label if suggestion else "",
        suggested_confidence=round(suggestion.confidence * 1000) if suggestion else None,
        tier=kind.tier if kind else Tier.ORDINARY,
        area_code=area,
        grid_code=grid,
        place=new.place.strip()[:200],
        lon=point.lon if point else None,
        lat=point.lat if point else None,
        crs_given=new.point.crs.value if new.point else "",
        requester_id=requester.pk if requester else None,
        is_confidential=new.is_confidential,
        people_affected=new.people_affected,
        registered_by_id=by.account,
        registered_at=now,
        changed_at=now,
        reported_at=reported_at_of(new, now),
    )


def reported_at_of(new: NewMatter, now: datetime) -> datetime | None:
    """Raises NaiveTime, ReportedInTheFuture."""
    if new.reported_at is None:
        return None
    reported_at = aware(new.reported_at)
    if reported_at > now:
        raise ReportedInTheFuture(value=new.reported_at.isoformat(sep=" ", timespec="minutes"))
    return reported_at


def place_of(new: NewMatter, now: datetime) -> tuple[str, str, Point | None]:
    """Return area code, grid code and the point in CGCS2000. A point outside every grid counts for its area."""
    point = convert(new.point, Crs.CGCS2000) if new.point else None
    found = locate(point) if point else None
    if found is not None:
        return found.area_code, found.grid_code, point
    if new.grid:
        grid = grid_named(new.grid, city_day(now))
        return grid.area_code, grid.code, point
    if new.area:
        return area_named(new.area).code, "", point
    return city_code(), "", point


def case_code(area: str, channel: Channel, at: datetime, serial: int) -> str:
    """Return `{county6}{yyyyMMdd}{channel2}{serial5}{check1}`; the last digit is Luhn's.

    Serials run through all five digits over the whole city before one comes again, so that a code is hardly met twice
    on one day; then the unique index refuses it.
    """
    digits = f"{area[:6]}{city_day(at):%Y%m%d}{channel.value}{serial % SERIALS:05d}"
    return digits + luhn_digit(digits)
