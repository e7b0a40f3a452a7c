from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.notices import actions


@app.periodic(cron="* * * * * */5")
@app.task(name="notices.deliver", queueing_lock="notices.deliver", lock="notices.deliver")
def deliver(timestamp: int) -> None:
    """Send what waits, every five seconds, until nothing is left."""
    while actions.deliver(now=datetime.now(UTC)):
        pass


@app.periodic(cron="27 4 * * *")
@app.task(name="notices.forget_old", queueing_lock="notices.forget_old")
def forget_old(timestamp: int) -> None:
    while actions.forget_old(now=datetime.fromtimestamp(timestamp, UTC)):
        pass
