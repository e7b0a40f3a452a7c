"""Facts for tests: drawn at random, or written out by hand, in a lake or in an engine."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from linli.metrics.lake.places import WHOLE, Kept, Lake, Manifest
from linli.metrics.lake.rollups import roll_up
from linli.metrics.lake.writing import Exported, schema_of, write_table
from linli.metrics.policies.datasets import DATASETS

CITY, MONTH = "990100", "2026-03"
AT = "2026-06-01T00:00:00+00:00"
Facts = dict[str, list[dict[str, Any]]]
EVENTS = ("registered", "accepted", "completed", "verified", "rework", "closed")


def random_facts(seed: int, matters: int = 60) -> Facts:
    dice = random.Random(seed)
    return {name: [_row(name, number, dice) for number in range(matters)] for name in DATASETS}


CHOICES: dict[str, tuple[Any, ...]] = {
    "area": tuple(f"9901{each}" for each in ("01001001", "01001002", "01002003", "02001001", "02002003")),
    "kind": ("", "street.litter", "street.lamp", "water.burst"),
    "step": ("dispatch", "acknowledge", "contact", "resolve"),
    "event": tuple(f"matter.{each}" for each in EVENTS),
    "why": ("", "not_verified"),
    "what": ("mediation", "performance", "target"),
    "resolved": ("", "yes", "partly", "no"),
    "satisfied": ("", "very_satisfied", "unsatisfied"),
    "channel": ("01", "02"),
    "opens": (1, 0, -1),
}
NUMBERED = frozenset({"matter", "subject", "promise", "assignment", "entry"})


def _row(name: str, number: int, dice: random.Random) -> dict[str, Any]:
    def value(column: str, kind: str) -> Any:
        if column in NUMBERED:
            return number
        return dice.choice(CHOICES[column]) if column in CHOICES else _plain(kind, column, dice)

    return {column: value(column, kind) for column, kind in DATASETS[name].columns.items()}


def _plain(kind: str, column: str, dice: random.Random) -> Any:
    match kind:
        case "boolean":
            return dice.random() < 0.6
        case "date":
            day = date(2026, 2, 20) + timedelta(dice.randint(0, 60))
            return None if column in ("closed_on", "stopped_on") and dice.random() < 0.3 else day
        case "string":
            return ""
        case _:
            return dice.randint(0, 400 if column == "minutes" else 4)


def table_of(name: str, facts: Facts) -> pa.Table:
    return pa.Table.from_pylist(facts[name], schema=schema_of(DATASETS[name]))


def make_lake(folder: Path, facts: Facts, *, city: str = CITY) -> Lake:
    """Write facts as an export would, with their rollups."""
    lake = Lake(folder)
    files: dict[str, dict[str, Kept]] = {}
    for name in DATASETS:
        month = WHOLE if name == "outcomes" else MONTH
        files[name] = {
            month: write_table(lake, lake.path_of(name, city, month, "made"), table_of(name, facts))
        }
    manifest = Manifest(city, AT, files, {MONTH: "made", WHOLE: "made"})
    lake.put(roll_up(lake, manifest, {}, Exported(city, AT), say=lambda line: None))
    return lake
