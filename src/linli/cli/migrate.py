from __future__ import annotations

import typer
from django.core.management import call_command
from django.db import connection

LOCK = 0x6C696E6C69
"""Number of the advisory lock that lets one process at a time change the tables."""


def command(quiet: bool = typer.Option(False, help="Say nothing unless it fails.")) -> None:
    """Bring the database to this version. Doing it twice changes nothing; two at once take turns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        call_command("migrate", interactive=False, verbosity=0 if quiet else 1)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
