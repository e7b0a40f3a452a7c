from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

app = typer.Typer(help="Measure. Every figure stands beside a floor taken in the same run.")

HOME = typer.Option(None, help="Home folder to measure in; empty: a new one, removed afterwards.")
CLIENTS = typer.Option(8, min=1, max=200, help="Connections that each keep one request under way.")
JSON = typer.Option(False, "--json", help="Print one JSON document and nothing else.")
LAKE = typer.Option(None, "--home", help="Folder for the facts; empty: a new one, removed afterwards.")
RESULTS = typer.Option(None, "--out", help="File for the results, as JSON.")
AGAINST = typer.Option(None, exists=True, dir_okay=False, help="Results of an earlier run to compare with.")
LABELLED = typer.Option(
    None, exists=True, dir_okay=False, help="CSV of labelled messages: label, title, detail; or gzipped."
)
FILLED = typer.Option(None, help="Filled home that is asked; it is only read.")
SEED = typer.Option(1, help="The same seed sends the same messages.")


@app.callback()
def bench() -> None:
    """Measure on a server and a database of its own; a running city is not touched."""


@app.command()
def intake(
    home: Path | None = HOME,
    clients: int = CLIENTS,
    seconds: float = typer.Option(20.0, min=1, help="How long matters are registered."),
    seed: int = SEED,
    as_json: bool = JSON,
) -> None:
    """Measure how many matters a second are registered through the API."""
    from linli.bench.intake import measure

    _show(measure(home=home, clients=clients, seconds=seconds, seed=seed), as_json)


@app.command()
def lists(
    home: Path | None = HOME,
    matters: int = typer.Option(1_000_000, min=200, help="How many matters the city holds, at least."),
    samples: int = typer.Option(60, min=4, help="Requests for each page, each with other parameters."),
    seed: int = SEED,
    as_json: bool = JSON,
) -> None:
    """Measure work lists, search, a matter's page and map tiles. A home that was given stays filled."""
    _measure_pages("lists", home, matters, samples, seed, as_json)


@app.command()
def pages(
    home: Path | None = HOME,
    matters: int = typer.Option(1_000_000, min=200, help="How many matters the city holds, at least."),
    samples: int = typer.Option(20, min=4, help="Requests for each page, each with other parameters."),
    seed: int = SEED,
    as_json: bool = JSON,
) -> None:
    """Measure every face: time, queries and bytes of a first visit of each page, and map tiles cold and warm."""
    _measure_pages("pages", home, matters, samples, seed, as_json)


def _measure_pages(
    which: str, home: Path | None, matters: int, samples: int, seed: int, as_json: bool
) -> None:
    from linli.bench.lists import BenchFailed, measure

    try:
        figures = measure(home=home, matters=matters, samples=samples, seed=seed, which=which, say=_say)
    except BenchFailed as failure:
        typer.echo(str(failure), err=True)
        raise typer.Exit(1) from failure
    if as_json:
        _show(figures, as_json)
    else:
        typer.echo(f"{figures.matters:,} matters, {figures.entries:,} entries, floor {figures.floor_ms} ms")
        typer.echo(
            "| page | p50 ms | p95 ms | of the floor | queries | first visit, KB |\n|---|---|---|---|---|---|"
        )
        for name, page in figures.pages.items():
            weight = f"{page.bytes / 1000:.0f}" if page.bytes else ""
            typer.echo(
                f"| {name} | {page.p50_ms} | {page.p95_ms} | {page.ratio} | {page.queries} | {weight} |"
            )
    for fault in figures.faults:
        typer.echo(fault, err=True)
    slow = figures.slow
    typer.echo(
        f"{len(figures.pages) - len(slow)} of {len(figures.pages)} pages within 100 ms (p95)", err=True
    )
    for name in slow:
        typer.echo(f"over it: {name}, {figures.pages[name].p95_ms} ms", err=True)
    raise typer.Exit(1 if figures.faults else 0)


@app.command()
def sweep(
    home: Path | None = HOME,
    matters: int = typer.Option(2_000_000, min=1000, help="How many matters the city holds, at least."),
    due: int = typer.Option(100_000, min=100, help="How many promises ran out."),
    seed: int = SEED,
    as_json: bool = JSON,
) -> None:
    """Measure one sweep of the ladder beside a plain UPDATE of the same rows, and sweep once more."""
    from linli.bench.lists import BenchFailed
    from linli.bench.sweeping import measure

    try:
        _show(measure(home=home, matters=matters, due=due, seed=seed, say=_say), as_json)
    except BenchFailed as failure:
        typer.echo(str(failure), err=True)
        raise typer.Exit(1) from failure


