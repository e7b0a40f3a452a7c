from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.community.actions import sweeps
from linli.community.actions.meetings import note_missed_demands


@app.periodic(cron="* * * * *")
@app.task(name="community.note_missed", queueing_lock="community.note_missed")
def note_missed(timestamp: int) -> None:
    """Every minute: units have half an hour to come to an emergency."""
    while sweeps.note_missed(now=datetime.fromtimestamp(timestamp, UTC)):
        pass


@app.periodic(cron="22 2 * * *")
@app.task(name="community.close_unrated", queueing_lock="community.close_unrated")
def close_unrated(timestamp: int) -> None:
    while sweeps.close_unrated(now=datetime.fromtimestamp(timestamp, UTC)):
        pass


@app.periodic(cron="12 0 * * *")
@app.task(name="community.note_missed_demands", queueing_lock="community.note_missed_demands")
def note_missed_of_meetings(timestamp: int) -> None:
    while note_missed_demands(now=datetime.fromtimestamp(timestamp, UTC)):
        pass
