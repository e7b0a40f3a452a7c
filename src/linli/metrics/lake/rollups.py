"""Rollups: the sums of each month's files, by day and area, kind or unit. Exact, since they are whole numbers.

A file of sums is made from one month's files of facts and named by them. Sums of all months are added up when a
question is asked, so that only months that changed are ever summed anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

import duckdb
import ibis
import pyarrow as pa
import pyarrow.compute as pc

from linli.metrics.lake.places import Kept, Lake, Manifest
from linli.metrics.lake.writing import Exported, Say, standing, write_table
from linli.metrics.policies import counting
from linli.metrics.policies.datasets import DATASETS, Dataset
from linli.metrics.policies.grammar import Question
from linli.metrics.policies.indicators import Dimension, Shape
from linli.metrics.policies.measures import MEASURES

KEYS = ("area", "on", "kind", "unit")
MONTH = "month"
"""In no file: the name of its folder."""
AT_ONCE = 1_000_000
"""So many facts are summed together. Planning the sums of a small city's month takes longer than making them, and those
of a large city's years do not fit into memory."""
ROWS_IN_GROUP = 20_480
"""Small, so that a question about one township passes over the others."""
MEMORY = "1GB"


@dataclass(frozen=True)
class Cube:
    """Sums by day, by areas of one level, and by `more`."""

    name: str
    level: int
    """Digits of an area's code that are told apart."""
    more: tuple[str, ...] = ()
    made_from: str = "sums_all"
    """The rollup it adds up."""

    @property
    def keys(self) -> tuple[str, ...]:
        return ("area", "on", *self.more)


CELLS = Cube("sums_all", 12, ("kind", "unit"))
CUBES: Mapping[str, Cube] = MappingProxyType(
    {
        each.name: each
        for each in (
            Cube("sums_city", 4, made_from="sums_county"),
            Cube("sums_county", 6, made_from="sums_town"),
            Cube("sums_town", 9),
            Cube("sums_city_kind", 4, ("kind",), "sums_county_kind"),
            Cube("sums_city_unit", 4, ("unit",), "sums_county_unit"),
            Cube("sums_county_kind", 6, ("kind",)),
            Cube("sums_county_unit", 6, ("unit",)),
            CELLS,
        )
    }
)
"""From the smallest to the largest: a question is put to the first that can answer it."""
TIMES = "times"


def cube_for(question: Question) -> str | None:
    """Return the smallest rollup that answers a question, None where only the facts themselves do."""
    if question.channel or Dimension.CHANNEL in question.by:
        return None
    if question.definition.shape is Shape.MEDIAN:
        return TIMES
    needed = set()
    if question.kind or Dimension.KIND in question.by:
        needed.add("kind")
    if question.units or Dimension.UNIT in question.by:
        needed.add("unit")
    level = question.area_level if Dimension.AREA in question.by else len(question.prefix)
    for cube in CUBES.values():
        if cube.level >= level and needed <= set(cube.more):
            return cube.name
    return None


def roll_up(lake: Lake, manifest: Manifest, before: dict[str, Kept], done: Exported, *, say: Say) -> Manifest:
    """Return the manifest with the rollups of every month; only those that are not there are made."""
    files: dict[str, dict[str, Kept]] = {name: {} for name in (*CUBES, TIMES)}
    for name, months in files.items():
        for month, made_from in manifest.made_from.items():
            if kept := standing(lake, lake.path_of(name, manifest.city, month, made_from), before, done):
                months[month] = kept
    missing = [month for month in manifest.made_from if not all(month in each for each in files.values())]
    with lake.opened(memory_limit=MEMORY, preserve_insertion_order="true") as engine:
        for months_at_once in at_once(manifest, missing):
            bind(engine, lake, manifest, months_at_once)
            _sum(engine)
            for name, months in files.items():
                sums = engine.sql(_ordered(name)).to_arrow_table()
                for month, rows in _by_month(sums, months_at_once):
                    if month not in months:
                        path = lake.path_of(name, manifest.city, month, manifest.made_from[month])
                        months[month] = write_table(lake, path, rows, in_group=ROWS_IN_GROUP)
                        done.written.append(path)
            say(f"{months_at_once[-1]} Σ")
    return replace(manifest, files={**manifest.files, **files})


