"""How fast lists, a mediator's calendar and what is due answer when the city holds very many disputes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from linli.bench.asking import Asked, Question
from linli.bench.lists import WARM_UP, BenchFailed, inside
from linli.bench.load import put_load, request
from linli.bench.preparing import PACK
from linli.bench.serving import bench_home, linli, serving

SAMPLES = 40
PATIENCE_SECONDS = 120.0


@dataclass(frozen=True)
class PageFigures:
    p50_ms: float
    p95_ms: float
    queries: int


@dataclass(frozen=True)
class DisputeFigures:
    disputes: int
    pages: dict[str, PageFigures]


def measure(
    *, home: Path | None, disputes: int, samples: int = SAMPLES, seed: int = 1, say: Callable[[str], None]
) -> DisputeFigures:
    """Fill a home (or use it as it is filled) and measure each page over HTTP, one request at a time."""
    with bench_home(home) as place:
        say(f"home {place}")
        linli(place, "migrate", "--quiet")
        linli(place, "city", "load", str(PACK))
        say("fill")
        answer = json.loads(inside(place, "linli.bench.disputes_filling", disputes, samples, seed))
        asked = Asked([Question(**each) for each in answer["questions"]], answer["queries"])
        with serving(place) as port:
            pages = {page: _measured(port, asked, page, say) for page in asked.queries}
    return DisputeFigures(disputes, pages)


def _measured(port: int, asked: Asked, page: str, say: Callable[[str], None]) -> PageFigures:
    prepared = [
        request("GET", each.path, port=port, headers={"Cookie": each.cookie})
        for each in asked.questions
        if each.page == page
    ]
    warm = (prepared * WARM_UP)[:WARM_UP]
    outcome = put_load([*warm, *prepared], port=port, clients=1, seconds=PATIENCE_SECONDS, warm_up=WARM_UP)
    if set(outcome.statuses) - {"200"} or outcome.done < len(prepared):
        raise BenchFailed(f"{page} answered {outcome.statuses}: {outcome.refusals}")
    most = asked.queries[page][1]
    figures = PageFigures(round(outcome.percentile(0.50), 1), round(outcome.percentile(0.95), 1), most)
    say(f"{page}: p50 {figures.p50_ms} ms, p95 {figures.p95_ms} ms, {figures.queries} queries")
    return figures
