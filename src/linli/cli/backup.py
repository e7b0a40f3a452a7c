from __future__ import annotations

from pathlib import Path

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cli.backups.making import make
from linli.core.backend.base import hold_server
from linli.core.errors import Refusal
from linli.demo.cli import bars

FOLDER = typer.Argument(help="A folder that is not there yet.")


def command(
    folder: Path = FOLDER,
    without_keys: bool = typer.Option(
        False,
        "--without-keys",
        help="Leave the city's secrets out; keep them elsewhere, or nothing can be read.",
    ),
) -> None:
    """Write the whole city into a folder while it works: database, attachments, models and keys."""
    hold_server()
    try:
        with bars() as report:
            made = make(folder.absolute(), with_keys=not without_keys, now=timezone.now(), report=report)
    except Refusal as refusal:
        typer.echo(f"{refusal} [{refusal.code}]", err=True)
        raise typer.Exit(1) from None
    typer.echo(
        _("The city is in %(folder)s: %(parts)s files.") % {"folder": folder, "parts": len(made.parts)}
    )
    if made.has_keys:
        typer.echo(_("Its keys are in it: whoever can read this folder can read everything. Lock it away."))
    else:
        typer.echo(
            _("The keys are not in it. Without them nobody, you included, can read personal data again.")
        )
