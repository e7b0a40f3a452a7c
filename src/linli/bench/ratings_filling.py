"""Fills a home with very many enterprises and facts about them, by set, and rates them.

`python -m linli.bench.ratings_filling <entities> <facts> <seed>` in the home's settings prints the figures as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import cycle, islice
from typing import Any

UNITS = 41_600
NEW_FACTS = 1_000
MARK = "91A"
"""The codes of these enterprises begin so."""
PERIOD = "2026-06"
ENTITIES = """
    INSERT INTO entities_entity (chain_length, chain_head, code, kind, name, area_code, trade, state)
    SELECT 0, '', %(mark)s::text || lpad(n::text, 15, '0'), %(kind)s, '测试企业' || n, areas.code,
           chr(65 + n %% 20), 'active'
      FROM generate_series(%(after)s + 1, %(count)s) AS n
      JOIN (SELECT code, row_number() OVER (ORDER BY code) - 1 AS place FROM areas_area WHERE level = 5) AS areas
        ON areas.place = n %% (SELECT count(*) FROM areas_area WHERE level = 5)
"""
FACTS = """
    INSERT INTO ratings_fact (id, entity_id, ended, happened_on, value, kind_id, recording_id, evidence)
    SELECT %(after)s + n, e.id,
           CASE WHEN random() < 0.01 THEN %(after)s + %(facts)s + 1 END,
           date '2025-07-01' + floor(n * 364.0 / %(facts)s)::integer, 1,
           (%(kinds)s::smallint[])[1 + floor(random() * array_length(%(kinds)s::smallint[], 1))::integer],
           %(recording)s, '测监〔2026〕' || n || '号'
      FROM (SELECT n, 1 + floor(random() * %(count)s)::integer AS place FROM generate_series(1, %(facts)s) AS n) AS d
      JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM entities_entity WHERE code LIKE '91A%%') AS e
        USING (place)
"""
FLOOR = """
    INSERT INTO ratings_floor
    SELECT e.id, CASE WHEN f.points >= 80 THEN 3 WHEN f.points >= 60 THEN 2 WHEN f.points >= 40 THEN 1 ELSE 0 END
      FROM entities_entity e
      LEFT JOIN (
        SELECT f.entity_id, sum(k.points) AS points
          FROM ratings_fact f JOIN (VALUES {points}) AS k (id, points) ON k.id = f.kind_id
         WHERE f.ended IS NULL AND f.happened_on BETWEEN date '2025-07-01' AND date '2026-06-30'
         GROUP BY f.entity_id) f ON f.entity_id = e.id
     WHERE e.kind = 'enterprise' AND e.state <> 'gone'
