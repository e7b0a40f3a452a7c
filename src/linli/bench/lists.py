"""How fast pages answer when the city holds very many matters: the lists alone, or every face of the city."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from linli.bench.asking import MOST_QUERIES, Asked, Question
from linli.bench.load import put_load, request
from linli.bench.pace import Pace, pace
from linli.bench.preparing import PACK
from linli.bench.serving import bench_home, environment, linli, serving
from linli.bench.weighing import first_load
from linli.core.postgres import Cluster

SAMPLES = 60
WARM_UP = 12
COLD, WARM = "cold_", "warm_"
"""Pages that are measured before anybody asked for them, and after each process has them."""
ALONE = "page_"
"""Pages that are asked for by one address only, so that nothing is said about rows."""
SECONDS_FOR_EACH = 10.0
"""So long one page is asked, and warmed before: one that is slow tells so with few answers too."""
TARGET_MS = 100.0
"""What the slowest twentieth of answers may take on the server."""
BYTES_FOR_EACH = 15_000
"""Free space wanted for each matter with its entries, and the log that is written with them."""
LEAST_BYTES = 2_000_000_000


class BenchFailed(RuntimeError):
    """The figures would mean nothing: no space, a page that refused, or one that asks a query for each row."""


@dataclass(frozen=True)
class PageFigures:
    p50_ms: float
    p95_ms: float
    queries: int
    answers: int = 0
    """How many were measured."""
    bytes: int = 0
    """Of a first visit, compressed, with all that the page names; 0: not weighed."""
    ratio: float = 0.0
    """Of p50 to a plain Django page that was asked for just before."""


@dataclass(frozen=True)
class ListFigures:
    matters: int
    entries: int
    pages: dict[str, PageFigures]
    faults: list[str] = field(default_factory=list)
    """Pages that ask too many queries or refuse, said beside the figures of all others."""
    floor_ms: float = 0.0
    """What the plain Django page took; the machine's pace during the run."""

    @property
    def slow(self) -> list[str]:
        """Return the pages above the target."""
        return [name for name, each in self.pages.items() if each.p95_ms > TARGET_MS]


def require_space(folder: Path, matters: int) -> None:
    """Raises BenchFailed when the disk would be filled: 15 GB for a million matters, less what a home holds."""
    wanted = max(LEAST_BYTES, matters * BYTES_FOR_EACH - _held(folder))
    free = shutil.disk_usage(_existing(folder)).free
    if free < wanted:
        raise BenchFailed(
            f"{matters:,} matters want {wanted / 1e9:.1f} GB free, {_existing(folder)} has {free / 1e9:.1f} GB"
        )


def _held(home: Path) -> int:
    """Return the bytes of the home's database; none where there is no home yet."""
    if not (home / "secrets").is_dir():  # asking a cluster where it lies would begin one
        return 0
    return sum(each.stat().st_size for each in Cluster(home).data.rglob("*") if each.is_file())


def _existing(folder: Path) -> Path:
    return next(each for each in (folder, *folder.absolute().parents) if each.exists())


def measure(
    *,
    home: Path | None,
    matters: int,
    samples: int = SAMPLES,
    seed: int = 1,
    which: str = "lists",
    say: Callable[[str], None],
) -> ListFigures:
    """Fill a home (or use it as it is filled) and measure each page over HTTP, one request at a time.

    `which` is "lists" or "pages"; all pages are weighed too.
    """
    place_given = home or Path(temporary())
    if not _is_filled(home):
        require_space(place_given, matters)
    with bench_home(home) as place:
        say(f"home {place}")
        linli(place, "migrate", "--quiet")
        linli(place, "city", "load", str(PACK))
        filled = json.loads(inside(place, "linli.bench.filling", matters, seed))
        say("questions")
        answer = json.loads(inside(place, "linli.bench.asking", samples, seed, which))
        asked = Asked([Question(**each) for each in answer["questions"]], answer["queries"])
        _require_constant(asked)
        faults = [
            f"{page} asks {most} queries"
            for page, (_least, most) in asked.queries.items()
            if page.startswith(ALONE) and most > MOST_QUERIES
        ]
        with serving(place) as port, pace(place) as floor:
            pages = _all_measured(port, floor, asked, faults, say)
            if which == "pages":
                pages = {page: _weighed(port, asked, page, found) for page, found in pages.items()}
    return ListFigures(filled["matters"], filled["entries"], pages, faults, floor.ms)


