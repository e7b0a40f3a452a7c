from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from linli.core.errors import Refusal
from linli.core.time import city_zone

if TYPE_CHECKING:
    from linli.intake.rules import SheetLimits
    from linli.warnings.issues.finding import Issue

app = typer.Typer(help="Hot issues: what many messages say together.", no_args_is_help=True)
FILE = typer.Argument(
    exists=True, dir_okay=False, readable=True, help="Spreadsheet (xlsx, xls) or CSV, also .csv.gz."
)

MAP = typer.Option(
    None, "--map", exists=True, dir_okay=False, help="Import map, where the columns have unusual names."
)
EARLIEST = date(1990, 1, 1)
SHOWN, MOST = 100, 10_000


@app.callback()
def issues() -> None:
    """Hot issues. The database is not needed."""


@app.command()
def find(
    file: Path = FILE,
    as_json: bool = typer.Option(False, "--json", help="Print one JSON document."),
    plan: Path | None = MAP,
    most: int | None = typer.Option(
        None, min=1, max=MOST, help="How many issues at most: 100 in the table, 10,000 with --json."
    ),
) -> None:
    """Find the hot issues of a sheet of messages, hottest first."""
    from linli.warnings.issues.finding import find as find_issues

    try:
        messages = _messages(file, plan)
    except Refusal as refusal:
        typer.echo(f"{refusal} [{refusal.code}]", err=True)
        raise typer.Exit(1) from None
    found = find_issues(messages, most=most or (MOST if as_json else SHOWN))
    if as_json:
        documents = [as_document(rank, issue) for rank, issue in enumerate(found, 1)]
        typer.echo(json.dumps(documents, ensure_ascii=False, allow_nan=False))
    else:
        _print(found)


def _messages(file: Path, plan: Path | None) -> Any:
    from linli.intake.maps import read_map
    from linli.warnings.issues.files import read_messages

    return read_messages(file, limits=local_limits(), zone=city_zone(), plan=read_map(plan) if plan else None)


def local_limits() -> SheetLimits:
    """Not the city's limits: whoever calls the command has the file and the machine, and there may be no city."""
    from linli.intake.rules import SheetLimits

    return SheetLimits(
        most_bytes=4 << 30,
        most_unpacked_bytes=16 << 30,
        most_cells=100_000_000,
        longest_text=100_000,
        earliest_on=EARLIEST,
    )


def as_document(rank: int, issue: Issue) -> dict[str, Any]:
    return {
        "rank": rank,
        "title": issue.title,
        "summary": issue.summary,
        "place": issue.place,
        "from": issue.first_at.isoformat() if issue.first_at else None,
        "to": issue.last_at.isoformat() if issue.last_at else None,
        "heat": round(issue.heat.value, 3),
        "size": len(issue.members),
        "people": issue.heat.people,
        "likes": issue.heat.likes,
        "growth": issue.heat.growth,
        "unresolved": issue.heat.unresolved,
        "members": list(issue.members),
    }


def _print(found: list[Issue]) -> None:
    table = Table(_("heat"), _("messages"), _("writers"), _("period"), _("place"), _("title"))
    for issue in found:
        days = (
            f"{issue.first_at:%Y-%m-%d} – {issue.last_at:%Y-%m-%d}"
            if issue.first_at and issue.last_at
            else ""
        )
        size, people = f"{len(issue.members):,}", f"{issue.heat.people:,}"
        table.add_row(f"{issue.heat.value:.1f}", size, people, days, issue.place, issue.title)
    Console().print(table)
