"""How many matters a second the API registers, beside what the machine can do at best."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import psycopg

from linli.bench import messages
from linli.bench.floor.models import TABLE
from linli.bench.load import Outcome, put_load
from linli.bench.serving import bench_home, serving
from linli.core.postgres import Cluster

MOST_PER_SECOND = 4000
"""Requests are prepared for this rate; faster machines finish earlier."""
WARM_UP = 200


@dataclass(frozen=True)
class IntakeFigures:
    registered_per_second: float
    floor_per_second: float
    ratio: float
    p50_ms: float
    p95_ms: float


class BenchFailed(RuntimeError):
    """The server refused requests or did not answer; the figures would mean nothing."""


def measure_floor(home: Path, *, clients: int, seconds: float, seed: int) -> Outcome:
    """Measure a plain Django view that inserts one row of about 1 KB, served as the city is."""
    with psycopg.connect(Cluster(home).conninfo(), autocommit=True) as connection:
        connection.execute(TABLE)
    with serving(home, "linli.bench.floor.wsgi:application") as port:
        return _load(port, key="floor", clients=clients, seconds=seconds, seed=seed)


def measure_city(home: Path, *, key: str, clients: int, seconds: float, seed: int) -> Outcome:
    """Measure the API on a home that is set up and knows the API key."""
    with serving(home) as port:
        return _load(port, key=key, clients=clients, seconds=seconds, seed=seed)


def _load(port: int, *, key: str, clients: int, seconds: float, seed: int) -> Outcome:
    prepared = messages.requests(WARM_UP + int(seconds * MOST_PER_SECOND), port=port, key=key, seed=seed)
    outcome = put_load(prepared, port=port, clients=clients, seconds=seconds, warm_up=WARM_UP)
    if set(outcome.statuses) != {"201"}:
        raise BenchFailed(f"answers by status: {outcome.statuses}; {outcome.refusals}")
    return outcome


def measure(*, home: Path | None, clients: int, seconds: float, seed: int) -> IntakeFigures:
    """Measure the floor, the city, and the floor again; the floor is the mean of both."""
    from linli.bench.preparing import prepare_city

    with bench_home(home) as place:
        key = prepare_city(place)
        before = measure_floor(place, clients=clients, seconds=seconds / 2, seed=seed)
        city = measure_city(place, key=key, clients=clients, seconds=seconds, seed=seed)
        after = measure_floor(place, clients=clients, seconds=seconds / 2, seed=seed + 1)
    floor = mean([before.per_second, after.per_second])
    return IntakeFigures(
        registered_per_second=round(city.per_second, 1),
        floor_per_second=round(floor, 1),
        ratio=round(city.per_second / floor, 3),
        p50_ms=round(city.percentile(0.50), 2),
        p95_ms=round(city.percentile(0.95), 2),
    )