def questions_of(home: Path, seed: int, samples: int = 8) -> list[tuple[str, str]]:
    """Return paths of list pages with the cookie of somebody who may see them, for load beside other load."""
    with bench_home(home) as place:
        answer = json.loads(inside(place, "linli.bench.asking", samples, seed, "lists"))
    return [(each["path"], each["cookie"]) for each in answer["questions"]]


def temporary() -> str:
    import tempfile

    return tempfile.gettempdir()


def _is_filled(home: Path | None) -> bool:
    return home is not None and (home / "secrets" / "demo").exists()


def inside(home: Path, module: str, *words: object) -> str:
    """Run a module of the bench with the settings of `home` and return what it printed."""
    command = [sys.executable, "-m", module, *map(str, words)]
    settings = {**environment(home), "DJANGO_SETTINGS_MODULE": "linli.settings"}
    done = subprocess.run(command, env=settings, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def _require_constant(asked: Asked) -> None:
    """Lists of one row and of thirty ask the same number of queries. Raises BenchFailed."""
    for page, (least, most) in asked.queries.items():
        if page.startswith(ALONE):
            continue
        is_same = least == most or not page.startswith(("list", "search", "tile", "letters", "supervision"))
        if not is_same or most > MOST_QUERIES:
            raise BenchFailed(f"{page} asks {least} to {most} queries")


def _all_measured(
    port: int, floor: Pace, asked: Asked, faults: list[str], say: Callable[[str], None]
) -> dict[str, PageFigures]:
    """Measure page after page. One that refuses is added to the faults, and the others are measured all the same."""
    found: dict[str, PageFigures] = {}
    for page in asked.queries:
        try:
            found[page] = _measured(port, floor.ask(), asked, page, say)
        except BenchFailed as failure:
            faults.append(str(failure))
            say(str(failure))
    return found


def _measured(port: int, floor_ms: float, asked: Asked, page: str, say: Callable[[str], None]) -> PageFigures:
    prepared = [
        request("GET", each.path, port=port, headers=each.headers)
        for each in asked.questions
        if each.page == page
    ]
    rounds = 0 if page.startswith(COLD) else len(prepared) * 4 if page.startswith(WARM) else WARM_UP
    warm = (prepared * max(rounds, 1))[:rounds]
    outcome = put_load([*warm, *prepared], port=port, clients=1, seconds=SECONDS_FOR_EACH, warm_up=rounds)
    if set(outcome.statuses) - {"200", "204"} or not outcome.done:
        raise BenchFailed(f"{page} answered {outcome.statuses}: {outcome.refusals}")
    figures = PageFigures(
        round(outcome.percentile(0.50), 1),
        round(outcome.percentile(0.95), 1),
        asked.queries[page][1],
        outcome.done,
        ratio=round(outcome.percentile(0.50) / floor_ms, 1),
    )
    times = f"p50 {figures.p50_ms} ms, p95 {figures.p95_ms} ms, {figures.ratio} of the floor"
    say(f"{page}: {times}, {figures.queries} queries, {figures.answers} answers")
    return figures


def _weighed(port: int, asked: Asked, page: str, found: PageFigures) -> PageFigures:
    question = next(each for each in asked.questions if each.page == page)
    if question.path.endswith((".mvt", "/live/")):
        return found
    return replace(found, bytes=first_load(port, question.path, question.cookie))
