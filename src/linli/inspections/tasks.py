from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.core.actor import SYSTEM
from linli.inspections.actions.exemptions import forget_expired
from linli.inspections.actions.visits import remind_of_publishing


@app.periodic(cron="24 1 * * *")
@app.task(name="inspections.forget_expired", queueing_lock="inspections.forget_expired")
def forget(timestamp: int) -> None:
    """Empty the lines of the ledger whose time is over."""
    forget_expired(by=SYSTEM, now=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="10 9 * * *")
@app.task(name="inspections.remind_of_publishing", queueing_lock="inspections.remind_of_publishing")
def remind(timestamp: int) -> None:
    """In the morning: tell of results that should be public by now."""
    now = datetime.fromtimestamp(timestamp, UTC)
    while remind_of_publishing(now=now):
        pass