@app.command()
def disputes(
    home: Path | None = HOME,
    count: int = typer.Option(200_000, "--disputes", min=500, help="How many disputes the city holds."),
    samples: int = typer.Option(40, min=4, help="Requests for each page, each with other parameters."),
    seed: int = SEED,
    as_json: bool = JSON,
) -> None:
    """Measure lists, search, a mediator's calendar and what is due among very many disputes."""
    from linli.bench.disputes import measure
    from linli.bench.lists import BenchFailed

    try:
        figures = measure(home=home, disputes=count, samples=samples, seed=seed, say=_say)
    except BenchFailed as failure:
        typer.echo(str(failure), err=True)
        raise typer.Exit(1) from failure
    if as_json:
        _show(figures, as_json)
        return
    typer.echo(f"{figures.disputes:,} disputes\n| page | p50 ms | p95 ms | queries |\n|---|---|---|---|")
    for name, page in figures.pages.items():
        typer.echo(f"| {name} | {page.p50_ms} | {page.p95_ms} | {page.queries} |")


@app.command()
def dashboards(
    home: Path | None = LAKE,
    events: int = typer.Option(20_000_000, min=20_000, help="How many events the lake holds."),
    samples: int = typer.Option(
        60, min=4, help="Warm answers of each page, each of another area and period."
    ),
    raw_samples: int = typer.Option(
        4, min=2, help="Answers of each page from the facts themselves, compared."
    ),
    seed: int = SEED,
    as_json: bool = JSON,
) -> None:
    """Measure the figures of leaders beside the same questions to the raw facts."""
    from linli.bench.dashboards import measure

    say: Callable[[str], None] = _say if not as_json else (lambda line: None)
    figures = measure(events=events, home=home, samples=samples, raw_samples=raw_samples, seed=seed, say=say)
    _show(figures, as_json)


@app.command()
def lake(
    home: Path | None = HOME,
    matters: int = typer.Option(2_000_000, min=200, help="How many matters the city holds, at least."),
    seed: int = SEED,
    as_json: bool = JSON,
) -> None:
    """Measure the export into the lake beside a bare COPY and Parquet write of the same columns."""
    from linli.bench.lake import measure
    from linli.bench.lists import BenchFailed

    try:
        _show(measure(home=home, matters=matters, seed=seed, say=_say), as_json)
    except BenchFailed as failure:
        typer.echo(str(failure), err=True)
        raise typer.Exit(1) from failure


@app.command()
def city(
    home: Path | None = HOME,
    matters: int = typer.Option(2_000_000, min=1_000, help="How many matters the full city holds."),
    samples: int = typer.Option(60, min=4, help="Requests for each page, each with other parameters."),
    growth: bool = typer.Option(False, "--growth", help="Also at 10,000, 100,000 and so on, with exponents."),
    soak: float = typer.Option(0.0, min=0, help="Minutes of mixed load with kills at the end."),
    out: Path | None = RESULTS,
    against: Path | None = AGAINST,
    tolerance: float = typer.Option(0.25, min=0, help="How much worse is still the same, as a share."),
    seed: int = SEED,
    as_json: bool = JSON,
) -> None:
    """Build a full city and measure everything in it; exit 1 when something got worse or the soak lost something."""
    from linli.bench import city as whole
    from linli.bench.lists import BenchFailed

    before = whole.read(against) if against else None
    try:
        found = whole.measure(
            matters=matters,
            home=home,
            samples=samples,
            seed=seed,
            growth=growth,
            soak_minutes=soak,
            say=_say,
            keep=(lambda found: whole.write(out, found)) if out else (lambda found: None),
        )
    except BenchFailed as failure:
        typer.echo(str(failure), err=True)
        raise typer.Exit(1) from failure
    if as_json:
        typer.echo(json.dumps(found.as_data()))
    else:
        for size in found.sizes:
            typer.echo(f"{size.matters:,} matters, {size.entries:,} entries")
            for name, each in size.operations.items():
                grows = f"  ~ matters^{found.exponents[name]}" if name in found.exponents else ""
                typer.echo(f"  {name:<28} {each.value:>12} {each.unit}{grows}")
        for name, count in found.soak.items():
            typer.echo(f"soak  {name:<22} {count:>12}")
        for name, why in found.failed.items():
            typer.echo(f"not measured: {name}: {why}", err=True)
    worse = whole.compared(found.as_data(), before, tolerance) if before else []
    for each_worse in worse:
        typer.echo(f"worse: {each_worse}", err=True)
    was_clean = found.soak.get("clean", True)
    raise typer.Exit(0 if was_clean and not worse else 1)


