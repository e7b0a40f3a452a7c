"""The fact schema: few small tables of what can be counted, without anything personal.

The same tables are read from PostgreSQL (`sql/<name>.sql`) and from the lake. Days are
the city's. A unit of 0 means none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

SCHEMA_VERSION = 2
"""Goes into the path of every file of the lake. A changed column is a new version, written beside the old one."""

WHOLE, SMALL, DAY, TEXT, TRUTH = "int64", "int32", "date", "string", "boolean"
PLACED = {"area": TEXT, "kind": TEXT, "unit": WHOLE}


@dataclass(frozen=True)
class Dataset:
    name: str
    columns: Mapping[str, str]
    """Column -> type, in the words of Ibis; Arrow and DuckDB know the same ones."""
    order: tuple[str, ...]
    """What a file is sorted by: the same facts always make the same bytes."""


MATTERS = Dataset(
    "matters",
    MappingProxyType(
        {
            "matter": WHOLE,
            **PLACED,
            "channel": TEXT,
            "registered_on": DAY,
            "closed_on": DAY,
            "counts": TRUTH,
            "is_joined": TRUTH,
            "is_repeat": TRUTH,
            "could_be_asked": TRUTH,
            "resolved": TEXT,
            "satisfied": TEXT,
            "was_reworked": TRUTH,
            "was_reopened": TRUTH,
            "minutes": SMALL,
        }
    ),
    ("matter",),
)
PROMISES = Dataset(
    "promises",
    MappingProxyType(
        {
            "promise": WHOLE,
            "matter": WHOLE,
            **PLACED,
            "channel": TEXT,
            "step": TEXT,
            "due_on": DAY,
            "stopped_on": DAY,
            "counts": TRUTH,
            "is_met": TRUTH,
            "is_kept": TRUTH,
            "is_kept_strictly": TRUTH,
            "is_closed": TRUTH,
        }
    ),
    ("promise",),
)
ORDERS = Dataset(
    "orders",
    MappingProxyType(
        {
            "assignment": WHOLE,
            "matter": WHOLE,
            **PLACED,
            "channel": TEXT,
            "sender": WHOLE,
            "issued_on": DAY,
            "counts": TRUTH,
            "was_sent_back": TRUTH,
            "was_wrong": TRUTH,
        }
    ),
    ("assignment",),
)
EVENTS = Dataset(
    "events",
    MappingProxyType(
        {
            "entry": WHOLE,
            "matter": WHOLE,
            **PLACED,
            "channel": TEXT,
            "happened_on": DAY,
            "event": TEXT,
            "old": TEXT,
            "new": TEXT,
            "why": TEXT,
            "counts": TRUTH,
            "opens": SMALL,
        }
    ),
    ("entry",),
)
OUTCOMES = Dataset(
    "outcomes",
    MappingProxyType(
        {
            "what": TEXT,
            "subject": WHOLE,
            **PLACED,
            "channel": TEXT,
            "due_on": DAY,
            "is_good": TRUTH,
            "times": SMALL,
        }
    ),
    ("what", "subject", "area", "due_on", "is_good", "times"),
)
DATASETS: Mapping[str, Dataset] = MappingProxyType(
    {each.name: each for each in (MATTERS, PROMISES, ORDERS, EVENTS, OUTCOMES)}
)
OF_MATTERS = ("matters", "promises", "orders", "events")
"""Written together, by the month in which the matter was registered. The rest is small and written as a whole."""
