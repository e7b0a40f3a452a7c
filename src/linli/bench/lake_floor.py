"""The floor of the export into the lake: a bare COPY and Parquet write of the same columns.

`python -m linli.bench.lake_floor <folder>` runs inside a filled home and prints seconds; in a process of its own, so
that its memory is not taken for the export's.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from typing import Any

SAME: dict[str, str] = {
    "matters": "SELECT id, area_code, kind_code, lead_unit_id, channel, registered_at, closed_at, completed_at, status,"
    " excluded_for, merged_into_id, requester_id, resolved, satisfied, reworks, reopenings FROM matters_matter",
    "promises": "SELECT id, matter_id, unit_id, step, due_at, first_due_at, stopped_at, is_met FROM matters_clock",
    "orders": "SELECT id, matter_id, unit_id, part, issued_by_unit_id, issued_at FROM matters_workorder",
    "events": "SELECT id, subject_id, position, event, at, facts ->> 'unit' AS unit, facts ->> 'old' AS old,"
    " facts ->> 'new' AS new, facts ->> 'why' AS why FROM journal_entry WHERE subject_kind = 'matters.matter'",
}
"""What the facts are made of, read bare: nothing joined, nothing sorted, nothing decided."""


def measured(folder: Path) -> float:
    """Return how many seconds it takes to copy the columns out and write them, table after table."""
    import pyarrow.csv
    import pyarrow.parquet as pq
    from django.db import connection

    folder.mkdir(parents=True, exist_ok=True)
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        driver: Any = cursor.cursor.connection
        for name, words in SAME.items():
            rows = pyarrow.csv.read_csv(io.BytesIO(b"".join(_copied(driver, words))))
            pq.write_table(rows, folder / f"{name}.parquet", compression="zstd")
    seconds = time.perf_counter() - begun
    rmtree(folder)
    return round(seconds, 3)


def _copied(driver: Any, words: str) -> Iterator[bytes]:
    statement = f"COPY ({words}) TO STDOUT WITH (FORMAT csv, HEADER)"
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        yield from map(bytes, copy)


def _main(folder: str) -> None:
    import django

    django.setup()
    sys.stdout.write(str(measured(Path(folder))))


if __name__ == "__main__":
    _main(sys.argv[1])
