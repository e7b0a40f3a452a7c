"""The database as files, by PostgreSQL's own programs: one moment of it, however long the writing takes."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from django.db import connection
from psycopg.conninfo import make_conninfo

from linli.cli.backups.errors import ToolFailed
from linli.core.postgres import binaries

JOBS = 2


def dump(target: Path) -> None:
    """Write the database into the folder `target`, which must not exist. Raises ToolFailed."""
    _run(
        "pg_dump",
        "--format=directory",
        f"--jobs={JOBS}",
        "--no-owner",
        "--no-privileges",
        f"--file={target}",
        _where(),
    )


def restore(source: Path) -> None:
    """Fill the empty database from the folder; what was begun is taken back when it fails. Raises ToolFailed."""
    try:
        options = ("--exit-on-error", "--no-owner", "--no-privileges")
        _run("pg_restore", f"--jobs={JOBS}", *options, f"--dbname={_where()}", str(source))
    except ToolFailed:
        _empty()
        raise
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def tables() -> list[str]:
    """Return the tables in the database, by name."""
    return sorted(connection.introspection.table_names())


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def _where() -> str:
    """Return the database as the programs want it, without the password: everybody may read a command line."""
    words = connection.settings_dict
    named = {"host": words["HOST"], "port": words["PORT"], "user": words["USER"], "dbname": words["NAME"]}
    kept = {name: value for name, value in words["OPTIONS"].items() if name.startswith("ssl")}
    return make_conninfo(**{name: value for name, value in {**named, **kept}.items() if value})


def _run(tool: str, *words: str) -> None:
    environment = {**os.environ, "PGPASSWORD": str(connection.settings_dict["PASSWORD"])}
    done = subprocess.run(
        [binaries() / "bin" / tool, *words], env=environment, capture_output=True, text=True, errors="replace"
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
        raise ToolFailed(tool=tool, why=lines[0])
