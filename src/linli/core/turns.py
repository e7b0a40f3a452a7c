"""Long work in turns, so that short jobs need not wait behind it."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task

SECONDS = 20.0
"""How long a job goes on while others may wait. A worker does two at a time."""


def in_turns(task: Task[Any, Any, Any], sweep: Callable[..., Any], timestamp: int, **given: Any) -> None:
    """Run batch after batch until one does nothing. After a while the rest queues up again, behind what waits.

    Each batch is a transaction of its own, so a turn that is cut short loses at most one.
    """
    until = time.monotonic() + SECONDS
    while sweep(now=datetime.fromtimestamp(timestamp, UTC), **given):
        if time.monotonic() >= until:
            with suppress(AlreadyEnqueued):  # the clock was faster
                task.defer(timestamp=timestamp)
            return
