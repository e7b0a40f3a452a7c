from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.catalogue import actions
from linli.core.actor import SYSTEM


@app.periodic(cron="2 * * * *")
@app.task(name="catalogue.renew_list", queueing_lock="catalogue.renew_list", lock="catalogue.renew_list")
def renew_list(timestamp: int) -> None:
    """End admissions whose term is over, then publish what grids may still collect."""
    now = datetime.fromtimestamp(timestamp, UTC)
    while actions.expire_admissions(by=SYSTEM, now=now):
        pass
    actions.publish_list(by=SYSTEM, now=now)


@app.periodic(cron="57 2 * * *")
@app.task(name="catalogue.forget_values", queueing_lock="catalogue.forget_values")
def forget_values(timestamp: int) -> None:
    actions.forget_values(now=datetime.fromtimestamp(timestamp, UTC))
