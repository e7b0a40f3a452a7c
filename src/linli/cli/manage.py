from __future__ import annotations

import typer
from django.core.management import execute_from_command_line

CONTEXT = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}


def command(context: typer.Context) -> None:
    """Run a Django management command: `linli manage showmigrations`."""
    execute_from_command_line(["linli manage", *context.args])
