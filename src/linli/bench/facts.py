"""Facts of an invented city, made by DuckDB straight into the shape of the lake: ten events for each matter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from linli.metrics.lake.places import WHOLE, Kept, Lake, Manifest
from linli.metrics.lake.writing import schema_of, write_table
from linli.metrics.policies.datasets import DATASETS

CITY = "990100"
BEGIN, DAYS = date(2023, 1, 1), 1096
COUNTIES = 10
EVENTS = 10
"""For each matter."""
_BASE = """
SELECT i AS matter, h,
       '9901' || lpad((h % 10 + 1)::varchar, 2, '0') || lpad(((h // 10) % 12 + 1)::varchar, 3, '0')
              || lpad(((h // 120) % 30 + 1)::varchar, 3, '0') AS area,
       'k' || lpad(((h // 3600) % 12)::varchar, 2, '0') || '.'
           || lpad((((h // 43200) % 16) * ((h // 691200) % 16) // 16)::varchar, 2, '0') AS kind,
       (CASE WHEN (h // 7) % 3 = 0 THEN 1000 + (h % 10) * 12 + (h // 3600) % 12
             ELSE (h % 10) * 12 + (h // 10) % 12 + 1 END)::bigint AS unit,
       lpad(((h // 13) % 11 + 1)::varchar, 2, '0') AS channel,
       DATE '{begin}' + ((i * {days}) // {matters})::int AS registered_on,
       h % 50 <> 0 AS counts, h // 11 % 9 AS lasted, h % 100 < 96 AS is_closed
  FROM (SELECT i, (hash(i + {seed} * 1000003) % 9000000000000)::bigint AS h FROM range({first}, {after}) r(i))
"""
_SELECTS = {
    "matters": """
SELECT matter, area, kind, unit, channel, registered_on,
       CASE WHEN is_closed THEN registered_on + lasted::int END AS closed_on, counts, NOT counts AS is_joined,
       h % 100 = 0 AS is_repeat, h % 5 <> 0 AS could_be_asked,
       CASE WHEN is_closed AND h % 3 = 0 THEN ['yes', 'yes', 'yes', 'partly', 'no'][h // 17 % 5 + 1] ELSE '' END
           AS resolved,
       CASE WHEN is_closed AND h % 3 = 0 THEN ['very_satisfied', 'satisfied', 'fairly_satisfied', 'unsatisfied',
           'very_unsatisfied'][h // 19 % 5 + 1] ELSE '' END AS satisfied,
       h % 23 = 0 AS was_reworked, h % 71 = 0 AS was_reopened,
       CASE WHEN is_closed THEN (30 + lasted * 1440 + h // 29 % 1440)::int END AS minutes
  FROM base ORDER BY matter""",
    "promises": """
SELECT matter * 4 + s AS promise, matter, area, kind, unit, channel,
       ['dispatch', 'acknowledge', 'contact', 'resolve'][s + 1] AS step, registered_on + (s * 2)::int AS due_on,
       registered_on + (h // (11 + s) % 8)::int AS stopped_on, counts, true AS is_met,
       h // (11 + s) % 8 <= s * 2 AS is_kept, h // (11 + s) % 8 < s * 2 AS is_kept_strictly, is_closed
  FROM base, range(4) r(s) ORDER BY promise""",
    "orders": """
SELECT matter AS assignment, matter, area, kind, unit, channel, 900000 + h % 10 AS sender,
       registered_on AS issued_on, counts, h % 31 = 0 AS was_sent_back, h % 62 = 0 AS was_wrong
  FROM base ORDER BY assignment""",
    "events": """
SELECT matter * 10 + s AS entry, matter, area, kind, unit, channel, registered_on + (s // 2)::int AS happened_on,
       ['matter.registered', 'matter.accepted', 'matter.dispatched', 'matter.acknowledged', 'matter.contacted',
        'matter.started', 'matter.completed', 'matter.verified', 'matter.replied', 'matter.closed'][s + 1] AS event,
       '' AS old, '' AS new, '' AS why, counts,
       CASE WHEN s = 0 THEN 1 WHEN s = 9 AND is_closed THEN -1 ELSE 0 END AS opens
  FROM base, range(10) r(s) ORDER BY entry""",
    "outcomes": """
SELECT 'mediation' AS what, matter AS subject, area, '' AS kind, unit, '' AS channel, registered_on AS due_on,
       h % 7 <> 0 AS is_good, 1 AS times FROM base WHERE h % 40 = 0 ORDER BY subject""",
}


def make_facts(lake: Lake, *, events: int, seed: int, say: Callable[[str], None]) -> Manifest:
    """Write the facts of three years, a month at a time; files that are there are kept. Returns their list."""
    matters = max(events // EVENTS, DAYS)
    made_from = f"made-{matters}-{seed}"
    files: dict[str, dict[str, Kept]] = {name: {} for name in DATASETS}
    known = {}
    if lake.manifest_path(CITY).exists():
        known = {kept.path: kept for kept in lake.manifest(CITY).all_files()}
    months = _months(matters)
    with lake.opened(memory_limit="2GB", threads="2") as engine:
        for month, (first, after) in [*months.items(), (WHOLE, (0, matters))]:
            numbers = {"begin": BEGIN, "days": DAYS, "matters": matters, "seed": seed}
            words = _BASE.format(first=first, after=after, **numbers)
            engine.execute(f"CREATE OR REPLACE VIEW base AS {words}")
            for name in DATASETS:
                if (name == "outcomes") is not (month == WHOLE):
                    continue
                path = lake.path_of(name, CITY, month, made_from)
                kept = known.get(path)
                if kept is None:
                    rows: Any = engine.sql(_SELECTS[name]).to_arrow_table()
                    kept = write_table(lake, path, rows.cast(schema_of(DATASETS[name])))
                files[name][month] = kept
            say(month)
    at = datetime.combine(BEGIN + timedelta(DAYS + 90), datetime.min.time(), UTC)
    return Manifest(CITY, at.isoformat(), files, {**dict.fromkeys(months, made_from), WHOLE: made_from})


def _months(matters: int) -> dict[str, tuple[int, int]]:
    """Return each month with its first matter and the one after its last."""
    found: dict[str, tuple[int, int]] = {}
    for day in range(DAYS):
        month = (BEGIN + timedelta(day)).strftime("%Y-%m")
        first, after = -(-day * matters // DAYS), -(-(day + 1) * matters // DAYS)
        found[month] = (found.get(month, (first, 0))[0], after)
    return found
