from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from linli.core.actor import Actor
from linli.journal.actions import advance, happened, make_entry, record
from linli.journal.events import tell
from linli.journal.models import Entry
from linli.people.errors import UnitClosed, UnitRefused
from linli.people.events import UnitAdded, UnitChanged, UnitClosedDown
from linli.people.models import NEXT_TREE_EDITION, Unit
from linli.people.policies import UnitKind, UnitRow, faults_of, in_tree_order, paths_of

BATCH = 1000


@dataclass(frozen=True)
class UnitsLoaded:
    """How many units a list added and changed."""

    added: int
    changed: int


@transaction.atomic
def load_units(rows: Sequence[UnitRow], *, by: Actor, now: datetime) -> UnitsLoaded:
    """Add and change units so that they are as the list says; units it does not name stay as they are.

    Doing it twice changes nothing. A moved unit takes all units below it along. Other writers of the tree
    wait. Raises UnitRefused for the first row that does not hold; then nothing is changed.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE people_unit IN SHARE ROW EXCLUSIVE MODE")
    kept = {unit.code: unit for unit in Unit.objects.select_related("parent")}
    known = {code: row_of(unit) for code, unit in kept.items()}
    for fault in faults_of(rows, known):
        raise UnitRefused(code=fault.code, why=fault.why)
    paths = paths_of({**known, **{row.code: row for row in rows}})
    added = in_tree_order([row for row in rows if row.code not in kept], paths)
    numbers = {code: unit.pk for code, unit in kept.items()}
    _add(added, numbers, paths, by, now)
    changed = [row for row in rows if row.code in kept and known[row.code] != row]
    for row in changed:
        _change(kept[row.code], row, numbers, paths, by, now)
    _mend_paths([unit for unit in kept.values() if unit.path != paths[unit.code]], paths)
    return UnitsLoaded(len(added), len(changed))


def add_unit(
    *,
    code: str,
    name: str,
    kind: UnitKind,
    area_code: str,
    by: Actor,
    now: datetime,
    parent: Unit | None = None,
) -> Unit:
    """Add one unit below `parent`, or at the top. Raises UnitRefused."""
    if Unit.objects.filter(code=code).exists():
        raise UnitRefused(code=code, why=_("Another unit has this code."))
    load_units([UnitRow(code, name, kind, parent.code if parent else "", area_code)], by=by, now=now)
    return Unit.objects.get(code=code)


def close_unit(*, unit: Unit, by: Actor, now: datetime) -> None:
    """Close a unit: roles given for it give nothing from now on; its work stays visible to the units above.

    Raises UnitClosed.
    """
    if not unit.is_active:
        raise UnitClosed(unit=unit.name)
    record(UnitClosedDown(), subject=unit, by=by, now=now, changes={"is_active": False})


def row_of(unit: Unit) -> UnitRow:
    return UnitRow(unit.code, unit.name, unit.kind, unit.parent.code if unit.parent else "", unit.area_code)


def _add(
    rows: Sequence[UnitRow], numbers: dict[str, int], paths: Mapping[str, str], by: Actor, now: datetime
) -> None:
    """Insert units, parents first, and their first entries: two statements for each thousand."""
    numbers.update(zip((row.code for row in rows), _new_numbers(len(rows)), strict=True))
    units, entries, told = [], [], []
    for row in rows:
        unit = Unit(
            pk=numbers[row.code],
            code=row.code,
            name=row.name,
            kind=row.kind,
            parent_id=numbers.get(row.parent),
            path=paths[row.code],
            area_code=row.area_code,
        )
        event = UnitAdded(row.code, row.name, row.kind, unit.path, row.area_code)
        entry = make_entry(event, subject=unit, by=by, now=now)
        advance(unit, entry)
        units.append(unit)
        entries.append(entry)
        told.append(happened(entry, event, by))
    Unit.objects.bulk_create(units, batch_size=BATCH)
    Entry.objects.bulk_create(entries, batch_size=BATCH)
    for each in told:
        tell(each)


def _new_numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('people_unit', 'id')) FROM generate_series(1, %s)", [count]
        )
        return [number for (number,) in cursor.fetchall()]


def _change(
    unit: Unit, row: UnitRow, numbers: Mapping[str, int], paths: Mapping[str, str], by: Actor, now: datetime
) -> None:
    changes = {
        "name": row.name,
        "kind": row.kind,
        "parent_id": numbers.get(row.parent),
        "area_code": row.area_code,
    }
    event = UnitChanged(row.name, row.kind, paths[row.code], row.area_code)
    record(event, subject=unit, by=by, now=now, changes=changes)


def _mend_paths(units: Sequence[Unit], paths: Mapping[str, str]) -> None:
    for unit in units:
        unit.path, unit.tree_edition = paths[unit.code], NEXT_TREE_EDITION
    Unit.objects.bulk_update(units, ["path", "tree_edition"], batch_size=BATCH)
