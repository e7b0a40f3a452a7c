from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.core.actor import SYSTEM
from linli.publications.actions.projects import remind as remind_units
from linli.rulebook.errors import RuleExpired, RuleMissing


@app.periodic(cron="44 0 * * *")
@app.task(name="publications.remind", queueing_lock="publications.remind")
def remind(timestamp: int) -> None:
    """Remind units of projects that are to be brought up to date."""
    with suppress(RuleMissing, RuleExpired):
        remind_units(by=SYSTEM, now=datetime.fromtimestamp(timestamp, UTC))
