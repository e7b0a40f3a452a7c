"""Django's PostgreSQL backend, with the embedded server started on the first connection of a process."""

from __future__ import annotations

import select
import threading
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.conf import settings
from django.db.backends.postgresql import base
from psycopg.adapt import Buffer, Loader

_held = ExitStack()
"""Closes with the process: while it is open, the server keeps running."""
_lock = threading.Lock()
_in_use = False


def hold_server() -> None:
    """Have the embedded server running until this process ends; does nothing for a configured server."""
    global _in_use
    cluster = settings.LINLI.cluster
    if cluster is None:
        return
    with _lock:
        if not _in_use:
            _held.enter_context(cluster.in_use())
            _in_use = True


class InstantLoader(Loader):
    """Reads a timestamp as the server prints it for a connection in UTC: a tenth of the cost of Django's loader."""

    timezone = UTC

    def load(self, data: Buffer) -> datetime:
        return datetime.fromisoformat(bytes(data).decode())


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        params["context"].register_loader("timestamptz", InstantLoader)
        return params

    def is_usable(self) -> bool:
        """Return whether the server is still at the other end, without asking it.

        An idle server says nothing; when it ended, however it ended, the socket is readable. Only then is it asked.
        """
        driver = self.connection
        if driver is not None and not driver.closed:
            readable, _, _ = select.select([driver.fileno()], [], [], 0)
            if not readable:
                return True
        return bool(super().is_usable())

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        hold_server()
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            if settings.LINLI.cluster is None:
                raise
            settings.LINLI.cluster.ensure()  # it was killed; the guard has it back in a moment
            return super().get_new_connection(conn_params)
