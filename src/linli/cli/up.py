from __future__ import annotations

import http.client
import os
import shutil
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import typer
from django.conf import settings
from django.db import OperationalError, connections
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cli import migrate
from linli.cli.keeper import Child, keep
from linli.core.backend.base import hold_server
from linli.core.postgres import ClusterFailed
from linli.demo.actions import open_city
from linli.demo.cli import bars
from linli.watching.metrics import SHARED, shared_folder
from linli.web.server import server_command

CHECK_SECONDS = 600
"""A first start plays the demo before it answers, for minutes on a busy machine."""
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
"""Addresses a server listens on, and where it is found then."""

Step = Callable[[], Sequence[str]]
"""Something done before the city opens; returns lines to show at the end."""


def command(
    port: int = typer.Option(8000, min=1, max=65535, help="Port to serve on."),
    host: str = typer.Option("127.0.0.1", help="Address to serve on."),
    demo: bool = typer.Option(False, "--demo", help="Load the demo city Anhe if the database is empty."),
    check: bool = typer.Option(
        False, "--check", help="Wait until a running city answers on the port, then exit."
    ),
) -> None:
    """Run the city: database, web server and worker, until Ctrl-C."""
    if check:
        raise typer.Exit(0 if wait_for_answer(host, port, CHECK_SECONDS) else 1)
    _refuse_taken_port(host, port)
    lines = _prepare([_have_database, _migrate, *([_open_demo] if demo else [])])
    _share_counts()
    children = [
        Child("web", server_command(host=host, port=port)),
        Child("worker", [sys.executable, "-m", "linli", "worker"]),
    ]
    typer.echo(_("Linli opens in a few seconds at %(url)s") % {"url": f"http://{_found_at(host)}:{port}/"})
    for line in lines:
        typer.echo(line)
    typer.echo(_("Ctrl-C stops it."))
    keep(children, also=_keep_database)


def wait_for_answer(host: str, port: int, seconds: float) -> bool:
    """Wait until `/health/` answers 200 and say so; say why not when the time is over."""
    until, why = time.monotonic() + seconds, ""
    while time.monotonic() < until:
        status, why = _health(_found_at(host), port)
        if status == 200:
            typer.echo(_("The city answers on port %(port)s.") % {"port": port})
            return True
        time.sleep(0.25)
    facts = {"port": port, "seconds": int(seconds), "why": why}
    typer.echo(_("No city answered on port %(port)s within %(seconds)s s: %(why)s") % facts, err=True)
    return False


def _health(host: str, port: int) -> tuple[int, str]:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/health/")
        answer = connection.getresponse()
        return answer.status, f"HTTP {answer.status}"
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error)
    finally:
        connection.close()


def _found_at(host: str) -> str:
    return ANYWHERE.get(host, host)


def _refuse_taken_port(host: str, port: int) -> None:
    """A second server would share the port silently: the kernel lets both listen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            facts = {"host": host, "port": port, "why": error.strerror}
            typer.echo(_("Cannot serve on %(host)s port %(port)s: %(why)s") % facts, err=True)
            raise typer.Exit(1) from None


def _prepare(steps: Sequence[Step]) -> list[str]:
    try:
        return [line for step in steps for line in step()]
    except (ClusterFailed, OperationalError) as failure:
        typer.echo(_("The database cannot be used: %(why)s") % {"why": failure}, err=True)
        raise typer.Exit(1) from None
    finally:
        connections.close_all()


def _have_database() -> Sequence[str]:
    typer.echo(_("Starting the database"))
    hold_server()
    return ()


def _migrate() -> Sequence[str]:
    typer.echo(_("Bringing the database to this version"))
    migrate.command(quiet=True)
    return ()


def _open_demo() -> Sequence[str]:
    """Load the demo city into an empty database; return the log-ins to show."""
    typer.echo(_("Loading the demo city and playing its last two months; this takes a minute or two"))
    with bars() as report:
        return open_city(now=timezone.now(), report=report)


def _share_counts() -> None:
    """Give the web server's processes a folder for their counts, which begin at nothing with the city."""
    folder = shared_folder()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[SHARED] = str(folder)


def _keep_database() -> None:
    """Bring the embedded server's guard back when somebody killed it."""
    cluster = settings.LINLI.cluster
    if cluster is not None and cluster.is_unguarded():
        with suppress(ClusterFailed):
            cluster.ensure()
