"""From PostgreSQL to the lake: as of one moment, only what changed, and never a file by halves.

All rows about one matter lie in the month in which it was registered, whatever happened to it later; a month is written
anew only when one of its matters changed since. Each change adds an entry to a matter's chain, so the number of
matters and the sum of the lengths of their chains say whether anything did.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import datetime
from queue import SimpleQueue
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
from django.conf import settings
from django.db import OperationalError, connection
from psycopg.conninfo import make_conninfo

from linli.core.time import aware
from linli.metrics.engines.postgres import narrowed_sql
from linli.metrics.lake.places import DRAFT, WHOLE, Kept, Lake, Manifest
from linli.metrics.lake.rollups import roll_up
from linli.metrics.lake.writing import Exported, Say, schema_of, standing, write_table
from linli.metrics.policies.datasets import DATASETS, OF_MATTERS, SCHEMA_VERSION, Dataset

OUTCOMES = "outcomes"
READERS = 2
"""Connections that read at once: while the database gathers one month, another is compressed and written."""


def export(lake: Lake, city: str, *, now: datetime, say: Say = lambda line: None) -> Exported:
    """Bring the lake up to `now`. May be killed and started again at any time. Raises LakeBusy."""
    begun = time.monotonic()
    with lake.alone(), _readers() as readers:
        done = Exported(city, aware(now).isoformat())
        before = _before(lake, city)
        months = _fingerprints(readers[0])
        files = _facts(lake, city, readers, months, before, done, say)
        table = _read(readers[0], DATASETS[OUTCOMES], "true")
        made_from = _digest(table)
        path = lake.path_of(OUTCOMES, city, WHOLE, made_from)
        kept = before.get(path) or _noted(write_table(lake, path, table), done)
        files[OUTCOMES] = {WHOLE: kept}
        manifest = Manifest(city, done.at, files, {**months, WHOLE: made_from})
        manifest = roll_up(lake, manifest, before, done, say=say)
        lake.put(manifest)
        done.removed = _sweep(lake, manifest)
    done.seconds = round(time.monotonic() - begun, 3)
    return done


def _before(lake: Lake, city: str) -> dict[str, Kept]:
    """Return the files of the last export by path."""
    if not lake.manifest_path(city).exists():
        return {}
    return {kept.path: kept for kept in lake.manifest(city).all_files()}


def _facts(
    lake: Lake,
    city: str,
    readers: Sequence[Any],
    months: dict[str, str],
    before: dict[str, Kept],
    done: Exported,
    say: Say,
) -> dict[str, dict[str, Kept]]:
    """Return each month's files: as they are, or as a killed run left them, or written now."""
    files: dict[str, dict[str, Kept]] = {name: {} for name in OF_MATTERS}
    missing = []
    for month, made_from in months.items():
        for name in OF_MATTERS:
            path = lake.path_of(name, city, month, made_from)
            if kept := standing(lake, path, before, done):
                files[name][month] = kept
            else:
                missing.append((month, name, path))
    for (month, name, _path), kept in zip(missing, _write(lake, readers, missing), strict=True):
        files[name][month] = _noted(kept, done)
        if name == OF_MATTERS[-1]:
            say(month)
    return files


def _write(lake: Lake, readers: Sequence[Any], missing: Sequence[tuple[str, str, str]]) -> Iterator[Kept]:
    """Read and write files, as many at once as there are readers; yield them in their order."""
    idle: SimpleQueue[Any] = SimpleQueue()
    for reader in readers:
        idle.put(reader)

    def one(file: tuple[str, str, str]) -> Kept:
        (month, name, path), reader = file, idle.get()
        try:
            rows = _read(reader, DATASETS[name], _span(month))
        finally:
            idle.put(reader)
        return write_table(lake, path, rows)

    with ThreadPoolExecutor(len(readers)) as pool:
        yield from pool.map(one, missing)


def _noted(kept: Kept, done: Exported) -> Kept:
    done.written.append(kept.path)
    done.rows += kept.rows
    return kept


