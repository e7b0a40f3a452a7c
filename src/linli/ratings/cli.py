from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typer
from django.utils import timezone
from rich.progress import Progress

from linli.core.actor import SYSTEM
from linli.core.errors import Refusal
from linli.core.time import city_day
from linli.people.access import SYSTEM_VIEWER
from linli.ratings.actions.running import run as run_all
from linli.ratings.actions.running import verify as verify_run
from linli.ratings.actions.sheets import take_sheet
from linli.ratings.models import Run
from linli.ratings.policies.periods import period_at, period_of
from linli.ratings.queries.results import counts_of
from linli.ratings.queries.schemes import scheme_of, scheme_on

app = typer.Typer(help="Ratings of bodies and places: run them, and reckon them again.", no_args_is_help=True)
SHEET = typer.Argument(exists=True, dir_okay=False, readable=True, help="Spreadsheet (xlsx, xls) or CSV.")
AS_JSON = typer.Option(False, "--json", help="Print one JSON document.")
SCHEME = typer.Argument(help="Code of the scheme, such as three_zero.")


@app.callback()
def ratings() -> None:
    """Ratings."""


@app.command()
def run(
    scheme: str = SCHEME,
    period: str = typer.Option("", help="2026-03, 2026-Q1 or 2026; empty: the one that runs."),
    whole: bool = typer.Option(False, "--whole", help="Rate everybody anew, also where only few facts came."),
    as_json: bool = AS_JSON,
) -> None:
    """Rate everybody of a scheme. Nothing follows before somebody signs the run on its page."""
    now = timezone.now()
    try:
        length = scheme_on(scheme, city_day(now)).scheme.period
        chosen = period_of(period) if period else period_at(city_day(now), length)
        row = run_all(scheme=scheme, period=chosen, by=SYSTEM, now=now, whole=whole)
        _show(as_document(row), as_json)
    except Refusal as refusal:
        _refused(refusal, as_json)


@app.command()
def verify(
    number: int = typer.Argument(help="Number of the run."),
    as_json: bool = AS_JSON,
) -> None:
    """Reckon a run again from its rule, its bodies and its facts as they stood. Exit 1: it gives something else."""
    row = Run.objects.filter(pk=number).first()
    if row is None:
        raise typer.BadParameter(str(number))
    again = verify_run(row=row)
    _show(
        {"run": row.pk, "rated": again.rated, "same": again.is_same, "differing": list(again.differing)},
        as_json,
    )
    raise typer.Exit(0 if again.is_same else 1)


@app.command()
def facts(
    file: Path = SHEET,
    good_ones: bool = typer.Option(
        False, "--good", help="Take the rows that are right, although others are refused."
    ),
    as_json: bool = AS_JSON,
) -> None:
    """Record facts from a sheet. Rows without sense are named with their reasons. Exit 1: nothing was recorded."""
    try:
        with Progress(disable=as_json) as bar:
            task = bar.add_task(file.name, total=None)
            taken = take_sheet(
                file,
                viewer=SYSTEM_VIEWER,
                by=SYSTEM,
                now=timezone.now(),
                good_ones=good_ones,
                progress=lambda done, of: bar.update(task, completed=done, total=of),
            )
    except Refusal as refusal:
        _refused(refusal, as_json)
        return
    _show({"rows": taken.rows, "right": taken.taken, "refused": taken.refused}, as_json)
    for each in taken.told:
        typer.echo(f"{each.number:>8} {each.code:<20} {each.why}", err=True)
    raise typer.Exit(0 if taken.recording else 1)


def as_document(row: Run) -> dict[str, Any]:
    scheme = scheme_of(row)
    counts = counts_of(row)
    return {
        "run": row.pk,
        "scheme": row.scheme,
        "edition": row.edition,
        "period": row.period,
        "first_on": row.first_on.isoformat(),
        "last_on": row.last_on.isoformat(),
        "clock": row.clock,
        "whole": row.base_id is None,
        "rated": row.rated,
        "changed": row.changed,
        "digest": bytes(row.digest).hex(),
        "colours": {step.colour.value: counts.get(place, 0) for place, step in enumerate(scheme.steps)},
    }


def _show(document: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    for name, value in document.items():
        typer.echo(f"{name:<10} {value}")


def _refused(refusal: Refusal, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"code": refusal.code, "reason": str(refusal)}, ensure_ascii=False))
    typer.echo(f"{refusal} [{refusal.code}]", err=True)
    raise typer.Exit(1)
