from __future__ import annotations

import typer

app = typer.Typer(help="Disputes: look at limits, and print files.")


@app.command()
def watch() -> None:
    """Remind, warn and end what ran out of time, now: what the night's sweep does."""
    from django.utils import timezone

    from linli.core.actor import SYSTEM
    from linli.disputes.actions.watching import watch as sweep

    typer.echo(f"{sweep(by=SYSTEM, now=timezone.now())} told")


@app.callback()
def disputes() -> None:
    """Disputes: look at limits, and print files."""