"""


def main(entities: int, facts: int, seed: int) -> dict[str, Any]:
    from django.db import connection

    from linli.core.actor import SYSTEM
    from linli.ratings.actions.recording import NewFact, record_facts
    from linli.ratings.actions.running import run
    from linli.ratings.policies.periods import period_of
    from linli.ratings.queries.schemes import scheme_on

    now = _noon()
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(%s)", [seed / 1_000_000])
    scheme = scheme_on("enterprise_risk", date(2026, 6, 30)).scheme
    points = {use.kind: use.points for use in scheme.uses}
    numbers = _fill(entities, facts, points, now)
    floor = _timed(lambda: _floor({numbers[kind]: each for kind, each in points.items()}))
    rated = {"scheme": "enterprise_risk", "period": period_of(PERIOD), "by": SYSTEM, "now": now}
    run(**rated, whole=True)
    _settled()
    with _watched() as peak:
        seconds = _timed(lambda: run(**rated, whole=True))
    some = islice(cycle(_enterprises()[:NEW_FACTS]), NEW_FACTS)
    new = [NewFact(number, "finance.returns", date(2026, 6, 1), "新", 1) for number in some]
    record_facts(facts=new, source="bench", by=SYSTEM, now=now)
    incremental = _timed(lambda: run(**rated))
    units = _three_zero(now)
    return {
        "seconds": round(seconds, 2),
        "floor_seconds": round(floor, 2),
        "ratio": round(seconds / floor, 2),
        "peak_mb": round(max(peak), 1),
        "incremental_seconds": round(incremental, 2),
        "entities": entities,
        "facts": facts,
        "three_zero_seconds": round(units, 2),
    }


def _noon() -> Any:
    from datetime import UTC, datetime

    return datetime(2026, 6, 30, 4, tzinfo=UTC)


def _enterprises() -> Any:
    from linli.entities.models import Entity

    return Entity.objects.filter(code__startswith=MARK).order_by("pk").values_list("pk", flat=True)


def _fill(entities: int, facts: int, points: dict[str, int], now: Any) -> dict[str, int]:
    """Add what is missing of so many enterprises and facts."""
    from django.db import connection

    from linli.core.actor import SYSTEM
    from linli.ratings.actions.recording import NewFact, record_facts
    from linli.ratings.models import Fact, Recording

    with connection.cursor() as cursor:
        there = _enterprises().count()
        cursor.execute(ENTITIES, {"mark": MARK, "kind": "enterprise", "after": there, "count": entities})
        if not Fact.objects.exists():
            named = [NewFact(_enterprises()[0], kind, date(2026, 6, 1), "首") for kind in points]
            record_facts(facts=named, source="bench", by=SYSTEM, now=now)
        numbers, missing = _numbers(points), facts - Fact.objects.count()
        if missing > 0:
            cursor.execute("SELECT last_value FROM ratings_clock")
            after = cursor.fetchone()[0]
            facts_of: dict[str, Any] = {
                "after": after, "count": entities, "facts": missing, "kinds": sorted(numbers.values()),
                "recording": Recording.objects.latest("pk").pk,
            }  # fmt: skip
            cursor.execute("ALTER TABLE ratings_fact DISABLE TRIGGER ALL")
            cursor.execute(FACTS, facts_of)
            cursor.execute("ALTER TABLE ratings_fact ENABLE TRIGGER ALL")
            cursor.execute("SELECT setval('ratings_clock', %s)", [after + missing + 2])
    _settled()
    return numbers


def _numbers(points: dict[str, int]) -> dict[str, int]:
    from linli.ratings.queries.schemes import numbers_of_kinds

    return {code: number for code, number in numbers_of_kinds().items() if code in points}


def _settled() -> None:
    """Let the database finish what earlier writing left to do, so that it is not measured with what follows."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE entities_entity, ratings_fact")
        cursor.execute("CHECKPOINT")


def _floor(points: dict[int, int]) -> None:
    from django.db import connection

    values = ", ".join(f"({number}, {each})" for number, each in points.items())
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS ratings_floor")
        cursor.execute("CREATE TABLE ratings_floor (entity_id bigint NOT NULL, colour smallint NOT NULL)")
        cursor.execute("SET work_mem = '256MB'")
        cursor.execute(FLOOR.format(points=values))


def _three_zero(now: Any) -> float:
    from django.db import connection

    from linli.core.actor import SYSTEM
    from linli.entities.models import Entity
    from linli.ratings.actions.running import run
    from linli.ratings.policies.periods import period_of

    with connection.cursor() as cursor:
        cursor.execute("UPDATE entities_entity SET kind = 'premises' WHERE kind = 'enterprise'")
        cursor.execute(
            "UPDATE entities_entity SET kind = 'institution' WHERE id IN"
            " (SELECT id FROM entities_entity WHERE kind = 'premises' ORDER BY id LIMIT %s)",
            [UNITS],
        )
    _settled()
    period = period_of("2026-Q2")
    seconds = _timed(lambda: run(scheme="three_zero", period=period, by=SYSTEM, now=now, whole=True))
    Entity.objects.filter(kind__in=("premises", "institution")).update(kind="enterprise")
    return seconds


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


@contextmanager
def _watched() -> Iterator[list[float]]:
    """Yield a list that is filled, five times a second, with the memory in use in MB, what is shared counted once."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    found: list[float] = [0.0]
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.2):
            found.append(sum(_private_mb(each) for each in (os.getpid(), *_family(backend))))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield found
    finally:
        done.set()
        watcher.join()


def _family(backend: int) -> list[int]:
    """Return the backend and the workers that its server started for it."""
    import psutil

    try:
        siblings = psutil.Process(backend).parent()
        workers = [
            each.pid
            for each in (siblings.children() if siblings else [])
            if f"parallel worker for PID {backend}" in " ".join(each.cmdline())
        ]
    except psutil.Error:
        return [backend]
    return [backend, *workers]


def _private_mb(pid: int) -> float:
    import psutil

    try:
        memory = psutil.Process(pid).memory_info()
    except psutil.Error:
        return 0.0
    return float(memory.rss - memory.shared) / 1e6


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps(main(*map(int, sys.argv[1:4]))))
