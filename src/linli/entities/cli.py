from __future__ import annotations

import json
from pathlib import Path

import typer
from django.utils import timezone
from rich.progress import Progress

from linli.areas.queries import city_code
from linli.core.actor import SYSTEM
from linli.core.errors import Refusal
from linli.entities.actions.refreshing import propose, sign
from linli.entities.models import Edition
from linli.entities.queries.editions import reasons_of, refusals_of
from linli.entities.sentences import refused_lines, why_refused
from linli.intake.reports import write_beside

app = typer.Typer(help="The base of bodies, places and projects.", no_args_is_help=True)
FILE = typer.Argument(exists=True, dir_okay=False, readable=True, help="Spreadsheet (xlsx, xls) or CSV.")
REPORT = typer.Option(None, help="Where to list refused rows (.xlsx); beside the file when nothing is given.")
SHOWN = 20


@app.callback()
def entities() -> None:
    """The base of bodies, places and projects."""


@app.command(name="import")
def import_command(
    file: Path = FILE,
    area: str = typer.Option("", help="12 digits of the area it is about; empty: the city."),
    period: str = typer.Option("", help="Quarter, such as 2026-Q1."),
    whole: bool = typer.Option(False, "--whole", help="What the sheet does not name, of its kinds, is gone."),
    report: Path | None = REPORT,
    signed: bool = typer.Option(False, "--sign", help="The operator signs it off at once."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON document."),
) -> None:
    """Read a sheet, compare it with the base and say what it would change; rows without sense are listed."""
    now = timezone.now()
    try:
        with Progress(disable=as_json) as bar:
            task = bar.add_task(file.name, total=None)
            edition = propose(
                file,
                area_code=area or city_code(),
                by=SYSTEM,
                now=now,
                period=period,
                is_whole=whole,
                progress=lambda done, of: bar.update(task, completed=done, total=of),
            )
        if signed:
            sign(edition=edition, by=SYSTEM, now=now)
    except Refusal as refusal:
        typer.echo(f"{refusal} [{refusal.code}]", err=True)
        raise typer.Exit(1) from refusal
    written = write_beside(refused_lines(edition), file, report) if edition.refused else None
    _tell(edition, as_json)
    if written:
        typer.echo(f"→ {written}", err=True)


def _tell(edition: Edition, as_json: bool) -> None:
    counts = {
        name: getattr(edition, name) for name in ("rows", "refused", "created", "changed", "gone", "status")
    }
    if as_json:
        reasons = {first.why: count for count, first in reasons_of(edition)}
        typer.echo(json.dumps({"edition": edition.pk, **counts, "reasons": reasons}, ensure_ascii=False))
        return
    for name, value in counts.items():
        typer.echo(f"{name:<10} {value}")
    for row in refusals_of(edition)[:SHOWN]:
        typer.echo(f"{row.number:>8} {row.code:<20} {why_refused(row)}")
