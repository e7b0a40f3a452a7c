from __future__ import annotations

from pathlib import Path

import typer
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from linli.cli.backups.restoring import restore
from linli.core.backend.base import hold_server
from linli.core.errors import Refusal
from linli.demo.cli import bars

FOLDER = typer.Argument(help="A folder made by `linli backup`.")


def command(folder: Path = FOLDER) -> None:
    """Bring a city back into an empty home and database."""
    hold_server()
    try:
        with bars() as report:
            found = restore(folder.absolute(), report=report)
    except Refusal as refusal:
        typer.echo(f"{refusal} [{refusal.code}]", err=True)
        raise typer.Exit(1) from None
    facts = {"moment": f"{localtime(found.made_at):%Y-%m-%d %H:%M:%S}"}
    typer.echo(_("The city is as it was on %(moment)s.") % facts)
    typer.echo(_("Look whether it is whole: linli journal verify, linli files check."))
