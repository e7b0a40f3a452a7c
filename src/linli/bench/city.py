"""A full city, measured whole: every other bench in one home, at growing sizes, with what each operation grows by.

The results are one JSON document; `compared` says what got worse against an earlier one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from linli.bench import faults, intake, lake, lists, ratings, sweeping
from linli.bench.pace import FLOOR

FIRST = 10_000
"""Growth is looked at from here on."""
STEP = 10
MORE_IS_BETTER = frozenset({"per_second", "ratio"})
SECONDS_OF_LOAD, CLIENTS = 10.0, 8
SHARE_DUE, ENTITIES_EACH, FACTS_EACH = 20, 4, 10
"""One promise of so many matters is due at once; one enterprise for so many matters, and so many facts for each."""
SOAK_PAUSES = (5.0, 45.0)
"""Seconds between two kills of a soak: a city that works and is hit, not one that is always down."""
NOISE_MS = 5.0
"""Differences below this say nothing about a page."""
Say = Callable[[str], None]


@dataclass(frozen=True)
class Measured:
    """One figure of one operation."""

    value: float
    unit: str
    """ms, s, mb, per_second, ratio or queries."""


@dataclass
class Size:
    matters: int
    entries: int
    operations: dict[str, Measured] = field(default_factory=dict)


@dataclass
class City:
    at: str
    sizes: list[Size] = field(default_factory=list)
    exponents: dict[str, float] = field(default_factory=dict)
    """Operation -> k in value ~ matters^k, over all sizes; 0 is constant, 1 grows with the city."""
    soak: dict[str, Any] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    """Parts that could not be measured, and why: a figure that is missing is said, never left out in silence."""

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def sizes_up_to(matters: int, *, growth: bool) -> list[int]:
    """Return the sizes to measure, the full one last."""
    found, size = [], min(FIRST, max(1_000, matters // STEP))
    while growth and size < matters:
        found.append(size)
        size *= STEP
    return [*found, matters]


def measure(
    *,
    matters: int,
    home: Path | None,
    samples: int,
    seed: int,
    growth: bool,
    soak_minutes: float,
    say: Say,
    keep: Callable[[City], None] = lambda found: None,
) -> City:
    """Fill a home step by step and measure everything at each size. What fails is said, and the rest goes on.

    `keep` is called whenever something was added, so that hours are not lost with the machine.
    """
    lists.require_space(home or Path(lists.temporary()), matters)
    found = City(datetime.now(UTC).isoformat(timespec="seconds"))
    where = (
        nullcontext(str(home))
        if home
        else TemporaryDirectory(prefix="linli-city-", ignore_cleanup_errors=True)
    )
    with where as folder:
        for size in sizes_up_to(matters, growth=growth):
            say(f"== {size:,} matters")
            found.sizes.append(_at_size(Path(folder), size, samples, seed, say, found.failed))
            found.exponents = exponents(found.sizes)
            keep(found)
        if soak_minutes:
            say(f"== soak of {soak_minutes} minutes")
            part = _part("soak", lambda: _soak(Path(folder), soak_minutes, seed), found.failed, say)
            found.soak = part or {}
            keep(found)
    return found


def _at_size(home: Path, size: int, samples: int, seed: int, say: Say, failed: dict[str, str]) -> Size:
    """Measure the parts that read first: the sweep moves clocks, and ratings fill tables of their own."""
    filled: lists.ListFigures | None = _part(
        f"pages at {size}",
        partial(lists.measure, home=home, matters=size, samples=samples, seed=seed, say=say),
        failed,
        say,
    )
    made = Size(filled.matters if filled else size, filled.entries if filled else 0)
    pages = filled.pages if filled else {}
    for page, figures in pages.items():
        made.operations[page] = Measured(figures.p95_ms, "ms")
        made.operations[f"{page}.queries"] = Measured(figures.queries, "queries")
    if filled:
        made.operations[FLOOR] = Measured(filled.floor_ms, "ms")
    for name, part in _parts(home, size, seed, say).items():
        say(f"{name}")
        found = _part(f"{name} at {size}", part, failed, say)
        made.operations |= found or {}
    made.operations["files"] = Measured(round(_bytes_of(home) / 1e6, 1), "mb")
    return made


Found = dict[str, Measured]


def _parts(home: Path, size: int, seed: int, say: Say) -> Mapping[str, Callable[[], Found]]:
    return {
        "lake": lambda: _of_lake(lake.measure(home=home, matters=size, seed=seed, say=say)),
        "registering": lambda: _of_intake(
            intake.measure(home=home, clients=CLIENTS, seconds=SECONDS_OF_LOAD, seed=seed)
        ),
        "sweep": lambda: _of_sweep(
            sweeping.measure(home=home, matters=size, due=max(100, size // SHARE_DUE), seed=seed, say=say)
        ),
        "ratings": lambda: _of_ratings(
            ratings.measure(
                home=home,
                entities=max(1_000, size // ENTITIES_EACH),
                facts=max(1_000, size // ENTITIES_EACH * FACTS_EACH),
                seed=seed,
                say=say,
            )
        ),
    }


def _part(name: str, work: Callable[[], Any], failed: dict[str, str], say: Say) -> Any:
    try:
        return work()
    except Exception as error:  # one part that fails must not cost the hours of the others
        failed[name] = f"{type(error).__name__}: {error}"
        say(f"{name} failed: {error}")
        return None


def _of_lake(found: lake.LakeFigures) -> Found:
    pages = {f"figures_{page}": Measured(value, "ms") for page, value in found.pages.items()}
    return pages | {
        "export": Measured(found.export_s, "s"),
        "export.ratio": Measured(found.ratio, "ratio"),
        "export_again": Measured(found.again_s, "s"),
        "figures_first_answer": Measured(found.first_answer_s, "s"),
        "freeze_month": Measured(found.freeze_s, "s"),
        "bulletin": Measured(found.bulletin_s, "s"),
        "export.peak": Measured(found.peak_mb, "mb"),
        "lake": Measured(found.lake_mb, "mb"),
        "database": Measured(found.database_mb, "mb"),
    }


def _of_intake(found: Any) -> Found:
    return {
        "registering": Measured(found.registered_per_second, "per_second"),
        "registering.ratio": Measured(found.ratio, "ratio"),
        "registering.p95": Measured(found.p95_ms, "ms"),
    }


def _of_sweep(found: sweeping.SweepFigures) -> Found:
    return {"sweep": Measured(found.seconds, "s"), "sweep.peak": Measured(found.peak_mb, "mb")}


def _of_ratings(found: ratings.RatingFigures) -> Found:
    return {
        "rating": Measured(found.seconds, "s"),
        "rating_again": Measured(found.incremental_seconds, "s"),
        "rating.peak": Measured(found.peak_mb, "mb"),
    }


def _soak(home: Path, minutes: float, seed: int) -> dict[str, Any]:
    """Register, read lists and kill processes for so long."""
    asked = lists.questions_of(home, seed)
    found = faults.play(
        home=home,
        clients=4,
        seconds=minutes * 60,
        seed=seed,
        read=asked,
        is_filled=True,
        pauses=SOAK_PAUSES,
    )
    return {**asdict(found), "clean": found.is_clean}


def _bytes_of(home: Path) -> int:
    return sum(path.stat().st_size for path in home.rglob("*") if path.is_file() and not path.is_symlink())


def exponents(sizes: list[Size]) -> dict[str, float]:
    """Return the slope of each operation in logarithms, by least squares; two sizes at least."""
    names = set.intersection(*(set(each.operations) for each in sizes)) if len(sizes) > 1 else set()
    found = {}
    for name in sorted(names):
        points = [(each.matters, each.operations[name].value) for each in sizes]
        if all(value > 0 for _matters, value in points):
            found[name] = _slope([(math.log(matters), math.log(value)) for matters, value in points])
    return found


def _slope(points: list[tuple[float, float]]) -> float:
    count = len(points)
    mean_x, mean_y = sum(x for x, _y in points) / count, sum(y for _x, y in points) / count
    spread = sum((x - mean_x) ** 2 for x, _y in points)
    return round(sum((x - mean_x) * (y - mean_y) for x, y in points) / spread, 3) if spread else 0.0


# The guard


@dataclass(frozen=True)
class Worse:
    """One operation that got worse than is tolerated."""

    matters: int
    operation: str
    was: float
    now: float
    unit: str

    def __str__(self) -> str:
        return f"{self.operation} at {self.matters:,} matters: {self.was} -> {self.now} {self.unit}"


def compared(now: Mapping[str, Any], was: Mapping[str, Any], tolerance: float) -> list[Worse]:
    """Return what got worse by more than a share of it, at the same wish for a size; and what is gone.

    Sizes are told apart by their place, since a home that was given holds somewhat more than was asked for.
    Times are compared as multiples of the floor where both runs know it: what was slower may be the machine.
    """
    found = []
    for new, old in zip(now["sizes"], was["sizes"], strict=False):
        slower = _slower(new["operations"], old["operations"])
        for name, before in old["operations"].items():
            if name == FLOOR:
                continue
            after = new["operations"].get(name)
            value = after["value"] if after else math.nan
            if after is None or _is_worse(before["unit"], before["value"], value, tolerance, slower):
                found.append(Worse(new["matters"], name, before["value"], value, before["unit"]))
    if was.get("soak", {}).get("clean") and now.get("soak") and not now["soak"].get("clean"):
        found.append(Worse(0, "soak", 1, 0, "clean"))
    return found


def _slower(now: Mapping[str, Any], was: Mapping[str, Any]) -> float:
    """Return how many times as long the floor took as then; 1 when one of the runs has none."""
    floors = [each[FLOOR]["value"] for each in (now, was) if FLOOR in each]
    return float(floors[0] / floors[1]) if len(floors) == 2 and all(floors) else 1.0


def _is_worse(unit: str, was: float, now: float, tolerance: float, slower: float) -> bool:
    if not was:
        return False  # it was not measured then
    if unit in ("ms", "s"):
        now /= slower
    if unit == "per_second":
        now *= slower
    if unit in MORE_IS_BETTER:
        return now < was * (1 - tolerance)
    if unit == "ms" and now - was < NOISE_MS:
        return False
    return now > was * (1 + tolerance)


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def write(path: Path, city: City) -> None:
    path.write_text(json.dumps(city.as_data(), indent=1) + "\n", "utf-8")
