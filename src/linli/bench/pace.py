"""How fast this machine is just now: it is shared, and the same page takes half as long again an hour later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psycopg

from linli.bench.floor.models import FILLED
from linli.bench.load import put_load, request
from linli.bench.serving import serving
from linli.core.postgres import Cluster

FLOOR = "floor"
"""The operation under which a run keeps its pace."""
TIMES, WARM_UP, SECONDS = 12, 4, 5.0


@dataclass
class Pace:
    """Asks a plain Django page of a hundred rows, served as the city is."""

    port: int
    taken: list[float] = field(default_factory=list)

    def ask(self) -> float:
        """Return the median of some answers now, in milliseconds."""
        asked = [request("GET", "/page/", port=self.port, headers={})] * (WARM_UP + TIMES)
        outcome = put_load(asked, port=self.port, clients=1, seconds=SECONDS, warm_up=WARM_UP)
        self.taken.append(round(outcome.percentile(0.50), 2))
        return self.taken[-1]

    @property
    def ms(self) -> float:
        """The median of all that was asked; 0 before the first."""
        return round(median(self.taken), 2) if self.taken else 0.0


@contextmanager
def pace(home: Path) -> Iterator[Pace]:
    """Serve the floor beside a city that is measured."""
    with psycopg.connect(Cluster(home).conninfo(), autocommit=True) as connection:
        connection.execute(FILLED)
    with serving(home, "linli.bench.floor.wsgi:application") as port:
        yield Pace(port)
