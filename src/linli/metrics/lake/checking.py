"""Is the lake what was written, and are its sums those of its facts?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import ibis

from linli.metrics.lake.places import Lake
from linli.metrics.lake.rollups import CELLS, MONTH, at_once, bind, tables_by_month
from linli.metrics.policies import counting
from linli.metrics.policies.measures import MEASURES


@dataclass
class Checked:
    city: str
    at: str
    files: int = 0
    damaged: list[str] = field(default_factory=list)
    """Missing, cut or changed."""
    unlisted: list[str] = field(default_factory=list)
    """Left behind by an export that was killed; the next one takes them away."""
    differing: list[str] = field(default_factory=list)
    """Months whose sums are not those of their facts."""

    @property
    def is_clean(self) -> bool:
        return not (self.damaged or self.differing)


def check(lake: Lake, city: str) -> Checked:
    """Read everything once. Raises LakeMissing."""
    manifest = lake.manifest(city)
    found = Checked(city, manifest.at)
    listed = set()
    for kept in manifest.all_files():
        listed.add(lake.folder / kept.path)
        found.files += 1
        if not lake.is_whole(kept):
            found.damaged.append(kept.path)
    for path in sorted(lake.place.glob(f"*/city={city}/*/*")):
        if path not in listed:
            found.unlisted.append(str(path.relative_to(lake.folder)))
    if not found.damaged:
        found.differing = _differing(lake, city)
    return found


def _differing(lake: Lake, city: str) -> list[str]:
    """Return the months whose rollup does not add up to what a fresh count of their facts gives."""
    manifest = lake.manifest(city)
    facts = ibis.to_sql(counting.counted(tables_by_month(), MEASURES, (MONTH, "area")), dialect="duckdb")
    names = ", ".join(f"sum({name})::bigint AS {name}" for name in MEASURES)
    kept = f"SELECT month, area, {names} FROM rollup GROUP BY 1, 2"  # noqa: S608 — names of measures
    wrong: set[str] = set()
    with lake.opened() as engine:
        for months in at_once(manifest, list(manifest.made_from)):
            bind(engine, lake, manifest, months)
            paths = [str(lake.check(manifest.files[CELLS.name][month])) for month in months]
            engine.read_parquet(paths, hive_partitioning=True).create_view("rollup", replace=True)
            counted, rolled = (_counting(engine.execute(words).fetchall()) for words in (facts, kept))
            wrong |= {row[0] for row in counted ^ rolled}
    return sorted(wrong)


def _counting(rows: list[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    """Return the rows in which anything is counted, after their two keys."""
    return {row for row in rows if any(row[2:])}
