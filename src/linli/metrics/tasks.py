from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from linli.areas.errors import NoCity
from linli.core.actor import SYSTEM
from linli.core.time import city_day
from linli.metrics.errors import MonthFrozen


@app.periodic(cron="37 18 * * *")
@app.task(name="metrics.freeze_last_month", queueing_lock="metrics.freeze_last_month")
def freeze_last_month(timestamp: int) -> None:
    """Freeze the month before this one, once. A worker that was down on the first day does it on a later one."""
    from linli.metrics.actions import freeze  # every command knows its jobs; few count anything

    now = datetime.fromtimestamp(timestamp, UTC)
    last = city_day(now).replace(day=1) - timedelta(days=1)
    with suppress(MonthFrozen, NoCity):
        freeze(month=last, by=SYSTEM, now=now)
