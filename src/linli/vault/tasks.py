from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.vault import actions


@app.periodic(cron="17 * * * *")
@app.task(name="vault.erase_due", queueing_lock="vault.erase_due")
def erase_due(timestamp: int) -> None:
    """Erase what may be kept no longer. Each batch is a transaction of its own."""
    now = datetime.fromtimestamp(timestamp, UTC)
    while actions.erase_due(now=now):
        pass


@app.periodic(cron="47 3 * * *")
@app.task(name="vault.erase_old_readings", queueing_lock="vault.erase_old_readings")
def erase_old_readings(timestamp: int) -> None:
    actions.erase_old_readings(now=datetime.fromtimestamp(timestamp, UTC))
