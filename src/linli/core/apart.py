"""What others may see of a long transaction before it ends: written by a thread with a connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec

from django.db import connection

P = ParamSpec("P")


@contextmanager
def apart(write: Callable[P, object]) -> Iterator[Callable[P, None]]:
    """Yield a function that has `write` called beside the transaction; while one call runs, further ones are left out.

    It tells how far something is, so nothing depends on it: where `write` fails, the work goes on. It must not wait
    for a row that the transaction has changed.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        calls: list[Future[object]] = []

        def tell(*args: P.args, **facts: P.kwargs) -> None:
            if not calls or calls[-1].done():
                calls[:] = [thread.submit(write, *args, **facts)]

        try:
            yield tell
        finally:
            thread.submit(_disconnect)


def _disconnect() -> None:
    connection.close()  # the proxy must be asked in the thread whose connection is meant