@app.command()
def upgrade(
    release: str = typer.Option(
        "", "--from", help="Tag or commit of the earlier release; empty: the last tag."
    ),
    matters: int = typer.Option(100, min=1, help="How many matters are played with it."),
    days: int = typer.Option(40, min=2, max=365, help="Over so many days, so that a month can be frozen."),
    seed: int = SEED,
    as_json: bool = JSON,
) -> None:
    """Bring data that an earlier release made to this one; exit 1 unless nothing is lost or changed."""
    from linli.bench.upgrading import NoRelease, last_release, measure

    try:
        found = measure(release=release or last_release(), matters=matters, days=days, seed=seed, say=_say)
    except NoRelease as failure:
        typer.echo(str(failure), err=True)
        raise typer.Exit(1) from failure
    _show(found, as_json)
    raise typer.Exit(0 if found.is_clean else 1)


@app.command(hidden=True)
def look_at_dashboards(folder: Path, events: int, samples: int, raw_samples: int, seed: int) -> None:
    """Measure over facts that are there, in a process that made none of them and has loaded nothing yet."""
    begun = time.monotonic()
    from linli.bench.dashboards import look
    from linli.metrics.lake.places import Lake

    _show(look(Lake(folder), events, samples, raw_samples, seed, begun=begun), as_json=True)


@app.command()
def ratings(
    home: Path | None = HOME,
    entities: int = typer.Option(500_000, min=1000, help="How many enterprises the base holds."),
    facts: int = typer.Option(5_000_000, min=1000, help="How many facts are recorded about them."),
    seed: int = SEED,
    as_json: bool = JSON,
) -> None:
    """Measure one rating of all enterprises beside a plain INSERT of body and colour, and one after new facts."""
    from linli.bench.ratings import measure

    _show(measure(home=home, entities=entities, facts=facts, seed=seed, say=_say), as_json)


@app.command()
def issues(
    messages: int = typer.Option(1_000_000, min=1_000, help="How many invented messages are grouped."),
    seed: int = SEED,
    as_json: bool = JSON,
) -> None:
    """Measure how fast messages become hot issues, how long one more takes, and whether what was hidden is found."""
    from linli.bench.issues import measure

    _show(measure(messages=messages, seed=seed), as_json)


@app.command()
def duplicates(
    messages: Path | None = LABELLED,
    home: Path | None = FILLED,
    count: int = typer.Option(600, min=20, help="Pairs of each sort."),
    samples: int = typer.Option(400, min=40, help="Reports that are about to be filed."),
    seed: int = SEED,
    as_json: bool = JSON,
) -> None:
    """Measure whether duplicates are told from other things at the same place, and how long a proposal takes."""
    from linli.bench.duplicates import at_filing, told_apart

    if messages:
        _show(told_apart(messages, count=count, seed=seed), as_json)
    if home:
        _show(at_filing(home, samples=samples, seed=seed), as_json)


@app.command()
def detectors(
    series: int = typer.Option(10_000, min=100, help="How many invented series are judged."),
    weeks: int = typer.Option(260, min=60, max=1_000, help="Weeks of each."),
    seed: int = SEED,
    as_json: bool = JSON,
) -> None:
    """Measure how long each detector takes for the series of a whole city."""
    from linli.bench.detectors import measure

    _show(measure(series=series, weeks=weeks, seed=seed), as_json)


def _say(line: str) -> None:
    typer.echo(line, err=True)


@app.command()
def faults(
    home: Path | None = HOME,
    clients: int = typer.Option(4, min=1, max=50, help="Clients that keep sending."),
    seconds: float = typer.Option(60.0, min=5, help="How long processes are killed."),
    seed: int = SEED,
    as_json: bool = JSON,
) -> None:
    """Kill web, worker and PostgreSQL again and again, and look whether anything acknowledged was lost."""
    from linli.bench.faults import play

    result = play(home=home, clients=clients, seconds=seconds, seed=seed)
    _show(result, as_json)
    raise typer.Exit(0 if result.is_clean else 1)


def _show(figures: Any, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(asdict(figures)))
        return
    for name, value in asdict(figures).items():
        typer.echo(f"{name:<24} {value}")
