"""Asks a filled home what may be the same as reports that a resident is about to file.

`python -m linli.bench.duplicates_asking <samples> <seed>` in the home's settings prints the figures as JSON.
"""

from __future__ import annotations

import json
import random
import sys
from datetime import timedelta
from statistics import quantiles
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from linli.intake.actions.submitting import Report
    from linli.matters.models import Matter

WARM_UP = 10
FROM_LATEST = 20_000
"""Reports are like one of so many latest open matters: there a city is busy."""


def _figures(samples: int, seed: int) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from linli.intake.queries.duplicates import similar_to
    from linli.matters.models import OPEN_MATTERS, Matter
    from linli.people.access import ANONYMOUS

    chance = random.Random(seed)  # noqa: S311 — a sample, no secret
    latest = Matter.objects.filter(OPEN_MATTERS, lon__isnull=False).order_by("-registered_at", "-id")
    rows = list(latest[:FROM_LATEST])
    now = rows[0].registered_at + timedelta(minutes=1)
    reports = [_report(chance.choice(rows), chance) for _ in range(samples + WARM_UP)]
    took, most, proposals = [], 0, 0
    for number, report in enumerate(reports):
        begun = perf_counter()
        found = similar_to(report, viewer=ANONYMOUS, now=now)
        if number >= WARM_UP:
            took.append((perf_counter() - begun) * 1000)
            proposals += len(found)
    for report in reports[:WARM_UP]:
        with CaptureQueriesContext(connection) as queries:
            similar_to(report, viewer=ANONYMOUS, now=now)
        most = max(most, len(queries))
    cuts = quantiles(took, n=20)
    return {
        "matters": _matters(),
        "asked": samples,
        "p50_ms": round(cuts[9], 1),
        "p95_ms": round(cuts[18], 1),
        "most_queries": most,
        "proposals": proposals,
    }


def _report(matter: Matter, chance: random.Random) -> Report:
    from linli.areas.policies.coordinates import Crs, Point
    from linli.intake.actions.submitting import Report
    from linli.matters.policies import Channel

    assert matter.lon is not None
    assert matter.lat is not None
    where = Point(
        matter.lon + chance.uniform(-0.001, 0.001), matter.lat + chance.uniform(-0.001, 0.001), Crs.CGCS2000
    )
    return Report(channel=Channel.WEB, text=matter.text[:400] or matter.title, point=where, is_anonymous=True)


def _matters() -> int:
    """Return how many there are, as PostgreSQL reckons: counting millions takes longer than all questions."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE relname = 'matters_matter'")
        return int(cursor.fetchone()[0])


def _main(samples: int, seed: int) -> None:
    import django

    django.setup()
    sys.stdout.write(json.dumps(_figures(samples, seed)))


if __name__ == "__main__":
    _main(int(sys.argv[1]), int(sys.argv[2]))
