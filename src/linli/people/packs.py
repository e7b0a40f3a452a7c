"""The part of a city pack that says which units there are: `units.csv`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from linli.core.actor import Actor
from linli.people.actions import load_units
from linli.people.actions.units import row_of
from linli.people.errors import UnitColumnsWrong, UnitRefused
from linli.people.models import Unit
from linli.people.policies import UnitRow, faults_of
from linli.rulebook.packs import Change, ChangeKind, Fault, Pack, Progress, register_part

PART = "units"
FILE = "units.csv"
COLUMNS = ["code", "name", "kind", "parent", "area_code"]


def rows_of(pack: Pack) -> Iterator[tuple[int, UnitRow] | Fault]:
    """Yield each unit with its line; a line that cannot be read yields a fault, a wrong heading only that."""
    if FILE not in pack.files:
        return
    try:
        text = (pack.root / FILE).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        yield Fault(FILE, 1, UnitColumnsWrong(columns=",".join(COLUMNS)))
        return
    reader = csv.reader(io.StringIO(text, newline=""))
    if next(reader, None) != COLUMNS:
        yield Fault(FILE, 1, UnitColumnsWrong(columns=",".join(COLUMNS)))
        return
    for cells in reader:
        if len(cells) == len(COLUMNS):
            yield reader.line_num, UnitRow(*(cell.strip() for cell in cells))
        elif cells:
            yield Fault(FILE, reader.line_num, UnitColumnsWrong(columns=",".join(COLUMNS)))


def check(pack: Pack) -> Iterator[Fault]:
    lines: list[int] = []
    rows: list[UnitRow] = []
    for found in rows_of(pack):
        if isinstance(found, Fault):
            yield found
            continue
        lines.append(found[0])
        rows.append(found[1])
    for fault in faults_of(rows, {}):
        yield Fault(FILE, lines[fault.place], UnitRefused(code=fault.code, why=fault.why))


def diff(pack: Pack) -> Iterator[Change]:
    rows, kept = _rows(pack), _kept()
    yield from _changes(rows, kept)
    if rows:
        named = {row.code for row in rows}
        yield from (Change(PART, ChangeKind.ONLY_IN_CITY, code) for code in sorted(kept.keys() - named))


def load(pack: Pack, *, by: Actor, now: datetime, progress: Progress) -> Iterator[Change]:
    rows = _rows(pack)
    changes = list(_changes(rows, _kept()))
    if changes:
        load_units(rows, by=by, now=now)
    progress(PART, len(rows), len(rows))
    yield from changes


def _rows(pack: Pack) -> list[UnitRow]:
    return [found[1] for found in rows_of(pack) if not isinstance(found, Fault)]


def _kept() -> dict[str, UnitRow]:
    return {unit.code: row_of(unit) for unit in Unit.objects.select_related("parent")}


def _changes(rows: list[UnitRow], kept: dict[str, UnitRow]) -> Iterator[Change]:
    for row in rows:
        old = kept.get(row.code)
        if old is None:
            yield Change(PART, ChangeKind.ADDED, row.code)
        elif old != row:
            yield Change(PART, ChangeKind.CHANGED, row.code, "; ".join(_differences(old, row)))


def _differences(old: UnitRow, new: UnitRow) -> Iterator[str]:
    for name in COLUMNS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield f"{name}: {before or '–'} → {after or '–'}"


register_part(PART, files=(FILE,), check=check, load=load, diff=diff)
