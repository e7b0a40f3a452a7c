"""Reading series from a table of counts, a row per series and week."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO

import numpy as np

from linli.warnings.detectors.backtest import CountSeries
from linli.warnings.detectors.farrington import YEAR
from linli.warnings.errors import SeriesColumnsMissing, SeriesCountUnfit, SeriesFileUnreadable

NEEDED = ("series", "t", "observed")
MOST_PERIODS = 10_000
"""A period's number further than this from the first is a mistake of typing, not a gap."""
MISSING = frozenset({"", "NA", "nan", "NaN"})
Row = Mapping[str, str]


@dataclass
class _Collected:
    first_row: Row
    counts: dict[int, float] = field(default_factory=dict)
    outbreak: set[int] = field(default_factory=set)


def read_series(path: Path) -> list[CountSeries]:
    """Return every series of a CSV file (also gzipped), in the file's order; weeks that have no row are missing.

    Columns: series, t, observed; and unit, state, freq, start_year, start_period where there are any.
    Raises SeriesFileUnreadable, SeriesColumnsMissing, SeriesCountUnfit.
    """
    try:
        with closing(_opened(path)) as file:
            rows = csv.DictReader(file)
            missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
            if missing:
                raise SeriesColumnsMissing(file=path.name, columns=", ".join(missing))
            collected = _collected(path.name, rows)
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise SeriesFileUnreadable(file=path.name) from error
    truths = {name for (name, _unit), each in collected.items() if each.outbreak}
    return [_series(name, unit, each, name in truths) for (name, unit), each in collected.items()]


def _opened(path: Path) -> IO[str]:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    if packed:
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _collected(name: str, rows: Iterable[Row]) -> dict[tuple[str, str], _Collected]:
    found: dict[tuple[str, str], _Collected] = {}
    for number, row in enumerate(rows, start=2):
        key = (row["series"] or "", row.get("unit") or "")
        each = found.get(key)
        if each is None:
            each = found[key] = _Collected(row)
        try:
            week = int(row["t"])
            if row["observed"] not in MISSING:
                each.counts[week] = _count(row["observed"])
        except (ValueError, TypeError) as error:
            raise SeriesCountUnfit(file=name, row=number) from error
        if row.get("state") == "1":
            each.outbreak.add(week)
        if abs(week - next(iter(each.counts), week)) > MOST_PERIODS:
            raise SeriesCountUnfit(file=name, row=number)
    return {key: each for key, each in found.items() if each.counts}


def _count(text: str) -> float:
    value = float(text)
    if not 0 <= value < 1e12:
        raise ValueError(text)
    return value


def _series(name: str, unit: str, each: _Collected, has_truth: bool) -> CountSeries:
    first, last = min(each.counts), max(each.counts)
    counts = np.full(last - first + 1, np.nan)
    outbreak = np.zeros(len(counts), dtype=bool)
    for week, count in each.counts.items():
        counts[week - first] = count
    for week in each.outbreak & each.counts.keys():
        outbreak[week - first] = True
    year = _whole(each.first_row.get("freq"), YEAR)
    return CountSeries(name, unit, first, counts, outbreak, has_truth, _start(each.first_row, year), year)


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdigit() and int(text) > 0 else otherwise


def _start(row: Row, year: int) -> date | None:
    start_year, period = _whole(row.get("start_year"), 0), _whole(row.get("start_period"), 0)
    if year != YEAR or not start_year or not 1 <= period <= YEAR:
        return None
    return date.fromisocalendar(start_year, period, 1)
