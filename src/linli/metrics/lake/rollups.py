"""Rollups: the sums of each month's files, by day and area, kind or unit. Exact, since they are whole numbers.

A file of sums is made from one month's files of facts and named by them. Sums of all months are added up when a
question is asked, so that only months that changed are ever summed anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import duckdb
import ibis

from linli.metrics.lake.places import Kept, Lake, Manifest
from linli.metrics.lake.writing import write_table
from linli.metrics.policies import counting
from linli.metrics.policies.datasets import DATASETS
from linli.metrics.policies.grammar import Question
from linli.metrics.policies.indicators import Dimension, Shape
from linli.metrics.policies.measures import MEASURES

if TYPE_CHECKING:
    from linli.metrics.lake.exporting import Exported, Say

KEYS = ("area", "on", "kind", "unit")
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

    @property
    def keys(self) -> tuple[str, ...]:
        return ("area", "on", *self.more)


CELLS = Cube("sums_all", 12, ("kind", "unit"))
CUBES: Mapping[str, Cube] = MappingProxyType(
    {
        each.name: each
        for each in (
            Cube("sums_city", 4),
            Cube("sums_county", 6),
            Cube("sums_town", 9),
            Cube("sums_city_kind", 4, ("kind",)),
            Cube("sums_city_unit", 4, ("unit",)),
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
    """Return the manifest with the rollups of every month."""
    files: dict[str, dict[str, Kept]] = {name: {} for name in (*CUBES, TIMES)}
    with lake.opened(memory_limit=MEMORY, preserve_insertion_order="true") as engine:
        for month, made_from in manifest.made_from.items():
            paths = {name: lake.path_of(name, manifest.city, month, made_from) for name in files}
            # Imported late: exporting calls this module.
            from linli.metrics.lake.exporting import standing

            found = {name: standing(lake, path, before, done) for name, path in paths.items()}
            if not all(found.values()):
                bind(engine, lake, manifest, month)
                _sum(engine)
            for name, path in paths.items():
                kept = found[name]
                if kept is None:
                    rows = engine.sql(_query(name)).to_arrow_table()
                    kept = write_table(lake, path, rows, in_group=ROWS_IN_GROUP)
                    done.written.append(path)
                files[name][month] = kept
            say(f"{month} Σ")
    return replace(manifest, files={**manifest.files, **files})


def bind(engine: duckdb.DuckDBPyConnection, lake: Lake, manifest: Manifest, month: str) -> None:
    """Let the names of the fact tables mean one month's files; those of other months are empty."""
    for name, dataset in DATASETS.items():
        kept = manifest.files[name].get(month)
        if kept is not None:
            engine.read_parquet(str(lake.check(kept))).create_view(name, replace=True)
        else:
            columns = ", ".join(f"NULL::{kind} AS {column}" for column, kind in dataset.columns.items())
            empty = f"CREATE OR REPLACE VIEW {name} AS SELECT {columns} WHERE false"
            engine.execute(empty)


def _sum(engine: duckdb.DuckDBPyConnection) -> None:
    for name, words in _sums().items():
        table = f"CREATE OR REPLACE TEMP TABLE {name} AS {words}"
        engine.execute(table)


@cache
def _sums() -> dict[str, str]:
    tables, keys = counting.fact_tables(), ("on", "area", "kind", "unit")
    found = {"cells": counting.counted(tables, MEASURES, keys), "bars": counting.times(tables, keys)}
    return {name: str(ibis.to_sql(each, dialect="duckdb")) for name, each in found.items()}


def _query(name: str) -> str:
    if name == TIMES:
        keys = ", ".join(f'"{each}"' for each in KEYS)
        return f"SELECT {keys}, minutes, n::int AS n FROM bars ORDER BY {keys}, minutes"  # noqa: S608
    cube = CUBES[name]
    place = {"area": f"left(area, {cube.level}) AS area"}
    keys = ", ".join(place.get(each, f'"{each}"') for each in cube.keys)
    sums = ", ".join(f"sum({each})::int AS {each}" for each in MEASURES)
    order = ", ".join(str(place + 1) for place in range(len(cube.keys)))
    return f"SELECT {keys}, {sums} FROM cells GROUP BY {order} ORDER BY {order}"  # noqa: S608


def schema_of_rollup(name: str) -> dict[str, str]:
    kinds = {"on": "date", "area": "string", "kind": "string", "unit": "int64"}
    if name == TIMES:
        return {**{each: kinds[each] for each in KEYS}, "minutes": "int32", "n": "int32"}
    return {**{each: kinds[each] for each in CUBES[name].keys}, **dict.fromkeys(MEASURES, "int32")}
