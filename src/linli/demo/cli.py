from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import typer
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from linli.core.errors import Refusal
from linli.demo.actions import DAYS, MATTERS, SEED, Report, Wish, log_in_lines, play_demo
from linli.demo.quarter.playing import QuarterWish, play_quarter

AS_JSON = typer.Option(False, "--json", help="Print one JSON document.")


def command(
    matters: int = typer.Option(MATTERS, min=1, max=100_000, help="How many matters are played."),
    days: int = typer.Option(DAYS, min=2, max=365, help="Over so many days before now."),
    seed: int = typer.Option(SEED, help="The same seed plays the same matters."),
    more: bool = typer.Option(False, "--more", help="Play more, although the demo was played here before."),
    quarter: bool = typer.Option(
        False, "--quarter", help="Play one quarter of kept promises instead, in a home of its own."
    ),
    logins: bool = typer.Option(False, "--logins", help="Only show the log-ins again."),
    as_json: bool = AS_JSON,
) -> None:
    """Load the demo city Anhe and play what happened to its matters. Doing it twice adds nothing."""
    if logins:
        _print_lines(log_in_lines())
        return
    began = time.monotonic()
    if quarter:
        _play_quarter(seed, began, as_json=as_json)
        return
    try:
        with bars(hidden=as_json) as report:
            played = play_demo(Wish(matters, days, seed, more), now=timezone.now(), report=report)
    except Refusal as refusal:
        typer.echo(f"{refusal} [{refusal.code}]", err=True)
        raise typer.Exit(1) from refusal
    seconds = round(time.monotonic() - began, 1)
    if as_json:
        figures = (
            {"matters": played.matters, "steps": played.steps, "verbs": played.by_verb} if played else {}
        )
        refused = played.refused if played else []
        typer.echo(json.dumps({"played": bool(played), **figures, "refused": refused, "seconds": seconds}))
        return
    if played is None:
        typer.echo(_("The demo was played here before; --more plays further matters."))
    else:
        facts = {"matters": f"{played.matters:,}", "steps": f"{played.steps:,}", "seconds": seconds}
        typer.echo(_("%(matters)s matters, %(steps)s steps in %(seconds)s s.") % facts)
        for line in played.refused:
            typer.echo(line, err=True)
    _print_lines(log_in_lines())


def _play_quarter(seed: int, began: float, *, as_json: bool) -> None:
    try:
        with bars(hidden=as_json) as report:
            played = play_quarter(QuarterWish(seed), report=report)
    except Refusal as refusal:
        typer.echo(f"{refusal} [{refusal.code}]", err=True)
        raise typer.Exit(1) from refusal
    seconds = round(time.monotonic() - began, 1)
    if as_json:
        typer.echo(json.dumps({**asdict(played), "seconds": seconds}, ensure_ascii=False))
        return
    for name, count in played.done.items():
        typer.echo(f"{name:<32} {count:>8,}")
    for line in played.refused:
        typer.echo(line, err=True)
    rows = f"{sum(played.rows.values()):,}"
    typer.echo(
        _("%(rows)s rows in %(seconds)s s; SHA-256 %(digest)s")
        % {"rows": rows, "seconds": seconds, "digest": played.digest}
    )


@contextmanager
def bars(*, hidden: bool = False) -> Iterator[Report]:
    """Show a bar for each part, on the error stream."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=hidden, transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def report(part: str, done: int, total: int) -> None:
            if part not in tasks:
                tasks[part] = progress.add_task(part, total=total or None)
            progress.update(tasks[part], completed=done, total=total or None)

        yield report


def _print_lines(lines: list[str]) -> None:
    for line in lines:
        typer.echo(line)
