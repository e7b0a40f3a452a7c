"""How long one sweep of the ladder takes when very many promises run out at once, beside a plain UPDATE of their rows.

The city is filled as for the lists. As in a city that runs, where a sweep comes every two minutes, every running
promise has its ladder before it is late; how long that took is said, and not part of the figures.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

SHARE_OF_UNIT = 0.5
"""So many open matters of the played city, at least, wait for a unit with a clock of the ladder."""
LATE_DAYS = 3
"""The clocks that are due ran out within so many days."""
WORKERS = 2
"""As `supervision.tasks` has it where much is due."""
Say = Callable[[str], None]


@dataclass(frozen=True)
class SweepFigures:
    seconds: float
    floor_seconds: float
    """One UPDATE statement that moves the next date of the same ladders, committed."""
    ratio: float
    peak_mb: float
    """Most memory the workers held while they swept, together."""
    letters: int
    """Written by the first sweep."""
    letters_second_run: int


def measure(*, home: Path | None, matters: int, due: int, seed: int, say: Say) -> SweepFigures:
    """Fill a home and sweep it in a process of its own. Raises BenchFailed where there is no space."""
    from linli.bench.lists import inside, require_space, temporary
    from linli.bench.preparing import PACK
    from linli.bench.serving import bench_home, linli

    require_space(home or Path(temporary()), matters)
    with bench_home(home) as place:
        say(f"home {place}")
        linli(place, "migrate", "--quiet")
        linli(place, "city", "load", str(PACK))
        say("fill")
        inside(place, "linli.bench.filling", matters, seed, _open(matters, due))
        return SweepFigures(**json.loads(inside(place, "linli.bench.sweeping", due)))


def _open(matters: int, due: int) -> int:
    """Return how many matters must be open so that there are clocks enough."""
    return min(matters, round(due / SHARE_OF_UNIT))


AMONG = """
    SELECT id, row_number() OVER (ORDER BY id) AS place
    FROM matters_clock
    WHERE stopped_at IS NULL AND unit_id IS NOT NULL AND step IN ('acknowledge', 'contact', 'resolve')
"""
LATE = """
    CASE WHEN "limit" LIKE '%%days' THEN date_trunc('day', %(now)s - (place * %(within)s / %(due)s), %(zone)s)
    ELSE %(now)s - (place * %(within)s / %(due)s) END
"""
"""What is counted in days is late from midnight on."""
SET_LATE = f"""
    UPDATE matters_clock SET due_at = {LATE}, started_at = started_at + ({LATE} - due_at), pauses = '[]'
    FROM ({AMONG}) AS found WHERE found.id = matters_clock.id AND place <= %(due)s
"""  # noqa: S608
SET_EARLY = f"""
    UPDATE matters_clock SET started_at = %(now)s, due_at = %(now)s + interval '30 days', pauses = '[]'
    FROM ({AMONG}) AS found WHERE found.id = matters_clock.id AND place > %(due)s
"""  # noqa: S608
FLOOR = "UPDATE supervision_ladder SET next_at = next_at - interval '1 microsecond' WHERE next_at <= %s"


def _sweep(due: int, now: datetime) -> SweepFigures:
    from django.db import connection

    from linli.core.time import city_zone
    from linli.letters.models import Letter
    from linli.supervision.actions import sweep

    with connection.cursor() as cursor:
        parameters: dict[str, Any] = {
            "now": now,
            "due": due,
            "within": timedelta(days=LATE_DAYS),
            "zone": str(city_zone()),
        }
        cursor.execute(SET_LATE, parameters)
        late = cursor.rowcount
        cursor.execute(SET_EARLY, parameters)
        for table in ("matters_clock", "supervision_ladder"):
            cursor.execute(f"VACUUM (ANALYZE) {table}")
    _say(f"{late} clocks due")
    _timed("enrol", lambda: _enrol(now))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) supervision_ladder")
        cursor.execute("CHECKPOINT")
        floor = _timed("floor", lambda: cursor.execute(FLOOR, [now]))
        _say(f"{cursor.rowcount} ladders due")
        cursor.execute("VACUUM (ANALYZE) supervision_ladder")
        cursor.execute("CHECKPOINT")
    before = Letter.objects.count()
    peaks: list[float] = []
    seconds = _timed("sweep", lambda: peaks.extend(_sweep_together(now)))
    after = Letter.objects.count()
    _timed("second sweep", lambda: _say(str(sweep(now=now))))
    again = Letter.objects.count() - after
    return SweepFigures(
        round(seconds, 2),
        round(floor, 2),
        round(seconds / floor, 2),
        round(sum(peaks), 1),
        after - before,
        again,
    )


def _sweep_together(now: datetime) -> list[float]:
    """Sweep in as many processes as there are cores, as the city does; return the most that each held, in MB."""
    from django.db import connections

    connections.close_all()
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("fork")) as workers:
        return list(workers.map(_sweep_from, [now] * WORKERS, [place / WORKERS for place in range(WORKERS)]))


def _sweep_from(now: datetime, begin: float) -> float:
    from linli.supervision.actions.sweeping import sweep, sweep_along

    gc.freeze()  # as the worker does
    _say(str(sweep_along(now=now, begin=begin) if begin else sweep(now=now)))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _enrol(now: datetime) -> None:
    from linli.supervision.actions.sweeping import book_on, enrol, release

    book = book_on(now)
    # In a home that was measured before, ladders stray when its clocks are set anew.
    _say(f"{enrol(book, now=now)} ladders planned, {release(book, now=now)} released")


def _timed(what: str, work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    seconds = time.perf_counter() - began
    _say(f"{what}: {seconds:.2f} s")
    return seconds


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _main(due: int) -> None:
    import django

    django.setup()
    from linli.calendars.queries import working_calendar
    from linli.supervision.policies import when_at_work

    # In working hours: at night the ladder's letters wait.
    figures = _sweep(due, when_at_work(datetime.now(UTC), working_calendar()))
    sys.stdout.write(json.dumps(asdict(figures)))


if __name__ == "__main__":
    _main(int(sys.argv[1]))
