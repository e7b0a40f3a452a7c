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
from linli.entities.models import Edition, RefusedRow, Row
from linli.entities.policies import COLUMNS, EditionStatus, EntityRow, initials_of, pinyin_of, row_of
from linli.entities.policies.rows import why
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
                edition_id=self.edition, number=number, code=kept, why=refusal.code, facts=why(refusal)
            )
        )

    def _staged(self, row: EntityRow, number: int) -> tuple[Any, ...]:
        name = row.name
        return (
            self.edition, number, row.code, row.kind.value, name, row.area_code, row.address, row.trade, row.unit_type,
            row.state.value, pinyin_of(name), initials_of(name), vector_of(name),
        )  # fmt: skip


def propose(
    path: Path,
    *,
    area_code: str,
    by: Actor,
    now: datetime,
    source: str = "",
    period: str = "",
    is_whole: bool = False,
    progress: Progress = lambda done, of: None,
) -> Edition:
    """Read a sheet and compare it with the base. Rows that make no sense are refused one by one and listed.

    `is_whole`: what the sheet does not name, of its kinds and in `area_code`, is gone. An entity whose row was refused
    is not. Nothing counts before `sign`. Raises SheetUnreadable, SheetTooLarge, SheetEmpty, HeaderMissing,
    NothingToTake.
    """
    today = city_day(now)
    rule = in_force(EntitySheets, today).value
    limits = in_force(SheetLimits, today).value
    with opened(path, limits=limits) as sheet, transaction.atomic():
        header, rows = find_header(sheet.rows, rule, within=rule.header_within)
        edition = Edition(
            source=(source or path.name)[:200],
            period=period,
            area_code=area_code,
            is_whole=is_whole,
            proposed_at=aware(now),
            proposed_by=by.account,
            after=last_signed(),
        )
        edition.pk = _next_number()
        reading = _Reading(edition.pk, header, _places(area_code, today))
        _stage(edition, reading, rows, sheet.height, progress)
        if len(reading.refusals) == reading.rows:
            raise NothingToTake(refused=reading.rows)
        _finish(edition, reading, by=by, now=now)
    return edition


def _places(area_code: str, on: date) -> frozenset[str]:
    rows = areas_in_force(on).filter(code__startswith=area_code.rstrip("0"))
    return frozenset(rows.values_list("code", flat=True))


def _stage(
    edition: Edition, reading: _Reading, rows: Iterator[SheetRow], height: int | None, progress: Progress
) -> None:
    # The foreign keys are checked when the transaction ends, so the rows may come before their edition.
    names = ", ".join(("edition_id", "number", *STAGED))
    with connection.cursor() as cursor:
        statement = f"COPY {Row._meta.db_table} ({names}) FROM STDIN"
        with cursor.copy(statement) as into:
            for staged in reading.taken(rows, height, progress):
                into.write_row(staged)


def _finish(edition: Edition, reading: _Reading, *, by: Actor, now: datetime) -> None:
    edition.rows, edition.refused = reading.rows, len(reading.refusals)
    compare(edition, [each.code for each in reading.refusals if each.code])
    for column, count in counted(edition).items():
        setattr(edition, column, count)
    event = events.EditionProposed(
        source=edition.source,
        rows=edition.rows,
        refused=edition.refused,
        created=edition.created,
        changed=edition.changed,
        gone=edition.gone,
    )
    record(event, subject=edition, by=by, now=now)
    RefusedRow.objects.bulk_create(reading.refusals, batch_size=2000)


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [Edition._meta.db_table])
        return int(cursor.fetchone()[0])


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
    """Do not take a refresh. Its report stays. Raises EditionDecided."""
    _require_open(edition)
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
