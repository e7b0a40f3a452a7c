from __future__ import annotations

import json

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from linli.journal.queries import newest_seal, verify

app = typer.Typer(help="What happened: the journal and its chains.")


@app.callback()
def journal() -> None:
    """Look after the journal."""


@app.command(name="verify")
def verify_command(as_json: bool = typer.Option(False, "--json", help="Print one JSON document.")) -> None:
    """Recompute every chain and seal; name each altered, missing or reordered entry. Exit 1 when anything is broken."""
    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed:,.0f}"), TimeElapsedColumn())
    with Progress(*columns, disable=as_json) as progress:
        task = progress.add_task("entries", total=None)
        result = verify(on_entry=lambda count: progress.advance(task, count))
    if as_json:
        broken = [each.as_dict() for each in result.broken]
        typer.echo(json.dumps({"subjects": result.subjects, "entries": result.entries, "broken": broken}))
    else:
        for each in result.broken:
            typer.echo(f"{each.subject} #{each.position}: {each.fault}")
        typer.echo(f"{result.subjects:,} subjects, {result.entries:,} entries, {len(result.broken):,} broken")
        if newest := newest_seal():
            typer.echo(f"newest seal: {newest} up to entry {newest.last_entry}, {bytes(newest.digest).hex()}")
    raise typer.Exit(1 if result.broken else 0)
