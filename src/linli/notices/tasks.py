from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from linli.core.turns import in_turns
from linli.notices import actions, queries
from linli.notices.policies import Channel


@app.task(name="notices.deliver")
def deliver(channel: str) -> None:
    """Send what waits for one channel until nothing is left."""
    while actions.deliver(Channel(channel), now=datetime.now(UTC)):
        pass


@app.periodic(cron="* * * * * */5")  # every five seconds
@app.task(name="notices.look", queueing_lock="notices.look")
def look(timestamp: int) -> None:
    """Start a job for each channel that has something to send; a slow channel does not hold up the others."""
    for channel in queries.channels_waiting(now=datetime.now(UTC)):
        name = f"notices.deliver.{channel.value}"
        with suppress(AlreadyEnqueued), transaction.atomic():
            deliver.configure(queueing_lock=name, lock=name).defer(channel=channel.value)


@app.periodic(cron="27 4 * * *")
@app.task(name="notices.forget_old", queueing_lock="notices.forget_old")
def forget_old(timestamp: int) -> None:
    in_turns(forget_old, actions.forget_old, timestamp)
