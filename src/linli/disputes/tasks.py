from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.core.actor import SYSTEM
from linli.disputes.actions.watching import watch
from linli.rulebook.errors import RuleExpired, RuleMissing


@app.periodic(cron="24 * * * *")
@app.task(name="disputes.watch", queueing_lock="disputes.watch")
def watch_limits(timestamp: int) -> None:
    """Remind, warn, and end what ran out of time. A city without the rules is left alone."""
    with suppress(RuleMissing, RuleExpired):
        watch(by=SYSTEM, now=datetime.fromtimestamp(timestamp, UTC))
