from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typer
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from linli.core.actor import SYSTEM, Actor
from linli.core.errors import Refusal
from linli.intake.actions.importing import Imported, import_messages
from linli.intake.maps import read_map
from linli.intake.reports import write_beside
from linli.people.access import require, viewer_of
from linli.people.policies import Permission
from linli.people.queries import account_named

app = typer.Typer(help="Bring in what other systems and offices have kept.", no_args_is_help=True)

FILE = typer.Argument(
    exists=True, dir_okay=False, readable=True, help="Spreadsheet (xlsx, xls) or CSV, also .csv.gz."
)
MAP = typer.Option(
    ..., "--map", exists=True, dir_okay=False, help="What each column means: see the reference of maps."
)
REPORT = typer.Option(None, help="Where to list refused rows (.xlsx); beside the file when nothing is given.")


@app.callback()
def bring_in() -> None:
    """Import."""


@app.command()
def messages(
    file: Path = FILE,
    plan: Path = MAP,
    as_json: bool = typer.Option(False, "--json", help="Print one JSON document."),
    check: bool = typer.Option(False, "--check", help="Store nothing; say what would happen."),
    report: Path | None = REPORT,
    account: str = typer.Option("", "--as", help="Account that answers for the import; empty: the system."),
) -> None:
    """Register each row of a sheet as a matter, once however often it is run."""
    try:
        result = _run(file, plan, account, check)
    except Refusal as refusal:
        typer.echo(f"{refusal} [{refusal.code}]", err=True)
        raise typer.Exit(1) from None
    written = write_beside(result.refusals, file, report) if result.refusals else None
    if as_json:
        typer.echo(json.dumps(as_document(result), ensure_ascii=False))
    else:
        _tell(result, dry=check)
    if written:
        typer.echo(f"→ {written}", err=True)


def _run(file: Path, plan: Path, account: str, dry: bool) -> Imported:
    now = timezone.now()
    by = _actor(account)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(file.name, total=None)
        return import_messages(
            file,
            read_map(plan),
            by=by,
            now=now,
            dry=dry,
            on_rows=lambda done, total: progress.update(task, completed=done, total=total),
        )


def _actor(account: str) -> Actor:
    if not account:
        return SYSTEM
    viewer = viewer_of(account_named(account), timezone.now())
    require(viewer, Permission.IMPORT_RUN)
    return viewer.actor_for(Permission.IMPORT_RUN)


def as_document(result: Imported) -> dict[str, Any]:
    return {
        "rows": result.rows,
        "registered": result.registered,
        "already": result.already,
        "refused": result.refused,
        "refusals": [
            {"row": each.row, "code": each.why.code, "reason": str(each.why)} for each in result.refusals
        ],
    }


def _tell(result: Imported, *, dry: bool) -> None:
    from django.utils.translation import gettext

    head = gettext("What would happen:") if dry else gettext("Imported:")
    sentence = gettext(
        "%(rows)s rows, %(registered)s registered, %(already)s registered before, %(refused)s refused."
    )
    facts = {name: f"{getattr(result, name):,}" for name in ("rows", "registered", "already", "refused")}
    typer.echo(f"{head} {sentence % facts}")
    for each in result.refusals[:SHOWN]:
        typer.echo(f"  {each.row}: {each.why} [{each.why.code}]")
    if len(result.refusals) > SHOWN:
        typer.echo(f"  … {len(result.refusals) - SHOWN:,}")


SHOWN = 20
