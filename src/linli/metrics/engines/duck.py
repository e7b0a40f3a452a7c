"""The lake, read by DuckDB in this process: rollups where they answer, the facts themselves where they do not."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sized
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

import duckdb
import ibis

from linli.metrics.engines.source import Build, Row, plain
from linli.metrics.errors import LakeDamaged
from linli.metrics.lake.places import Lake, Manifest
from linli.metrics.lake.rollups import CUBES, TIMES, cube_for, schema_of_rollup
from linli.metrics.policies import counting
from linli.metrics.policies.datasets import DATASETS
from linli.metrics.policies.grammar import Question
from linli.metrics.policies.indicators import INDICATORS, Dimension

MEMORY = "2GB"
THREADS = 2
MOST_HELD = 1_500_000
"""Lines of rollups, the smallest first, that are laid down in memory: some 0.3 GB."""
MOST_REMEMBERED = 60_000
"""Figures of answers that are kept, the oldest dropped first: some 30 MB."""
T = TypeVar("T", bound=Sized)


@dataclass
class LakeReader:
    """One state of the lake, open for questions of many threads."""

    lake: Lake
    manifest: Manifest
    only_facts: bool = False
    """Never use a rollup: to prove them right, and to measure what they save."""
    name: str = "lake"
    _engine: duckdb.DuckDBPyConnection = field(init=False)
    _held: set[str] = field(init=False, default_factory=set)
    _holding: threading.Lock = field(init=False, default_factory=threading.Lock)
    _remembered: OrderedDict[Hashable, Any] = field(init=False, default_factory=OrderedDict)
    _figures: int = field(init=False, default=0)
    _remembering: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Check that every file is there in its whole length. Raises LakeDamaged."""
        self._engine = self.lake.opened(memory_limit=MEMORY, threads=str(THREADS))
        # Reading the ends of many files again costs more than the sums themselves.
        self._engine.execute("SET parquet_metadata_cache=true")
        for name, months in self.manifest.files.items():
            paths = [str(self.lake.check(kept)) for kept in months.values()]
            if paths:
                self._engine.read_parquet(paths).create_view(name)
            elif name in counting.fact_tables():
                columns = ", ".join(f"NULL::{kind} AS {each}" for each, kind in _columns(name))
                empty = f"CREATE VIEW {name} AS SELECT {columns} WHERE false"
                self._engine.execute(empty)

        self._small = _small(self.manifest)

    @property
    def at(self) -> datetime:
        return self.manifest.moment

    def _lines_of(self, cube: str) -> str:
        """Return where the lines of a rollup are: the small ones in memory from the first question on.

        To open a file for each month costs five times what the sums cost.
        """
        if cube not in self._small:
            return cube
        with self._holding:
            if cube not in self._held:
                words = f"CREATE TABLE held_{cube} AS SELECT * FROM {cube}"  # noqa: S608
                self._run(words, [])
                self._held.add(cube)
        return f"held_{cube}"

    def hold(self) -> None:
        """Lay down every small rollup in memory now, and not when the first question comes."""
        for cube in self._small:
            self._lines_of(cube)

    def remembered(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made for `key` before: what one state of the lake says never changes."""
        with self._remembering:
            if key in self._remembered:
                self._remembered.move_to_end(key)
                return self._remembered[key]  # type: ignore[no-any-return]
        made = make()
        with self._remembering:
            if key not in self._remembered:
                self._remembered[key] = made
                self._figures += len(made) + 1
            while self._figures > MOST_REMEMBERED and len(self._remembered) > 1:
                _key, dropped = self._remembered.popitem(last=False)
                self._figures -= len(dropped) + 1
        return made

    def sums(self, question: Question) -> list[Row]:
        cube = None if self.only_facts else cube_for(question)
        if cube:
            words = _sums_sql(cube, question.indicator, question.by, question.area_level)
            return self._narrowed(cube, words, question)
        names = question.definition.measures
        return self.rows(lambda tables: counting.summed(counting.counted(tables, names), question))

    def medians(self, question: Question) -> list[Row]:
        if not self.only_facts and cube_for(question):
            return self._narrowed(TIMES, _middles_sql(question.by, question.area_level), question)
        return self.rows(lambda tables: counting.medians(counting.times(tables), question))

    def _narrowed(self, cube: str, words: str, question: Question) -> list[Row]:
        """Run a query over the lines of a rollup that a question is about; its values go beside the words."""
        kept, values = _conditions(question)
        lines = self._lines_of(cube)
        # A query that names parts of its own begins with the same word.
        rest = f", {words.removeprefix('WITH ')}" if words.startswith("WITH ") else f" {words}"
        return self._run(f"WITH lines AS (SELECT * FROM {lines} WHERE {kept}){rest}", values)  # noqa: S608

    def rows(self, build: Build, question: Question | None = None) -> list[Row]:
        return self._run(ibis.to_sql(build(counting.fact_tables()), dialect="duckdb"), [])

    def _run(self, words: str, values: list[Any]) -> list[Row]:
        with self._engine.cursor() as cursor:
            try:
                found = cursor.execute(words, values)
                rows = found.fetchall()
            except (duckdb.IOException, duckdb.InvalidInputException) as error:
                # A file was cut after it was opened: no figure is better than a wrong one.
                raise LakeDamaged(file=self.manifest_name) from error
            names = [column[0] for column in found.description]
            return [dict(zip(names, map(plain, row), strict=True)) for row in rows]

    @property
    def manifest_name(self) -> str:
        return self.lake.manifest_path(self.manifest.city).name

    def close(self) -> None:
        self._engine.close()


def _small(manifest: Manifest) -> frozenset[str]:
    """Return the rollups that are held in memory together."""
    rows = {
        name: sum(kept.rows for kept in manifest.files.get(name, {}).values()) for name in (*CUBES, TIMES)
    }
    found, total = set(), 0
    for name, count in sorted(rows.items(), key=lambda each: each[1]):
        total += count
        if count and total <= MOST_HELD:
            found.add(name)
    return frozenset(found)


def _columns(name: str) -> Iterable[tuple[str, str]]:
    return DATASETS[name].columns.items()


# Writing an expression as SQL takes longer than running it: what does not depend on the values is written once.


@lru_cache(maxsize=1_000)
def _sums_sql(cube: str, indicator: str, by: tuple[Dimension, ...], level: int) -> str:
    lines = ibis.table(schema_of_rollup(cube), name="lines")
    names = INDICATORS[indicator].measures
    return str(ibis.to_sql(counting.grouped(lines, by, level, names), dialect="duckdb"))


@lru_cache(maxsize=100)
def _middles_sql(by: tuple[Dimension, ...], level: int) -> str:
    lines = ibis.table(schema_of_rollup(TIMES), name="lines")
    return str(ibis.to_sql(counting.middles(lines, by, level), dialect="duckdb"))


def _conditions(question: Question) -> tuple[str, list[Any]]:
    """Return what `counting.narrowed` says, for a rollup."""
    words, values = ['"on" <= ?'], [question.last]
    found: list[tuple[str, Any]] = []
    if not question.is_snapshot:
        found.append(('"on" >= ?', question.first))
    if question.prefix:
        found += [("area >= ?", question.prefix), ("area < ?", f"{question.prefix}:")]
    if question.units:
        found.append(("list_contains(?, unit)", sorted(question.units)))
    if question.kind:
        found += [("(kind = ? OR starts_with(kind, ?))", question.kind), ("", f"{question.kind}.")]
    words += [each for each, _value in found if each]
    return " AND ".join(words), values + [value for _words, value in found]


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
