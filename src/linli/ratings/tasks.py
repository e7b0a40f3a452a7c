from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.core.actor import SYSTEM
from linli.ratings.actions.closing import expire
from linli.ratings.actions.gathering import gather
from linli.rulebook.errors import RuleExpired, RuleMissing


@app.periodic(cron="26 0 * * *")
@app.task(name="ratings.expire", queueing_lock="ratings.expire")
def expire_labels(timestamp: int) -> None:
    """Every night: a rating whose last day is over is in effect no more."""
    expire(by=SYSTEM, now=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="41 0 * * *")
@app.task(name="ratings.gather", queueing_lock="ratings.gather")
def gather_facts(timestamp: int) -> None:
    """Every night: what the platform's own records say about units. A city that rates nobody gathers nothing."""
    with suppress(RuleMissing, RuleExpired):
        gather(by=SYSTEM, now=datetime.fromtimestamp(timestamp, UTC))
