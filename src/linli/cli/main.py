"""The command `linli`: each app's `cli` room is a group of commands; this module finds the one that was called."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import typer

ROOMS = {
    "up": "linli.cli.up",
    "worker": "linli.cli.worker",
    "migrate": "linli.cli.migrate",
    "manage": "linli.cli.manage",
    "words": "linli.cli.words",
    "settings": "linli.cli.settings",
    "city": "linli.rulebook.cli",
    "journal": "linli.journal.cli",
    "language": "linli.language.cli",
    "import": "linli.intake.cli",
    "targets": "linli.targets.cli",
    "issues": "linli.warnings.cli.issues",
    "warnings": "linli.warnings.cli.warnings",
    "api": "linli.web.cli",
    "people": "linli.people.cli",
    "vault": "linli.vault.cli",
    "files": "linli.files.cli",
    "letters": "linli.letters.cli",
    "demo": "linli.demo.cli",
    "bench": "linli.bench.cli",
}
"""Command -> module with a group (`app`) or a single `command`. Only the module that was called is imported."""


def build(wanted: str | None) -> typer.Typer:
    """Return the command line, with all groups when `wanted` names none of them."""
    root = typer.Typer(name="linli", help="Linli 邻里", no_args_is_help=True, add_completion=False)

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
    build(next(iter(sys.argv[1:]), None))()
