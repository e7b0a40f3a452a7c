from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.core.actor import SYSTEM
from linli.registers.actions.sweeping import clear_ended
from linli.registers.actions.sweeping import remind as remind_units


@app.periodic(cron="24 0 * * *")
@app.task(name="registers.remind", queueing_lock="registers.remind")
def remind(timestamp: int) -> None:
    """Remind units of records that are to be reviewed."""
    remind_units(by=SYSTEM, now=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="34 1 * * *")
@app.task(name="registers.clear", queueing_lock="registers.clear")
def clear(timestamp: int) -> None:
    """Empty records that were taken off their register long ago."""
    clear_ended(by=SYSTEM, now=datetime.fromtimestamp(timestamp, UTC))
