from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.field.actions.forgetting import forget_keys
from linli.rulebook.errors import RuleExpired, RuleMissing


@app.periodic(cron="34 3 * * *")
@app.task(name="field.forget_keys", queueing_lock="field.forget_keys")
def forget(timestamp: int) -> None:
    """Forget keys of what devices sent long ago. A city without the rule keeps them."""
    with suppress(RuleMissing, RuleExpired):
        forget_keys(now=datetime.fromtimestamp(timestamp, UTC))
