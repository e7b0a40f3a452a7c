from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.core.actor import SYSTEM
from linli.warnings.actions import backtesting, causes, looking


@app.periodic(cron="17 20 * * *")
@app.task(name="warnings.look", queueing_lock="warnings.look")
def look(timestamp: int) -> None:
    """Count matters by place, kind and week, and propose warnings: every night after four in the city."""
    now = datetime.fromtimestamp(timestamp, UTC)
    if looking.look(by=SYSTEM, now=now) is not None:
        backtesting.backtest(now=now)
    causes.remind(by=SYSTEM, now=now)
