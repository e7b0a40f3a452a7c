from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.core.actor import SYSTEM
from linli.redress.actions.watching import watch
from linli.rulebook.errors import RuleExpired, RuleMissing


@app.periodic(cron="44 * * * *")
@app.task(name="redress.watch", queueing_lock="redress.watch")
def watch_days(timestamp: int) -> None:
    """Remind of answers, and tell of what is late. A city without the rules is left alone."""
    with suppress(RuleMissing, RuleExpired):
        watch(by=SYSTEM, now=datetime.fromtimestamp(timestamp, UTC))
