"""The code as the house tests read it."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import linli

CHECKOUT = Path(__file__).parents[2]
SOURCE = CHECKOUT / "src" / "linli"


@cache
def kept_files() -> list[Path]:
    """Return the files that belong to the project: known to git, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, text=True).stdout
    return [path for name in names.splitlines() if (path := CHECKOUT / name).is_file()]


def modules(*, tests: bool = False, migrations: bool = False) -> Iterator[Path]:
    """Yield the package's modules."""
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).parts
        if (tests or "tests" not in parts) and (migrations or "migrations" not in parts):
            yield path


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def shown(path: Path) -> str:
    return str(path.relative_to(CHECKOUT))


@cache
def import_everything() -> None:
    """Import every module of the house, so that all classes are known."""
    for module in walk_packages(linli.__path__, "linli."):
        parts = module.name.split(".")
        if {"tests", "migrations", "__main__", "floor", "wsgi", "settings"} & set(parts):
            continue
        import_module(module.name)


def all_subclasses(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from all_subclasses(each)
