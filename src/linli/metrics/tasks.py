from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from linli.areas.errors import NoCity
from linli.core.actor import SYSTEM
from linli.core.errors import Refusal
from linli.core.time import city_day
from linli.metrics.errors import LakeBusy, MonthFrozen
from linli.metrics.policies.bulletins import Period
from linli.rulebook.errors import RuleExpired, RuleMissing
from linli.rulebook.queries import in_force


@app.periodic(cron="37 18 * * *")
@app.task(name="metrics.freeze_last_month", queueing_lock="metrics.freeze_last_month")
def freeze_last_month(timestamp: int) -> None:
    """Freeze the month before this one, once. A worker that was down on the first day does it on a later one."""
    from linli.metrics.actions import freeze  # every command knows its jobs; few count anything

    now = datetime.fromtimestamp(timestamp, UTC)
    last = city_day(now).replace(day=1) - timedelta(days=1)
    with suppress(MonthFrozen, NoCity):
        freeze(month=last, by=SYSTEM, now=now)


@app.periodic(cron="23 * * * *")
@app.task(name="metrics.keep_lake", queueing_lock="metrics.keep_lake")
def keep_lake(timestamp: int) -> None:
    """Bring the lake of a large city up to date each night, and within the hour where there is none."""
    from linli.metrics.lake.keeping import keep_fresh  # as above

    with suppress(NoCity, LakeBusy):
        keep_fresh(now=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="7 19 * * *")
@app.task(name="metrics.draft_bulletins", queueing_lock="metrics.draft_bulletins")
def draft_bulletins(timestamp: int) -> None:
    """Draft each bulletin of the city whose period is over, once. People read, approve and issue it."""
    from linli.metrics.actions import draft_bulletin  # as above
    from linli.metrics.rules import BulletinRules

    now = datetime.fromtimestamp(timestamp, UTC)
    today = city_day(now)
    try:
        bulletins = in_force(BulletinRules, today).value.bulletins
    except (RuleMissing, RuleExpired):
        return
    for name, rule in bulletins.items():
        if rule.is_drafted_by_itself:
            on = Period.around(rule.cycle, today).before.first
            # A city that is not set up for it yet is told so when somebody drafts it by hand.
            with suppress(Refusal):
                draft_bulletin(name=name, on=on, by=SYSTEM, now=now)
