from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.core.actor import SYSTEM
from linli.core.turns import in_turns
from linli.rulebook.errors import RuleExpired, RuleMissing
from linli.warnings.actions import backtesting, causes, looking
from linli.warnings.actions.algorithms import count_algorithms
from linli.warnings.actions.hot import rebuild, take_up


@app.periodic(cron="* * * * *")
@app.task(name="warnings.take_up", queueing_lock="warnings.take_up")
def take_up_matters(timestamp: int) -> None:
    """Put new matters into hot issues. A city without the rule has none."""
    with suppress(RuleMissing, RuleExpired):
        in_turns(take_up_matters, take_up, timestamp, by=SYSTEM)


@app.periodic(cron="33 3 * * 0")
@app.task(name="warnings.rebuild", queueing_lock="warnings.rebuild")
def rebuild_issues(timestamp: int) -> None:
    """Group the matters of the window anew, once a week: what came late or was changed finds its place."""
    with suppress(RuleMissing, RuleExpired):
        rebuild(by=SYSTEM, now=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="48 3 * * *")
@app.task(name="warnings.count_algorithms", queueing_lock="warnings.count_algorithms")
def count_register(timestamp: int) -> None:
    """Count for the public register how often each algorithm was right."""
    count_algorithms(now=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="17 20 * * *")
@app.task(name="warnings.look", queueing_lock="warnings.look")
def look(timestamp: int) -> None:
    """Count matters by place, kind and week, and propose warnings: every night after four in the city."""
    now = datetime.fromtimestamp(timestamp, UTC)
    if looking.look(by=SYSTEM, now=now) is not None:
        backtesting.backtest(now=now)
    causes.remind(by=SYSTEM, now=now)
