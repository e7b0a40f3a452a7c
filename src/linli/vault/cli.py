from __future__ import annotations

import typer
from rich.progress import Progress

from linli.vault import actions, keyring, queries
from linli.vault.policies.seal import BY_NUMBER

app = typer.Typer(help="The vault: keys of the personal data.")


@app.callback()
def vault() -> None:
    """Look after the vault."""


@app.command()
def keys() -> None:
    """Say how many records each key sealed. A key with none may be taken away."""
    counts = queries.sealed_with()
    current = keyring.current().mark
    for key in keyring.all_keys():
        count = counts.pop((key.suite.number, key.version), 0)
        typer.echo(f"{key.suite.name} {key.version}: {count:,}{' *' if key.mark == current else ''}")
    for (suite, version), count in counts.items():
        name = BY_NUMBER[suite].name if suite in BY_NUMBER else suite
        typer.echo(f"{name} {version}: {count:,} — key missing")
    raise typer.Exit(1 if counts else 0)


@app.command()
def rotate(
    reseal_only: bool = typer.Option(False, help="Make no new key; go on sealing with the newest."),
) -> None:
    """Make the next key and seal every record with it. May be stopped and started again with --reseal-only."""
    if not reseal_only:
        typer.echo(f"key version {keyring.add_version()}")
    done: int = 0
    after: int | None = 0
    damaged: list[int] = []
    with Progress() as progress:
        task = progress.add_task("records", total=None)
        while after is not None:
            batch = actions.seal_anew(after=after)
            done, after = done + batch.done, batch.after
            damaged += batch.damaged
            progress.update(task, completed=done)
    typer.echo(f"{done:,} records sealed anew")
    for number in damaged:
        typer.echo(f"record {number} does not open")
    raise typer.Exit(1 if damaged else 0)


@app.command()
def check() -> None:
    """Open every field and name those that were damaged or altered, showing none. Exit 1 when there are any."""
    damaged = list(queries.damaged())
    for number, field in damaged:
        typer.echo(f"record {number}: {field.value}")
    raise typer.Exit(1 if damaged else 0)
