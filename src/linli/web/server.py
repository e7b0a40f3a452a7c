"""How the web server is started: one place, so that what is measured is what runs."""

from __future__ import annotations

import sys

WORKERS = 2
THREADS = 8
"""Threads of each worker. Each keeps its own database connection."""
BACKLOG = 1024
IDLE_SECONDS = 600
"""A thread that rested so long ends, and its connection with it: whoever comes next waits for a new one."""


def server_command(*, host: str, port: int, application: str = "linli.web.wsgi:application") -> list[str]:
    """Return the command line of a web server that replaces its workers when they die."""
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": port,
        "--workers": WORKERS,
        "--blocking-threads": THREADS,
        "--blocking-threads-idle-timeout": IDLE_SECONDS,
        "--backlog": BACKLOG,
        "--workers-kill-timeout": 10,
        "--respawn-interval": 0.5,
        "--log-level": "error",
    }
    words = [str(word) for pair in options.items() for word in pair]
    return [sys.executable, "-m", "granian", *words, "--respawn-failed-workers", "--no-ws", application]
