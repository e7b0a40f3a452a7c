from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.journal import actions


@app.periodic(cron="*/10 * * * *")
@app.task(name="journal.seal", queueing_lock="journal.seal")
def seal(timestamp: int) -> None:
    """Seal what was written since. Each seal is a transaction of its own."""
    actions.seal(now=datetime.fromtimestamp(timestamp, UTC))
