from __future__ import annotations

from pathlib import Path

import typer

app = typer.Typer(help="Disputes: look at limits, and print files.")


OUT = typer.Option(..., help="Where the PDF goes.")


@app.command()
def watch() -> None:
    """Remind, warn and end what ran out of time, now: what the night's sweep does."""
    from django.utils import timezone

    from linli.core.actor import SYSTEM
    from linli.disputes.actions.watching import watch as sweep

    typer.echo(f"{sweep(by=SYSTEM, now=timezone.now())} told")


@app.command()
def dossier(
    number: str = typer.Argument(help="Number of the dispute: JF…"),
    out: Path = OUT,
) -> None:
    """Print the whole file of one dispute as one PDF: cover, contents, thirteen contents in order."""
    from django.utils import timezone

    from linli.core.errors import Refusal
    from linli.disputes.access import get_dispute_for
    from linli.disputes.papers.dossier import whole_file
    from linli.people.access import SYSTEM_VIEWER

    try:
        dispute = get_dispute_for(SYSTEM_VIEWER, number)
        content = whole_file(dispute, SYSTEM_VIEWER, timezone.now())
    except Refusal as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(1) from refusal
    out.write_bytes(content)
    out.chmod(0o600)
    typer.echo(f"{out}: {len(content):,} bytes")


@app.callback()
def disputes() -> None:
    """Disputes: look at limits, and print files."""
