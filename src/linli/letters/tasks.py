from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.letters import actions
from linli.letters.queries import without_pdf

AT_ONCE = 200


@app.periodic(cron="*/10 * * * *")
@app.task(name="letters.draw", queueing_lock="letters.draw", lock="letters.draw")
def draw(timestamp: int) -> None:
    """Draw the PDFs of letters that nobody has opened yet, some at a time: a sweep may issue thousands."""
    now = datetime.fromtimestamp(timestamp, UTC)
    for letter in without_pdf(most=AT_ONCE):
        actions.keep_pdf(letter=letter, now=now)
