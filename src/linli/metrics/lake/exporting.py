"""From PostgreSQL to the lake: as of one moment, only what changed, and never a file by halves.

All rows about one matter lie in the month in which it was registered, whatever happened to it later; a month is written
anew only when one of its matters changed since. Each change adds an entry to a matter's chain, so the number of
matters and the sum of the lengths of their chains say whether anything did.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from linli.core.time import aware
from linli.metrics.engines.postgres import narrowed_sql
from linli.metrics.lake.places import DRAFT, WHOLE, Kept, Lake, Manifest
from linli.metrics.lake.rollups import roll_up
from linli.metrics.lake.writing import Exported, Say, schema_of, standing, write_table
from linli.metrics.policies.datasets import DATASETS, OF_MATTERS, SCHEMA_VERSION, Dataset

OUTCOMES = "outcomes"


def export(lake: Lake, city: str, *, now: datetime, say: Say = lambda line: None) -> Exported:
    """Bring the lake up to `now`. May be killed and started again at any time. Raises LakeBusy."""
    begun = time.monotonic()
    with lake.alone(), _snapshot() as cursor:
        done = Exported(city, aware(now).isoformat())
        before = _before(lake, city)
        months = _fingerprints(cursor)
        files: dict[str, dict[str, Kept]] = {name: {} for name in DATASETS}
        for month, made_from in months.items():
            for name in OF_MATTERS:
                path = lake.path_of(name, city, month, made_from)
                files[name][month] = _one(lake, cursor, DATASETS[name], path, month, before, done)
            say(month)
        table = _read(cursor, DATASETS[OUTCOMES], "true")
        made_from = _digest(table)
        path = lake.path_of(OUTCOMES, city, WHOLE, made_from)
        files[OUTCOMES][WHOLE] = before.get(path) or _write(lake, path, table, done)
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


def _one(
    lake: Lake,
    cursor: Any,
    dataset: Dataset,
    path: str,
    month: str,
    before: dict[str, Kept],
    done: Exported,
) -> Kept:
    """Return a month's file: as it is, or as a killed run left it, or written now."""
    if kept := standing(lake, path, before, done):
        return kept
    return _write(lake, path, _read(cursor, dataset, _span(month)), done)


def _write(lake: Lake, path: str, rows: pa.Table, done: Exported) -> Kept:
    kept = write_table(lake, path, rows)
    done.written.append(path)
    done.rows += kept.rows
    return kept


@contextmanager
def _snapshot() -> Iterator[Any]:
    """Read everything as of one instant, whatever is written meanwhile."""
    with adbc.connect(_address()) as link, link.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL work_mem = '64MB'")  # a large city's month is put in order without the disk
        yield cursor
        link.rollback()


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
