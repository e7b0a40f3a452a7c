from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.following import actions


@app.periodic(cron="10 1 * * *")
@app.task(name="following.count_week", queueing_lock="following.count_week")
def count_week(timestamp: int) -> None:
    """Every morning, so that a week is told about even when nothing ran on Monday."""
    actions.count_week(now=datetime.fromtimestamp(timestamp, UTC))
