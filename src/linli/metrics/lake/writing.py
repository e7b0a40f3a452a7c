"""Parquet files that are the same to the last bit for the same rows."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from linli.metrics.lake.places import DRAFT, Kept, Lake, digest_of
from linli.metrics.policies.datasets import Dataset

ARROW = {
    "int64": pa.int64(),
    "int32": pa.int32(),
    "date": pa.date32(),
    "string": pa.string(),
    "boolean": pa.bool_(),
}
ROWS_IN_GROUP = 65_536
"""A group of rows is read or passed over as a whole."""
Say = Callable[[str], None]


@dataclass
class Exported:
    """What one run did."""

    city: str
    at: str
    written: list[str] = field(default_factory=list)
    kept: int = 0
    """Files that were already there."""
    repaired: list[str] = field(default_factory=list)
    removed: int = 0
    rows: int = 0
    """Facts written; sums of them are not counted."""
    seconds: float = 0.0


def schema_of(dataset: Dataset) -> pa.Schema:
    return pa.schema([(name, ARROW[kind]) for name, kind in dataset.columns.items()])


def write_table(lake: Lake, path: str, rows: pa.Table, *, in_group: int = ROWS_IN_GROUP) -> Kept:
    """Write rows, already in their order. Nothing but the rows goes into the bytes: no time, no name of a host."""
    whole = lake.folder / path
    whole.parent.mkdir(parents=True, exist_ok=True)
    draft = whole.with_name(whole.name + DRAFT)
    plain = rows.combine_chunks().replace_schema_metadata(None)
    pq.write_table(plain, draft, compression="zstd", row_group_size=in_group, write_statistics=True)
    _settle(draft)
    draft.replace(whole)
    return Kept(path, rows.num_rows, whole.stat().st_size, digest_of(whole))


def _settle(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def found_whole(lake: Lake, path: str) -> Kept | None:
    """Return a file that an export which was killed has finished, None when there is none or it is damaged."""
    whole = lake.folder / path
    try:
        rows = pq.read_metadata(whole).num_rows
    except (OSError, pa.ArrowInvalid):
        return None
    return Kept(path, rows, whole.stat().st_size, digest_of(whole))


def standing(lake: Lake, path: str, before: dict[str, Kept], done: Exported) -> Kept | None:
    """Return a file that need not be written: as the last export left it, or one that was killed."""
    known = before.get(path)
    if known is None:
        found = found_whole(lake, path)
        done.kept += found is not None
        return found
    if (lake.folder / path).exists() and (lake.folder / path).stat().st_size == known.bytes:
        done.kept += 1
        return known
    done.repaired.append(path)
    return None
