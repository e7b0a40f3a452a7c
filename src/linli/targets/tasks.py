from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.core.actor import SYSTEM
from linli.rulebook.errors import RuleExpired, RuleMissing
from linli.targets.actions.nudging import nudge
from linli.targets.actions.obligations import set_obligations


@app.periodic(cron="4 0 * * *")
@app.task(name="targets.set_obligations", queueing_lock="targets.set_obligations")
def set_duties(timestamp: int) -> None:
    """Write down what units owe for the periods of today. A city without the rule asks nothing."""
    with suppress(RuleMissing, RuleExpired):
        set_obligations(by=SYSTEM, now=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="14 0 * * *")
@app.task(name="targets.nudge", queueing_lock="targets.nudge")
def remind(timestamp: int) -> None:
    """Remind of days that are near, and tell of days that are over."""
    with suppress(RuleMissing, RuleExpired):
        nudge(by=SYSTEM, now=datetime.fromtimestamp(timestamp, UTC))
