"""How fast everybody is rated and stored, beside a plain INSERT of body and colour from the same tables."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from linli.bench.lists import inside
from linli.bench.preparing import PACK
from linli.bench.serving import bench_home, linli


@dataclass(frozen=True)
class RatingFigures:
    seconds: float
    """To rate all and to store results, reasons, evidence and the difference to the run before."""
    floor_seconds: float
    ratio: float
    peak_mb: float
    """Most memory of this process and of the database's own together, without what they share."""
    incremental_seconds: float
    """After 1,000 new facts."""
    entities: int
    facts: int
    three_zero_seconds: float
    """For 41,600 units, or as many as there are."""


def measure(
    *, home: Path | None, entities: int, facts: int, seed: int, say: Callable[[str], None]
) -> RatingFigures:
    """Fill a home (or use it as it is filled) and rate it twice, once after new facts."""
    with bench_home(home) as place:
        say(f"home {place}")
        linli(place, "migrate", "--quiet")
        linli(place, "city", "load", str(PACK))
        say("fill and rate")
        return RatingFigures(
            **json.loads(inside(place, "linli.bench.ratings_filling", entities, facts, seed))
        )
