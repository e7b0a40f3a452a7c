"""How many matters a second the API registers, beside what the machine can do at best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import psycopg

from linli.bench import messages
from linli.bench.floor.models import TABLE
from linli.bench.load import Outcome, put_load
from linli.bench.serving import bench_home, serving
from linli.core.postgres import Cluster

MOST_PER_SECOND = 4000
"""Requests are prepared for this rate; faster machines finish earlier."""
WARM_UP = 200
TURNS = 5


@dataclass(frozen=True)
class IntakeFigures:
    registered_per_second: float
    floor_per_second: float
    ratio: float
    p50_ms: float
    p95_ms: float


class BenchFailed(RuntimeError):
    """The server refused requests or did not answer; the figures would mean nothing."""


def _load(port: int, *, key: str, clients: int, seconds: float, seed: int) -> Outcome:
    prepared = messages.requests(WARM_UP + int(seconds * MOST_PER_SECOND), port=port, key=key, seed=seed)
    outcome = put_load(prepared, port=port, clients=clients, seconds=seconds, warm_up=WARM_UP)
    if set(outcome.statuses) != {"201"}:
        raise BenchFailed(f"answers by status: {outcome.statuses}; {outcome.refusals}")
    return outcome


def measure(*, home: Path | None, clients: int, seconds: float, seed: int) -> IntakeFigures:
    """Load the floor and the city in turns, each for `seconds` in all, so that what the machine does meets both.

    The floor is a plain Django view that inserts one row of about 1 KB, served as the city is.
    """
    from linli.bench.preparing import prepare_city

    floors, cities = [], []
    with bench_home(home) as place:
        key = prepare_city(place)
        with psycopg.connect(Cluster(place).conninfo(), autocommit=True) as connection:
            connection.execute(TABLE)
        with serving(place, "linli.bench.floor.wsgi:application") as floor, serving(place) as city:
            for turn in range(seed, seed + TURNS):
                length = seconds / TURNS
                floors.append(_load(floor, key="floor", clients=clients, seconds=length, seed=turn))
                cities.append(_load(city, key=key, clients=clients, seconds=length, seed=turn))
    least, made = _together(floors), _together(cities)
    return IntakeFigures(
        registered_per_second=round(made.per_second, 1),
        floor_per_second=round(least.per_second, 1),
        ratio=round(made.per_second / least.per_second, 3),
        p50_ms=round(made.percentile(0.50), 2),
        p95_ms=round(made.percentile(0.95), 2),
    )


def _together(loads: Sequence[Outcome]) -> Outcome:
    latencies = [*chain.from_iterable(each.latencies_ms for each in loads)]
    return Outcome(sum(each.seconds for each in loads), {}, latencies, [])
