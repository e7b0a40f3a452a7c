"""The export into the lake beside a bare COPY and Parquet write of the same columns, and what is made of it.

`python -m linli.bench.lake <folder> <seconds of the floor>` runs inside a filled home and prints `LakeFigures` as JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from typing import Any

WINDOWS = (7, 30, 90, 365)
Say = Callable[[str], None]


@dataclass
class LakeFigures:
    matters: int = 0
    rows: int = 0
    export_s: float = 0.0
    floor_s: float = 0.0
    """COPY TO of the same columns and a Parquet write of what came."""
    ratio: float = 0.0
    """Speed of the export as a share of the floor's."""
    again_s: float = 0.0
    """The export once more, with nothing changed."""
    lake_mb: float = 0.0
    database_mb: float = 0.0
    peak_mb: float = 0.0
    """Memory of the process that exports, at the end of the first export."""
    first_answer_s: float = 0.0
    pages: dict[str, float] = field(default_factory=dict)
    """Page of figures -> p95 in ms, over this lake."""
    freeze_s: float = 0.0
    """Counting all sums of the last month."""
    bulletin_s: float = 0.0
    """One monthly bulletin drafted, of frozen months."""


def measure(*, home: Path | None, matters: int, seed: int, say: Say) -> LakeFigures:
    """Fill a home (or use it as it is filled) and export it, in a process of its own."""
    from linli.bench.lists import inside, require_space, temporary
    from linli.bench.preparing import PACK
    from linli.bench.serving import bench_home, linli

    require_space(home or Path(temporary()), matters)
    with bench_home(home) as place:
        say(f"home {place}")
        linli(place, "migrate", "--quiet")
        linli(place, "city", "load", str(PACK))
        say("fill")
        inside(place, "linli.bench.filling", matters, seed)
        folder = place / "bench-lake"
        floor = inside(place, "linli.bench.lake_floor", folder)
        return LakeFigures(**json.loads(inside(place, "linli.bench.lake", folder, floor)))


def export_and_ask(folder: Path, floor_s: float, now: datetime) -> LakeFigures:
    """Export this database anew into `folder` and measure what stands on it, beside a floor measured before."""
    from django.db import connection

    from linli.matters.models import Matter
    from linli.metrics.lake.exporting import export
    from linli.metrics.lake.places import Lake
    from linli.metrics.queries.sources import lake_city

    found, city = LakeFigures(matters=Matter.objects.count()), lake_city()
    rmtree(folder, ignore_errors=True)
    lake = Lake(folder)
    found.floor_s = floor_s
    done = export(lake, city, now=now)
    found.export_s, found.rows = done.seconds, done.rows
    found.ratio = round(found.floor_s / found.export_s, 3)
    found.peak_mb = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    found.again_s = export(lake, city, now=now).seconds
    found.lake_mb = round(sum(each.bytes for each in lake.manifest(city).all_files()) / 1e6, 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        found.database_mb = round(cursor.fetchone()[0] / 1e6, 1)
    _ask(found, lake, city, now)
    _write_bulletin(found, now)
    return found


def _ask(found: LakeFigures, lake: Any, city: str, now: datetime) -> None:
    """Ask the pages of figures for windows that end today, of the city and its counties."""
    from linli.areas.policies.codes import significant_prefix
    from linli.areas.queries import city_code
    from linli.areas.queries.tree import children
    from linli.bench.dashboards import PAGES, draw, p95
    from linli.metrics.engines.duck import LakeReader

    last = now.date() - timedelta(days=1)
    places = [city_code(), *(each.code for each in children(city_code()))]
    begun = time.perf_counter()
    reader = LakeReader(lake, lake.manifest(city))
    draw(reader, "areas", significant_prefix(places[0]), last - timedelta(days=30), last)
    found.first_answer_s = round(time.perf_counter() - begun, 3)
    for page in PAGES:
        times = []
        for place in places:
            for days in WINDOWS:
                first = last - timedelta(days=days)
                draw(
                    reader, page, significant_prefix(place), first, last
                )  # once before, as a page that is warm
                begun = time.perf_counter()
                draw(reader, page, significant_prefix(place), first, last)
                times.append((time.perf_counter() - begun) * 1000)
        found.pages[page] = p95(times)
    reader.close()


def _write_bulletin(found: LakeFigures, now: datetime) -> None:
    """Freeze the last two months that are not frozen, and draft the bulletin of the newer one, undone afterwards."""
    from django.db import transaction

    from linli.core.actor import SYSTEM
    from linli.core.errors import Refusal
    from linli.metrics.actions import draft_bulletin, freeze
    from linli.metrics.errors import MonthFrozen
    from linli.metrics.queries.frozen import cells_of

    last = now.date().replace(day=1) - timedelta(days=1)
    before = last.replace(day=1) - timedelta(days=1)
    with transaction.atomic():
        begun = time.perf_counter()
        cells_of(last, now=now)
        found.freeze_s = round(time.perf_counter() - begun, 3)
        for month in (before, last):
            with suppress(MonthFrozen):  # a home that was given may have frozen them
                freeze(month=month, by=SYSTEM, now=now)
        begun = time.perf_counter()
        try:
            draft_bulletin(name="monthly", on=last, by=SYSTEM, now=now)
        except Refusal as refusal:
            sys.stderr.write(f"bulletin: {refusal}\n")
        else:
            found.bulletin_s = round(time.perf_counter() - begun, 3)
        transaction.set_rollback(True)


def _main(folder: str, floor_s: str) -> None:
    import django

    django.setup()
    sys.stdout.write(json.dumps(asdict(export_and_ask(Path(folder), float(floor_s), datetime.now(UTC)))))


if __name__ == "__main__":
    _main(*sys.argv[1:])
