from __future__ import annotations

from datetime import UTC, datetime

import typer

from linli.files import actions, queries

app = typer.Typer(help="Attachments: what lies on disk.")


@app.callback()
def files() -> None:
    """Look after the attachments."""


@app.command()
def check() -> None:
    """Read every file and name those that are missing or altered. Exit 1 when there are any."""
    damaged = list(queries.damaged())
    for sha256 in damaged:
        typer.echo(sha256)
    raise typer.Exit(1 if damaged else 0)


@app.command()
def sweep() -> None:
    """Remove what is due, and what nobody points to."""
    typer.echo(f"{actions.sweep(now=datetime.now(UTC)):,} files removed")
