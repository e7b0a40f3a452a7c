"""What leaders look at, over very many events: the same questions to the rollups and to the facts themselves."""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import quantiles

from linli.bench.facts import BEGIN, CITY, COUNTIES, DAYS, make_facts
from linli.matters.policies import Satisfied
from linli.matters.policies.rates import CompositeWeights, RateWeights
from linli.metrics.engines.duck import LakeReader
from linli.metrics.engines.source import Row
from linli.metrics.lake.places import Lake
from linli.metrics.lake.rollups import roll_up
from linli.metrics.lake.writing import Exported
from linli.metrics.policies.grammar import Question
from linli.metrics.policies.indicators import Dimension, Shape

WINDOWS = (1, 7, 30, 90, 365, DAYS)
TOWNS, VILLAGES = 12, 30
PAGES: dict[str, tuple[tuple[str, tuple[Dimension, ...]], ...]] = {
    "areas": (("opened", (Dimension.AREA,)), ("closed", (Dimension.AREA,))),
    "closure": (("closure_rate", ()),),
    "on_time": (("on_time_rate", ()), ("on_time_rate_strict", ())),
    "handling_time_by_kind": (("handling_time", (Dimension.KIND,)),),
    "trend": (("opened", (Dimension.DAY,)), ("open", (Dimension.DAY,))),
    "score_by_unit": (("score", (Dimension.UNIT,)),),
}
"""Page -> its figures, and what each is asked by."""


@dataclass(frozen=True)
class Page:
    p95_ms: float
    raw_p95_ms: float
    ratio: float
    """How many times faster than the facts themselves."""


@dataclass
class Dashboards:
    events: int
    pages: dict[str, Page] = field(default_factory=dict)
    first_answer_s: float = 0.0
    """With the loading of everything that answers."""
    peak_mb: float = 0.0
    """Of the process that answers; what made the facts and the rollups is not in it."""
    rolled_up_s: float = 0.0
    equal: int = 0
    """Questions whose answer was compared with the facts, and was the same."""


def measure(
    *, events: int, home: Path | None, samples: int, raw_samples: int, seed: int, say: Callable[[str], None]
) -> Dashboards:
    """Make the facts unless `home` has them, and measure in a process of its own, so that its memory is its own."""
    where = nullcontext(str(home)) if home else tempfile.TemporaryDirectory()
    with where as folder:
        lake = Lake(Path(folder))
        seconds = prepare(lake, events, seed, say)
        words = [sys.executable, "-m", "linli", "bench", "look-at-dashboards", folder]
        words += [str(each) for each in (events, samples, raw_samples, seed)]
        told = json.loads(subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout)
    pages = {name: Page(**page) for name, page in told.pop("pages").items()}
    return Dashboards(pages=pages, **(told | {"rolled_up_s": seconds}))


def prepare(lake: Lake, events: int, seed: int, say: Callable[[str], None]) -> float:
    """Return how many seconds the rollups took; facts and rollups that are there are kept."""
    manifest = make_facts(lake, events=events, seed=seed, say=say)
    begun = time.monotonic()
    with lake.alone():
        lake.put(roll_up(lake, manifest, {}, Exported(CITY, manifest.at), say=say))
    return round(time.monotonic() - begun, 1)


def look(lake: Lake, events: int, samples: int, raw_samples: int, seed: int, *, begun: float) -> Dashboards:
    """Ask each page for many windows and areas. `begun`: when nothing of all that answers was loaded yet."""
    found, dice = Dashboards(events), random.Random(seed)  # noqa: S311
    reader = LakeReader(lake, lake.manifest(CITY))
    draw(reader, "areas", "9901", BEGIN, BEGIN + timedelta(DAYS))
    found.first_answer_s = round(time.monotonic() - begun, 3)
    fast = {name: _times(reader, name, samples, dice) for name in PAGES}
    found.peak_mb = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    raw = LakeReader(lake, lake.manifest(CITY), only_facts=True)
    for name in PAGES:
        slow = []
        for _ in range(raw_samples):
            what = _drawn(dice)
            begun = time.perf_counter()
            facts = draw(raw, name, *what)
            slow.append((time.perf_counter() - begun) * 1000)
            if draw(reader, name, *what) != facts:
                raise AssertionError(f"{name} {what}: rollups and facts differ")
            found.equal += len(PAGES[name])
        quick, raw_ms = p95(fast[name]), p95(slow)
        found.pages[name] = Page(quick, raw_ms, round(raw_ms / quick, 1))
    return found


def _times(reader: LakeReader, name: str, samples: int, dice: random.Random) -> list[float]:
    """Return milliseconds of warm answers; the first of a page is not counted."""
    draw(reader, name, *_drawn(dice))
    found = []
    for _ in range(samples):
        what = _drawn(dice)
        begun = time.perf_counter()
        draw(reader, name, *what)
        found.append((time.perf_counter() - begun) * 1000)
    return found


def draw(reader: LakeReader, page: str, prefix: str, first: date, last: date) -> list[list[Row]]:
    """Return all rows of a page, with the figures made of them."""
    made = []
    for indicator, by in PAGES[page]:
        days = (last - timedelta(29), last) if Dimension.DAY in by else (first, last)
        question = Question(indicator, *days, by, prefix)
        definition = question.definition
        rows = reader.medians(question) if definition.shape is Shape.MEDIAN else reader.sums(question)
        if definition.shape is not Shape.MEDIAN:
            rows = [{**row, "value": definition.value(row, WEIGHTS)} for row in rows]
        made.append(rows)
    return made


def _drawn(dice: random.Random) -> tuple[str, date, date]:
    """Return an area of any level and a window of any length."""
    county = f"9901{dice.randint(1, COUNTIES):02}"
    town = f"{county}{dice.randint(1, TOWNS):03}"
    place = dice.choice(("9901", county, town, f"{town}{dice.randint(1, VILLAGES):03}"))
    days = dice.choice(WINDOWS)
    first = BEGIN + timedelta(dice.randint(0, DAYS - days))
    return place, first, first + timedelta(days - 1)


def p95(values: list[float]) -> float:
    return round(quantiles(values, n=20, method="inclusive")[-1], 1)


WEIGHTS = RateWeights(
    partly_resolved=Decimal("0.5"),
    satisfied={
        each: Decimal(each not in (Satisfied.UNSATISFIED, Satisfied.VERY_UNSATISFIED)) for each in Satisfied
    },
    composite=CompositeWeights(
        response=Decimal("0.30"), resolution=Decimal("0.35"), satisfaction=Decimal("0.35")
    ),
)
