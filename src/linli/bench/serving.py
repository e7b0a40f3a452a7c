"""A server of its own for a measurement: own home folder, own database, own free port."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from linli.core.postgres import Cluster
from linli.core.processes import end_with_parent
from linli.web.server import server_command

START_SECONDS = 180


@contextmanager
def bench_home(given: Path | None = None) -> Iterator[Path]:
    """Have a home folder with its database running; a folder that was not given is removed at the end."""
    home = given or Path(tempfile.mkdtemp(prefix="linli-bench-"))
    home.mkdir(parents=True, exist_ok=True)
    cluster = Cluster(home)
    try:
        with cluster.in_use():
            yield home
    finally:
        if given is None:
            cluster.remove()
            shutil.rmtree(home, ignore_errors=True)


def environment(home: Path) -> dict[str, str]:
    """Return the variables with which a command works on `home` and its embedded database."""
    kept = {name: value for name, value in os.environ.items() if name != "LINLI_DATABASE_URL"}
    return {**kept, "LINLI_HOME": str(home), "LINLI_LOG_LEVEL": "WARNING"}


def linli(home: Path, *words: str) -> str:
    """Run a `linli` command on `home` and return what it printed. Raises CalledProcessError."""
    command = [sys.executable, "-m", "linli", *words]
    done = subprocess.run(command, env=environment(home), check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


@contextmanager
def serving(home: Path, application: str = "linli.web.wsgi:application") -> Iterator[int]:
    """Serve `application` as `linli up` does, without worker; yields the port once it answers."""
    port = free_port()
    with running(home, server_command(host="127.0.0.1", port=port, application=application)):
        wait_for_answer(port)
        yield port


@contextmanager
def running(home: Path, command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Have a command running in a process group of its own; end it and its children afterwards."""
    process = subprocess.Popen(
        command,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=partial(end_with_parent, os.getpid()),
    )
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_answer(port: int, seconds: float = START_SECONDS) -> None:
    """Wait until `/health/` answers 200. Raises TimeoutError."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/health/")
            if connection.getresponse().status == 200:
                return
        connection.close()
        time.sleep(0.1)
    raise TimeoutError(f"no server answered on port {port} within {seconds:.0f} s")