@contextmanager
def _readers() -> Iterator[list[Any]]:
    """Open connections that all see the city as of one instant, whatever is written meanwhile."""
    with ExitStack() as links:
        first = links.enter_context(_reader())
        first.execute("SELECT pg_export_snapshot()")
        instant = first.fetchone()[0]
        yield [first, *(links.enter_context(_reader(instant)) for _ in range(READERS - 1))]


@contextmanager
def _reader(instant: str = "") -> Iterator[Any]:
    with _told_as_django(), adbc.connect(_address()) as link, link.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        if instant:
            same = f"SET TRANSACTION SNAPSHOT '{instant}'"  # a name the database gave: digits and dashes
            cursor.execute(same)
        cursor.execute("SET LOCAL work_mem = '64MB'")  # a large city's month is put in order without the disk
        yield cursor
        link.rollback()


HELPERS_LOST = "55000"
"""What a statement fails with, as if it were wrong, when the server's processes that worked for it were killed."""


@contextmanager
def _told_as_django() -> Iterator[None]:
    """Say that the database went away as everybody else in the house says it, so that the export is tried again."""
    try:
        yield
    except adbc.Error as error:
        if isinstance(error, adbc.OperationalError) or error.sqlstate == HELPERS_LOST:
            raise OperationalError(str(error)) from error
        raise


def _address() -> str:
    """Return how to reach the database that Django has open now, tests' copies too."""
    given = connection.settings_dict
    known = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    parts = {ours: str(given[theirs]) for ours, theirs in known.items() if given[theirs]}
    return make_conninfo("", **parts)


def _fingerprints(cursor: Any) -> dict[str, str]:
    """Return what the files of each month are made from."""
    zone = str(settings.LINLI.city_zone).replace("'", "")
    months = (
        f"SELECT to_char(registered_at AT TIME ZONE '{zone}', 'YYYY-MM') AS month, count(*)::bigint AS matters,"  # noqa: S608
        " coalesce(sum(chain_length), 0)::bigint AS entries, min(id)::bigint AS first, max(id)::bigint AS last"
        " FROM matters_matter GROUP BY 1 ORDER BY 1"
    )
    cursor.execute(months)
    rows = cursor.fetch_arrow_table().to_pylist()
    return {row["month"]: _named(*row.values()) for row in rows}


def _named(*parts: Any) -> str:
    words = ":".join(map(str, (SCHEMA_VERSION, *parts)))
    return hashlib.sha256(words.encode()).hexdigest()[:24]


def _span(month: str) -> str:
    zone = str(settings.LINLI.city_zone).replace("'", "")
    first = f"'{month}-01'::timestamp AT TIME ZONE '{zone}'"
    after = f"('{month}-01'::timestamp + interval '1 month') AT TIME ZONE '{zone}'"
    return f"m.registered_at >= {first} AND m.registered_at < {after}"


def _read(cursor: Any, dataset: Dataset, span: str) -> pa.Table:
    cursor.execute(narrowed_sql(dataset.name, span))
    return cursor.fetch_arrow_table().cast(schema_of(dataset))


def _digest(rows: pa.Table) -> str:
    """Return a digest of the rows themselves, for what is too small to ask first whether it changed."""
    plain = rows.combine_chunks().replace_schema_metadata(None)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, plain.schema) as stream:
        stream.write_table(plain)
    return hashlib.sha256(sink.getvalue()).hexdigest()[:24]


def _sweep(lake: Lake, manifest: Manifest) -> int:
    """Take away what the list does not name: states that are past, and drafts of a run that was killed."""
    named = {lake.folder / kept.path for kept in manifest.all_files()}
    gone = 0
    for path in lake.place.glob(f"*/city={manifest.city}/*/*"):
        if path not in named or path.name.endswith(DRAFT):
            path.unlink()
            gone += 1
    for folder in lake.place.glob(f"*/city={manifest.city}/*"):
        if not any(folder.iterdir()):
            shutil.rmtree(folder)
    return gone
