"""An empty database with all migrations applied, kept beside the test databases, which are copies of it.

Migrating takes the better part of a minute, copying a second.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from psycopg import sql

FAMILY = "linli_migrated_"


def migrated_database() -> str:
    """Return the name of a database migrated by the files as they are now; make it if there is none.

    Processes that ask at the same time wait for the first. Those of other states of the files are removed.
    """
    name = FAMILY + _state_of_migrations()
    with connection._nodb_cursor() as cursor:  # Django's own way to reach a server before a database is there
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [FAMILY])  # until this connection closes
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [FAMILY])
        present = {row[0] for row in cursor.fetchall()}
        if name in present:
            return name
        for old in present:
            cursor.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(old)))
        unfinished = FAMILY + "unfinished"
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
        _migrate(unfinished)
        cursor.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name))
        )
    return name


def _migrate(name: str) -> None:
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", interactive=False, verbosity=0, run_syncdb=True)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def _state_of_migrations() -> str:
    digest = hashlib.sha256(django.__version__.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(f"{app.label}/{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