def at_once(manifest: Manifest, months: Sequence[str]) -> Iterator[list[str]]:
    """Yield months in their order, as many together as may be summed together; one at least."""
    found: list[str] = []
    facts = 0
    for month in months:
        rows = sum(kept.rows for name in DATASETS if (kept := manifest.files[name].get(month)))
        if found and facts + rows > AT_ONCE:
            yield found
            found, facts = [], 0
        found.append(month)
        facts += rows
    if found:
        yield found


def bind(engine: duckdb.DuckDBPyConnection, lake: Lake, manifest: Manifest, months: Sequence[str]) -> None:
    """Let the names of the fact tables mean the files of some months, which are told apart by a column."""
    for name, dataset in DATASETS.items():
        paths = [str(lake.check(kept)) for month in months if (kept := manifest.files[name].get(month))]
        if paths:
            engine.read_parquet(paths, hive_partitioning=True).create_view(name, replace=True)
        else:
            columns = ", ".join(f"NULL::{kind} AS {column}" for column, kind in _columns(dataset).items())
            empty = f"CREATE OR REPLACE VIEW {name} AS SELECT {columns} WHERE false"
            engine.execute(empty)


def tables_by_month() -> dict[str, ibis.Table]:
    """Return the fact tables as `bind` binds them."""
    return {each.name: ibis.table(_columns(each), name=each.name) for each in DATASETS.values()}


def _columns(dataset: Dataset) -> dict[str, str]:
    return {**dataset.columns, MONTH: "string"}


def _sum(engine: duckdb.DuckDBPyConnection) -> None:
    """Make every rollup of the months that are bound, the largest first: the others are made from larger ones."""
    for name, words in _sums().items():
        table = f"CREATE OR REPLACE TEMP TABLE {name} AS {words}"
        engine.execute(table)


@cache
def _sums() -> dict[str, str]:
    tables, keys = tables_by_month(), (MONTH, "on", "area", "kind", "unit")
    cells, bars = counting.counted(tables, MEASURES, keys), counting.times(tables, keys)
    found = {TIMES: f"SELECT * REPLACE (n::int AS n) FROM ({ibis.to_sql(bars, dialect='duckdb')})"}  # noqa: S608
    whole = ", ".join(f"{each}::int AS {each}" for each in MEASURES)
    keys_of_cells = ", ".join(f'"{each}"' for each in (MONTH, *CELLS.keys))
    found[CELLS.name] = f"SELECT {keys_of_cells}, {whole} FROM ({ibis.to_sql(cells, dialect='duckdb')})"  # noqa: S608
    sums = ", ".join(f"sum({each})::int AS {each}" for each in MEASURES)
    for cube in reversed([each for each in CUBES.values() if each is not CELLS]):
        place = {"area": f"left(area, {cube.level}) AS area"}
        keys_of_cube = ", ".join(place.get(each, f'"{each}"') for each in (MONTH, *cube.keys))
        numbers = ", ".join(str(place + 1) for place in range(len(cube.keys) + 1))
        found[cube.name] = f"SELECT {keys_of_cube}, {sums} FROM {cube.made_from} GROUP BY {numbers}"  # noqa: S608
    return found


def _ordered(name: str) -> str:
    keys = (*KEYS, "minutes") if name == TIMES else CUBES[name].keys
    order = ", ".join(f'"{each}"' for each in (MONTH, *keys))
    columns = ", ".join(f'"{each}"' for each in (MONTH, *schema_of_rollup(name)))
    return f"SELECT {columns} FROM {name} ORDER BY {order}"  # noqa: S608


def _by_month(rows: pa.Table, months: Sequence[str]) -> Iterator[tuple[str, pa.Table]]:
    """Cut rows that are in the order of their months; a month without any gives none."""
    counts = {each["values"]: each["counts"] for each in pc.value_counts(rows[MONTH]).to_pylist()}
    rows, begin = rows.drop_columns([MONTH]), 0
    for month in sorted(months):
        count = counts.get(month, 0)
        yield month, rows.slice(begin, count)
        begin += count


def schema_of_rollup(name: str) -> dict[str, str]:
    kinds = {"on": "date", "area": "string", "kind": "string", "unit": "int64"}
    if name == TIMES:
        return {**{each: kinds[each] for each in KEYS}, "minutes": "int32", "n": "int32"}
    return {**{each: kinds[each] for each in CUBES[name].keys}, **dict.fromkeys(MEASURES, "int32")}
