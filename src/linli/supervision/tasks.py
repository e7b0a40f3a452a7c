from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from linli.supervision.actions import listing, sweeping


@app.periodic(cron="*/2 * * * *")
@app.task(name="supervision.sweep", queueing_lock="supervision.sweep")
def sweep(timestamp: int) -> None:
    """Climb what is due and let go what no longer holds. Several at once do no harm."""
    now = datetime.fromtimestamp(timestamp, UTC)
    if sweeping.is_much_due(now=now):
        with suppress(AlreadyEnqueued):
            sweep_along.defer(timestamp=timestamp)
    sweeping.sweep(now=now)


@app.task(name="supervision.sweep_along", queueing_lock="supervision.sweep_along")
def sweep_along(timestamp: int) -> None:
    """Climb from the middle on, where much is due at once."""
    sweeping.sweep_along(now=datetime.fromtimestamp(timestamp, UTC), begin=0.5)


@app.periodic(cron="20 9 * * *")
@app.task(name="supervision.remind_of_progress", queueing_lock="supervision.remind_of_progress")
def remind_of_progress(timestamp: int) -> None:
    """Remind owners of listed problems whose report on the last month is missing."""
    now = datetime.fromtimestamp(timestamp, UTC)
    while listing.remind_of_progress(now=now):
        pass
