"""Is the lake what was written, and are its sums those of its facts?"""

from __future__ import annotations

from dataclasses import dataclass, field

import ibis

from linli.metrics.lake.places import Lake
from linli.metrics.lake.rollups import CELLS
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
    from linli.metrics.lake.rollups import bind

    manifest = lake.manifest(city)
    sums = ibis.to_sql(counting.counted(counting.fact_tables(), MEASURES, ("area",)), dialect="duckdb")
    names = ", ".join(f"sum({name})::bigint" for name in MEASURES)
    wrong = []
    with lake.opened() as engine:
        for month in manifest.made_from:
            bind(engine, lake, manifest, month)
            kept = lake.check(manifest.files[CELLS.name][month])
            engine.read_parquet(str(kept)).create_view("rollup", replace=True)
            by_facts = f"SELECT area, {names} FROM ({sums}) GROUP BY 1 ORDER BY 1"  # noqa: S608 — names of measures
            by_rollup = f"SELECT area, {names} FROM rollup GROUP BY 1 ORDER BY 1"  # noqa: S608
            facts = engine.execute(by_facts).fetchall()
            rolled = engine.execute(by_rollup).fetchall()
            if facts != rolled:
                wrong.append(month)
    return wrong
