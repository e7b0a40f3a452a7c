"""A sheet of the base is read, compared and shown; it counts when somebody else signed it. Set-based throughout."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from linli.areas.queries.tree import in_force as areas_in_force
from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.core.rows import lock_until_committed
from linli.core.time import aware, city_day
from linli.entities import events
from linli.entities.actions.comparing import apply, compare, counted
from linli.entities.errors import (
    AreaElsewhere,
    BaseChanged,
    CodeTwice,
    EditionDecided,
    NothingToTake,
    OwnRefresh,
)
from linli.entities.models import UNDECIDED, Edition, RefusedRow, Row
from linli.entities.policies import COLUMNS, EditionStatus, EntityRow, initials_of, pinyin_of, row_of
from linli.entities.policies.rows import facts_of
from linli.entities.policies.words import vector_of
from linli.entities.queries.editions import last_signed
from linli.entities.rules import EntitySheets
from linli.intake.policies.cells import text_of
from linli.intake.policies.headers import Header
from linli.intake.rules import SheetLimits
from linli.intake.sheets import SheetRow, find_header, opened
from linli.journal.actions import record
from linli.rulebook.queries import in_force

DROP_ROWS = f"DELETE FROM {Row._meta.db_table} WHERE edition_id = %s"  # noqa: S608 — a constant

TOLD_EVERY = 5000
ONE_AT_A_TIME = "entities.base"
Progress = Callable[[int, int | None], None]
"""Told how many rows are read, of how many; None where only reading on tells."""


def unheard(done: int, expected: int | None) -> None:
    """Nobody wants to know how far it is."""


STAGED = (*COLUMNS, "pinyin", "initials", "vector")


@dataclass
class _Reading:
    """Rows on their way into the staging table, one by one."""

    edition: int
    header: Header
    places: frozenset[str]
    """Codes of the edition's own area and all below it. Known beforehand: nothing can be asked during a COPY."""
    seen: dict[str, int] = field(default_factory=dict)
    refusals: list[RefusedRow] = field(default_factory=list)
    rows: int = 0

    def taken(
        self, rows: Iterator[SheetRow], height: int | None, progress: Progress
    ) -> Iterator[tuple[Any, ...]]:
        for row in rows:
            self.rows += 1
            if self.rows % TOLD_EVERY == 0:
                progress(self.rows, height)
            cells = {name: text_of(self.header.first(name, row.cells)) for name in COLUMNS}
            try:
                found = self._checked(cells, row.number)
            except Refusal as refusal:
                self._refuse(row.number, cells, refusal)
            else:
                yield self._staged(found, row.number)
        progress(self.rows, self.rows)

    def _checked(self, cells: dict[str, str], number: int) -> EntityRow:
        found = row_of(cells)
        if found.code in self.seen:
            raise CodeTwice(code=found.code, row=self.seen[found.code])
        if found.area_code not in self.places:
            raise AreaElsewhere(area=found.area_code)
        self.seen[found.code] = number
        return found

    def _refuse(self, number: int, cells: dict[str, str], refusal: Refusal) -> None:
        code = cells["code"].upper().replace(" ", "")[:40]
        # A number of a person is refused and not kept.
        kept = "" if refusal.code == "entities.code_of_a_person" else code
        self.refusals.append(
            RefusedRow(
                edition_id=self.edition, number=number, code=kept, why=refusal.code, facts=facts_of(refusal)
            )
        )

    def _staged(self, row: EntityRow, number: int) -> tuple[Any, ...]:
        name = row.name
        return (
            self.edition, number, row.code, row.kind.value, name, row.area_code, row.address, row.trade, row.unit_type,
            row.state.value, pinyin_of(name), initials_of(name), vector_of(name),
        )  # fmt: skip


@dataclass(frozen=True)
class Brought:
    """What is said of a sheet when it is brought."""

    source: str
    area_code: str
    period: str = ""
    is_whole: bool = False


@transaction.atomic
def receive(brought: Brought, *, by: Actor, now: datetime) -> Edition:
    """Write down that a sheet came in. It is read by `read_sheet`, as a rule in a job."""
    edition = Edition(
        source=brought.source[:200],
        period=brought.period,
        area_code=brought.area_code,
        is_whole=brought.is_whole,
        proposed_at=aware(now),
        proposed_by=by.account,
    )
    record(events.SheetReceived(source=edition.source), subject=edition, by=by, now=now)
    return edition


@transaction.atomic
def propose(
    path: Path,
    *,
    area_code: str,
    by: Actor,
    now: datetime,
    source: str = "",
    period: str = "",
    is_whole: bool = False,
    progress: Progress = unheard,
) -> Edition:
    """Receive and read a sheet in one, wholly or not at all. Raises what `read_sheet` raises."""
    brought = Brought(source or path.name, area_code, period, is_whole)
    edition = receive(brought, by=by, now=now)
    read_sheet(path, edition=edition, by=by, now=now, progress=progress)
    return edition


