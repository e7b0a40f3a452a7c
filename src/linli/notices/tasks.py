from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.notices import actions
from linli.notices.policies import Channel


@app.task(name="notices.deliver")
def deliver(timestamp: int, channel: str) -> None:
    """Send what waits for one channel until nothing is left."""
    while actions.deliver(Channel(channel), now=datetime.now(UTC)):
        pass


for _channel in (Channel.SMS, Channel.MAIL, Channel.WEBHOOK):
    _lock = f"notices.deliver.{_channel.value}"
    app.periodic(
        cron="* * * * * */5",  # every five seconds
        periodic_id=_channel.value,
        task_kwargs={"channel": _channel.value},
        queueing_lock=_lock,
        lock=_lock,
    )(deliver)


@app.periodic(cron="27 4 * * *")
@app.task(name="notices.forget_old", queueing_lock="notices.forget_old")
def forget_old(timestamp: int) -> None:
    while actions.forget_old(now=datetime.fromtimestamp(timestamp, UTC)):
        pass
