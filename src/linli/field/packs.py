"""The part of a city pack that lists its checkpoints: `checkpoints.csv`."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime

from linli.areas.policies.codes import checked, checked_grid
from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.field.actions.checkpoints import CheckpointRow, differences, load_checkpoints
from linli.field.errors import CheckpointColumnsWrong, CheckpointUnfit
from linli.field.models import Checkpoint
from linli.rulebook.packs import Change, ChangeKind, Fault, Pack, Progress, register_part

PART = "checkpoints"
FILE = "checkpoints.csv"
COLUMNS = ["code", "kind", "name", "area_code", "grid_code", "lon", "lat"]
CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{2,29}")
KIND = re.compile(r"[a-z][a-z0-9_]{1,39}")
LONGEST_NAME = 80


def rows_of(pack: Pack) -> Iterator[tuple[int, CheckpointRow] | Fault]:
    """Yield each checkpoint with its line; a line that cannot be read yields a fault."""
    if FILE not in pack.files:
        return
    wrong = CheckpointColumnsWrong(columns=",".join(COLUMNS))
    try:
        text = (pack.root / FILE).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        yield Fault(FILE, 1, wrong)
        return
    reader = csv.reader(io.StringIO(text, newline=""))
    if next(reader, None) != COLUMNS:
        yield Fault(FILE, 1, wrong)
        return
    seen: set[str] = set()
    for cells in reader:
        line = reader.line_num
        try:
            if len(cells) != len(COLUMNS):
                raise wrong
            row = _row(dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=True)), seen)
        except Refusal as refusal:
            yield Fault(FILE, line, refusal)
        else:
            yield line, row


def _row(cells: dict[str, str], seen: set[str]) -> CheckpointRow:
    def fits(field: str, is_good: bool) -> None:
        if not is_good:
            raise CheckpointUnfit(value=cells[field][:40], field=field, checkpoint=cells["code"][:40])

    fits("code", bool(CODE.fullmatch(cells["code"])) and cells["code"] not in seen)
    seen.add(cells["code"])
    fits("kind", bool(KIND.fullmatch(cells["kind"])))
    fits("name", 0 < len(cells["name"]) <= LONGEST_NAME)
    checked(cells["area_code"])
    if cells["grid_code"]:
        checked_grid(cells["grid_code"])
    fits("lat", bool(cells["lon"]) == bool(cells["lat"]))
    return CheckpointRow(
        code=cells["code"],
        kind=cells["kind"],
        name=cells["name"],
        area_code=cells["area_code"],
        grid_code=cells["grid_code"],
        lon=_degrees(cells, "lon", 180),
        lat=_degrees(cells, "lat", 90),
    )


def _degrees(cells: dict[str, str], field: str, most: int) -> float | None:
    if not cells[field]:
        return None
    try:
        number = float(cells[field])
    except ValueError:
        number = float("nan")
    if not -most <= number <= most:
        raise CheckpointUnfit(value=cells[field][:40], field=field, checkpoint=cells["code"])
    return number


def check(pack: Pack) -> Iterator[Fault]:
    yield from (each for each in rows_of(pack) if isinstance(each, Fault))


def _rows(pack: Pack) -> list[CheckpointRow]:
    return [each[1] for each in rows_of(pack) if not isinstance(each, Fault)]


def diff(pack: Pack) -> Iterator[Change]:
    rows = _rows(pack)
    kept = {place.code: place for place in Checkpoint.objects.all()}
    for row in rows:
        place = kept.pop(row.code, None)
        if place is None:
            yield Change(PART, ChangeKind.ADDED, row.code)
        elif fields := differences(place, row):
            yield Change(PART, ChangeKind.CHANGED, row.code, ", ".join(fields))
    if rows:
        yield from (Change(PART, ChangeKind.ONLY_IN_CITY, code) for code in sorted(kept))


def load(pack: Pack, *, by: Actor, now: datetime, progress: Progress) -> Iterator[Change]:
    rows = _rows(pack)
    added, changed = load_checkpoints(rows, by=by, now=now)
    progress(PART, len(rows), len(rows))
    yield from (Change(PART, ChangeKind.ADDED, code) for code in added)
    yield from (Change(PART, ChangeKind.CHANGED, code) for code in changed)


register_part(PART, files=(FILE,), check=check, load=load, diff=diff)
