from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.core.actor import SYSTEM
from linli.inspections.actions.exemptions import forget_expired


@app.periodic(cron="24 1 * * *")
@app.task(name="inspections.forget_expired", queueing_lock="inspections.forget_expired")
def forget(timestamp: int) -> None:
    """Empty the lines of the ledger whose time is over."""
    forget_expired(by=SYSTEM, now=datetime.fromtimestamp(timestamp, UTC))
