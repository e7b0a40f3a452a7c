from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.areas.errors import NoCity
from linli.command.actions import count_again, count_recent


@app.periodic(cron="*/5 * * * *")
@app.task(name="command.count_recent", queueing_lock="command.count_recent")
def recent(timestamp: int) -> None:
    """A city without areas yet counts nothing."""
    with suppress(NoCity):
        count_recent(now=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="52 3 * * *")
@app.task(name="command.count_again", queueing_lock="command.count_again")
def again(timestamp: int) -> None:
    with suppress(NoCity):
        count_again(now=datetime.fromtimestamp(timestamp, UTC))
