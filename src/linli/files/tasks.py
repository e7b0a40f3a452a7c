from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.files import actions


@app.periodic(cron="37 2 * * *")
@app.task(name="files.sweep", queueing_lock="files.sweep", lock="files.sweep")
def sweep(timestamp: int) -> None:
    actions.sweep(now=datetime.fromtimestamp(timestamp, UTC))
