from __future__ import annotations

import typer
from django.core.management import call_command


def command(quiet: bool = typer.Option(False, help="Say nothing unless it fails.")) -> None:
    """Bring the database to this version. Doing it twice changes nothing."""
    call_command("migrate", interactive=False, verbosity=0 if quiet else 1)