def read_sheet(
    path: Path, *, edition: Edition, by: Actor, now: datetime, progress: Progress = unheard
) -> None:
    """Read a sheet and compare it with the base. Rows that make no sense are refused one by one and listed.

    Where the sheet is whole, what it does not name, of its kinds and in its area, is gone. An entity whose row was
    refused is not. Nothing counts before `sign`. Raises SheetUnreadable, SheetTooLarge, SheetEmpty, HeaderMissing,
    NothingToTake, ChangedMeanwhile if it was discarded while it was read; then nothing of it is stored.
    """
    today = city_day(now)
    rule = in_force(EntitySheets, today).value
    limits = in_force(SheetLimits, today).value
    with opened(path, limits=limits) as sheet, transaction.atomic():
        header, rows = find_header(sheet.rows, rule, within=rule.header_within)
        reading = _Reading(edition.pk, header, _places(edition.area_code, today))
        _stage(reading, rows, sheet.height, progress)
        if len(reading.refusals) == reading.rows:
            raise NothingToTake(refused=reading.rows)
        _finish(edition, reading, by=by, now=now)


def tell_progress(edition: int, done: int, expected: int | None) -> None:
    """Say how many rows of a sheet are read. Not a step of its life, so it is not in the journal."""
    Edition.objects.filter(pk=edition, status=EditionStatus.READING).update(read=done, expected=expected)


def give_up(*, edition: Edition, why: Refusal, by: Actor, now: datetime) -> None:
    """Write down why a sheet could not be read."""
    changes = {
        "status": EditionStatus.FAILED.value,
        "decided_at": aware(now),
        "why": why.code,
        "facts": facts_of(why),
    }
    event = events.SheetUnread(source=edition.source, why=why.code)
    record(event, subject=edition, by=by, now=now, changes=changes)


def _places(area_code: str, on: date) -> frozenset[str]:
    rows = areas_in_force(on).filter(code__startswith=area_code.rstrip("0"))
    return frozenset(rows.values_list("code", flat=True))


def _stage(reading: _Reading, rows: Iterator[SheetRow], height: int | None, progress: Progress) -> None:
    names = ", ".join(("edition_id", "number", *STAGED))
    with connection.cursor() as cursor:
        statement = f"COPY {Row._meta.db_table} ({names}) FROM STDIN"
        with cursor.copy(statement) as into:
            for staged in reading.taken(rows, height, progress):
                into.write_row(staged)


def _finish(edition: Edition, reading: _Reading, *, by: Actor, now: datetime) -> None:
    after = last_signed()
    kinds = compare(edition, [each.code for each in reading.refusals if each.code])
    found = {"rows": reading.rows, "refused": len(reading.refusals), **counted(edition)}
    event = events.EditionProposed(source=edition.source, **found)
    changes = {"status": EditionStatus.PROPOSED.value, "after": after, "kinds": kinds, **found}
    record(event, subject=edition, by=by, now=now, changes=changes)
    RefusedRow.objects.bulk_create(reading.refusals, batch_size=2000)


@transaction.atomic
def sign(*, edition: Edition, by: Actor, now: datetime) -> None:
    """Take a refresh over into the base. Raises EditionDecided, OwnRefresh, BaseChanged."""
    lock_until_committed(ONE_AT_A_TIME)
    _require_open(edition)
    if by.account is not None and by.account == edition.proposed_by:
        raise OwnRefresh
    if edition.after != last_signed():
        raise BaseChanged
    apply(edition)
    event = events.EditionSigned(
        source=edition.source,
        period=edition.period,
        created=edition.created,
        changed=edition.changed,
        gone=edition.gone,
    )
    _decide(edition, event, EditionStatus.SIGNED, by=by, now=now)


@transaction.atomic
def discard(*, edition: Edition, by: Actor, now: datetime, note: str = "") -> None:
    """Do not take a refresh, also while it is read. Its report stays. Raises EditionDecided."""
    if edition.status not in UNDECIDED:
        raise EditionDecided(state=EditionStatus(edition.status).label)
    event = events.EditionDiscarded(source=edition.source)
    _decide(edition, event, EditionStatus.DISCARDED, by=by, now=now, note=note)


def _decide(
    edition: Edition, event: Any, status: EditionStatus, *, by: Actor, now: datetime, note: str = ""
) -> None:
    changes = {"status": status.value, "decided_at": aware(now)}
    record(event, subject=edition, by=by, now=now, note=note, changes=changes)
    with connection.cursor() as cursor:
        cursor.execute(DROP_ROWS, [edition.pk])


def _require_open(edition: Edition) -> None:
    if edition.status != EditionStatus.PROPOSED:
        raise EditionDecided(state=EditionStatus(edition.status).label)
