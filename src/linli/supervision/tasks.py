from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.supervision.actions import listing, sweeping


@app.periodic(cron="*/2 * * * *")
@app.task(name="supervision.sweep", queueing_lock="supervision.sweep")
def sweep(timestamp: int) -> None:
    """Climb what is due and let go what no longer holds. Several at once do no harm."""
    sweeping.sweep(now=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="20 9 * * *")
@app.task(name="supervision.remind_of_progress", queueing_lock="supervision.remind_of_progress")
def remind_of_progress(timestamp: int) -> None:
    """Remind owners of listed problems whose report on the last month is missing."""
    now = datetime.fromtimestamp(timestamp, UTC)
    while listing.remind_of_progress(now=now):
        pass
