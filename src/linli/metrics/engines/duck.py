"""The lake, read by DuckDB in this process: rollups where they answer, the facts themselves where they do not."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import duckdb
import ibis

from linli.metrics.engines.source import Build, Row
from linli.metrics.lake.places import Lake, Manifest
from linli.metrics.lake.rollups import TIMES, cube_for, schema_of_rollup
from linli.metrics.policies import counting
from linli.metrics.policies.grammar import Question
from linli.metrics.policies.measures import Table

MEMORY = "1GB"
THREADS = 2


@dataclass
class LakeReader:
    """One state of the lake, open for questions of many threads."""

    lake: Lake
    manifest: Manifest
    only_facts: bool = False
    """Never use a rollup: to prove them right, and to measure what they save."""
    name: str = "lake"
    _engine: duckdb.DuckDBPyConnection = field(init=False)

    def __post_init__(self) -> None:
        """Check that every file is there in its whole length. Raises LakeDamaged."""
        settings = {"memory_limit": MEMORY, "threads": THREADS, "parquet_metadata_cache": True}
        self._engine = duckdb.connect(config={key: str(value) for key, value in settings.items()})
        for name, months in self.manifest.files.items():
            paths = [str(self.lake.check(kept)) for kept in months.values()]
            if paths:
                self._engine.read_parquet(paths).create_view(name)
            elif name in counting.fact_tables():
                columns = ", ".join(f"NULL::{kind} AS {each}" for each, kind in _columns(name))
                self._engine.execute(f"CREATE VIEW {name} AS SELECT {columns} WHERE false")  # noqa: S608

    @property
    def at(self) -> datetime:
        return self.manifest.moment

    def sums(self, question: Question) -> list[Row]:
        cube = None if self.only_facts else cube_for(question)
        if cube:
            return self._run(counting.summed(ibis.table(schema_of_rollup(cube), name=cube), question))
        names = question.definition.measures
        return self.rows(lambda tables: counting.summed(counting.counted(tables, names), question))

    def medians(self, question: Question) -> list[Row]:
        if not self.only_facts and cube_for(question):
            return self._run(counting.medians(ibis.table(schema_of_rollup(TIMES), name=TIMES), question))
        return self.rows(lambda tables: counting.medians(counting.times(tables), question))

    def rows(self, build: Build, question: Question | None = None) -> list[Row]:
        return self._run(build(counting.fact_tables()))

    def _run(self, expression: Table) -> list[Row]:
        words = ibis.to_sql(expression, dialect="duckdb")
        with self._engine.cursor() as cursor:
            found = cursor.execute(words)
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def close(self) -> None:
        self._engine.close()


def _columns(name: str) -> Iterable[tuple[str, str]]:
    return counting.DATASETS[name].columns.items()


_lock = threading.Lock()
_open: dict[tuple[str, str], tuple[float, LakeReader]] = {}


def reader_of(lake: Lake, city: str) -> LakeReader:
    """Return the newest state of a city's lake, opened once for all threads. Raises LakeMissing, LakeDamaged."""
    key = (str(lake.folder), city)
    try:
        changed = lake.manifest_path(city).stat().st_mtime
    except FileNotFoundError:
        lake.manifest(city)
        raise
    with _lock:
        known = _open.get(key)
        if known is None or known[0] != changed:
            _open[key] = known = (changed, LakeReader(lake, lake.manifest(city)))
        return known[1]
