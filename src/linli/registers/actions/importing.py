"""A sheet becomes records of a register: row by row, those that cannot be read named with their reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.core.rows import insert_groups, new, take_numbers
from linli.core.time import city_day
from linli.intake.policies.cells import Cell
from linli.intake.policies.headers import Header
from linli.intake.rules import SheetLimits
from linli.intake.sheets import find_header, opened
from linli.journal.actions import rows_of_new
from linli.people.models import Unit
from linli.registers import events
from linli.registers.actions.records import change, columns_of, review_due, searched
from linli.registers.errors import DoubledInSheet, KeptTwice
from linli.registers.models import Record
from linli.registers.policies.carrying import carried
from linli.registers.policies.declaration import Declaration
from linli.registers.policies.fields import OUTSIDE
from linli.registers.policies.notes import changes as changes_between
from linli.registers.policies.values import Known, read
from linli.registers.queries.declared import as_written
from linli.registers.queries.known import known
from linli.rulebook.queries import InForce, in_force

WITHIN = 10
"""The header stands in one of the first rows."""
BATCH = 500


@dataclass(frozen=True)
class RefusedCell:
    """One thing wrong in one row."""

    row: int
    field: str
    """Name of the column; empty: the row as a whole."""
    why: Refusal


@dataclass
class Imported:
    """What became of a sheet. Refused rows are left out; the others are stored, unless it was only a check."""

    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refusals: list[RefusedCell] = field(default_factory=list)

    @property
    def refused(self) -> int:
        return len({each.row for each in self.refusals})


@dataclass(frozen=True)
class Columns:
    """The columns of a register's sheet: by the fields' names in either language, or their codes."""

    declaration: Declaration

    def columns(self) -> Iterator[tuple[str, tuple[str, ...], bool]]:
        for spec in self.declaration.fields:
            if spec.type not in OUTSIDE:
                yield spec.code, (spec.name.zh, spec.name.en, spec.code), not spec.required


Place = Callable[[str], Unit | Refusal]
"""Area code -> the unit that keeps a new record there, or why this person may not put one there."""


def read_sheet(path: Path, declaration: Declaration, *, on: datetime) -> Imported:
    """Say what is wrong with a sheet, and store nothing. Raises as `import_sheet`."""
    return _Reading(declaration, city_day(on)).check(path)


def import_sheet(
    path: Path,
    register: InForce[Declaration],
    *,
    place: Place,
    may_change: Callable[[Record], bool],
    by: Actor,
    now: datetime,
) -> Imported:
    """Read a sheet into a register. Rows with faults are refused one by one; all others are stored together.

    A row whose identifying field is known changes that record, and one that says the same changes nothing: the same
    sheet twice is the sheet once. Raises SheetUnreadable, SheetTooLarge, SheetEmpty, HeaderMissing; then nothing is
    stored.
    """
    reading = _Reading(register.value, city_day(now))
    rows = list(reading.sound(path))
    with transaction.atomic():
        _Writing(register, place, may_change, by, now, reading.result).write(rows)
    reading.result.refusals.sort(key=lambda each: each.row)
    return reading.result


@dataclass(frozen=True)
class SoundRow:
    number: int
    values: Mapping[str, Any]


class _Reading:
    """Goes through a sheet once and keeps what is wrong with it."""

    def __init__(self, declaration: Declaration, on: Any) -> None:
        self.declaration = declaration
        self.result = Imported()
        self._on = on
        self._known: Known = known(on)
        self._seen: dict[str, int] = {}

    def check(self, path: Path) -> Imported:
        for _row in self.sound(path):
            pass
        return self.result

    def sound(self, path: Path) -> Iterator[SoundRow]:
        limits = in_force(SheetLimits, self._on).value
        with opened(path, limits=limits) as sheet:
            header, rows = find_header(sheet.rows, Columns(self.declaration), within=WITHIN)
            for row in rows:
                self.result.rows += 1
                values, faults = read(self.declaration, self._cells(header, row.cells), self._known)
                self._refuse(row.number, faults)
                if not faults and not self._is_double(row.number, values):
                    yield SoundRow(row.number, values)

    def _cells(self, header: Header, cells: Any) -> dict[str, Cell]:
        return {spec.code: header.first(spec.code, cells) for spec in self.declaration.fields}

    def _refuse(self, row: int, faults: Mapping[str, Refusal]) -> None:
        for code, why in faults.items():
            self.result.refusals.append(RefusedCell(row, str(self.declaration.by_code[code].name), why))

    def _is_double(self, row: int, values: Mapping[str, Any]) -> bool:
        code = self.declaration.identified_by
        if not code:
            return False
        mark, name = str(values[code]), self.declaration.by_code[code].name
        first = self._seen.setdefault(mark, row)
        if first != row:
            why = DoubledInSheet(field=name, row=first, value=mark)
            self.result.refusals.append(RefusedCell(row, str(name), why))
        return first != row


class _Writing:
    def __init__(
        self,
        register: InForce[Declaration],
        place: Place,
        may_change: Callable[[Record], bool],
        by: Actor,
        now: datetime,
        result: Imported,
    ) -> None:
        self.register, self.declaration = register, register.value
        self._place, self._may_change, self._by, self._now = place, may_change, by, now
        self.result = result

    def write(self, rows: list[SoundRow]) -> None:
        known_records = self._known_records(rows)
        fresh: list[tuple[dict[str, Any], Unit]] = []
        for row in rows:
            record = known_records.get(self._mark(row.values))
            if record is not None:
                self._compare(row, record)
                continue
            unit = self._place(str(row.values.get(self.declaration.place, "")))
            if isinstance(unit, Refusal):
                self.result.refusals.append(RefusedCell(row.number, "", unit))
                continue
            fresh.append((dict(row.values), unit))
        for start in range(0, len(fresh), BATCH):
            self._insert(fresh[start : start + BATCH])

    def _mark(self, values: Mapping[str, Any]) -> str:
        return str(values[self.declaration.identified_by]) if self.declaration.identified_by else ""

    def _known_records(self, rows: list[SoundRow]) -> dict[str, Record]:
        """One query for every 500 rows; none where nothing identifies a record."""
        marks = [mark for row in rows if (mark := self._mark(row.values))]
        standing = Record.objects.filter(register=self.declaration.code, ended_on=None).select_related("unit")
        found: dict[str, Record] = {}
        for start in range(0, len(marks), BATCH):
            part = marks[start : start + BATCH]
            found.update((each.mark, each) for each in standing.filter(mark__in=part))
        return found

    def _compare(self, row: SoundRow, record: Record) -> None:
        before = carried(record.values, as_written(record.register, record.edition), self.declaration)
        differs, _note = changes_between(self.declaration, before, row.values)
        if not differs and record.edition == self.register.edition:
            self.result.unchanged += 1
            return
        if not self._may_change(record):
            name = self.declaration.by_code[self.declaration.identified_by].name
            self.result.refusals.append(RefusedCell(row.number, "", KeptTwice(field=name, value=record.mark)))
            return
        change(row=record, register=self.register, values=row.values, by=self._by, now=self._now)
        self.result.changed += 1

    def _insert(self, rows: list[tuple[dict[str, Any], Unit]]) -> None:
        """Insert new records with their first entries, in one round trip."""
        groups = []
        due = review_due(self.declaration, city_day(self._now))
        for number, (values, unit) in zip(take_numbers(Record, len(rows)), rows, strict=True):
            columns = columns_of(self.declaration, values, unit)
            record = new(
                Record,
                id=number,
                register=self.declaration.code,
                edition=self.register.edition,
                unit_id=unit.pk,
                changed_at=self._now,
                review_due_at=due,
                vector=searched(self.declaration, columns),
                **columns,
            )
            event = events.RecordEntered(register=record.register, edition=record.edition, unit=unit.pk)
            groups.append(rows_of_new(event, subject=record, by=self._by, now=self._now))
            self.result.created += 1
        insert_groups(groups)
