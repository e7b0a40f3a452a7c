"""The command `linli`: each app's `cli` room is a group of commands; this module finds the one that was called."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import typer
from psycopg.errors import UndefinedTable

ROOMS = {
    "up": "linli.cli.up",
    "worker": "linli.cli.worker",
    "migrate": "linli.cli.migrate",
    "backup": "linli.cli.backup",
    "restore": "linli.cli.restore",
    "manage": "linli.cli.manage",
    "words": "linli.cli.words",
    "settings": "linli.cli.settings",
    "city": "linli.rulebook.cli",
    "journal": "linli.journal.cli",
    "language": "linli.language.cli",
    "import": "linli.intake.cli",
    "disputes": "linli.disputes.cli",
    "draw": "linli.inspections.cli",
    "inspections": "linli.inspections.lists_cli",
    "targets": "linli.targets.cli",
    "entities": "linli.entities.cli",
    "ratings": "linli.ratings.cli",
    "registers": "linli.registers.cli",
    "issues": "linli.warnings.cli.issues",
    "warnings": "linli.warnings.cli.warnings",
    "replies": "linli.warnings.cli.replies",
    "api": "linli.web.cli",
    "people": "linli.people.cli",
    "vault": "linli.vault.cli",
    "files": "linli.files.cli",
    "letters": "linli.letters.cli",
    "metrics": "linli.metrics.cli",
    "lake": "linli.metrics.lake.cli",
    "compensation": "linli.compensation.cli",
    "demo": "linli.demo.cli",
    "bench": "linli.bench.cli",
    "screens": "linli.bench.screens.cli",
}
"""Command -> module with a group (`app`) or a single `command`. Only the module that was called is imported."""


def build(wanted: str | None) -> typer.Typer:
    """Return the command line, with all groups when `wanted` names none of them."""
    root = typer.Typer(
        name="linli",
        help="Linli 邻里",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    @root.callback()
    def main() -> None:
        """Run a city's matters."""

    for name in [wanted] if wanted in ROOMS else ROOMS:
        room = import_module(ROOMS[str(name)])
        if hasattr(room, "app"):
            root.add_typer(room.app, name=name)
        else:
            root.command(name=name, context_settings=getattr(room, "CONTEXT", None))(room.command)
    return root


def run() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    import django

    django.setup()
    from django.db import ProgrammingError

    try:
        build(next(iter(sys.argv[1:]), None))()
    except ProgrammingError as error:
        if not isinstance(error.__cause__, UndefinedTable):
            raise
        sys.exit(_not_set_up())


def _not_set_up() -> str:
    from django.utils.translation import gettext as _

    return _("The database has no tables of this release yet. Run `linli migrate` or `linli up` first.")
