from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.conferences.actions.watching import watch
from linli.core.actor import SYSTEM
from linli.rulebook.errors import RuleExpired, RuleMissing


@app.periodic(cron="34 * * * *")
@app.task(name="conferences.watch", queueing_lock="conferences.watch")
def watch_limits(timestamp: int) -> None:
    """Let lapse what ran out of time, and tell of missed tasks. A city without the rules is left alone."""
    with suppress(RuleMissing, RuleExpired):
        watch(by=SYSTEM, now=datetime.fromtimestamp(timestamp, UTC))
