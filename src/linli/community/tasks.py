from __future__ import annotations

from procrastinate.contrib.django import app

from linli.community.actions import sweeps
from linli.community.actions.meetings import note_missed_demands
from linli.core.turns import in_turns


@app.periodic(cron="* * * * *")
@app.task(name="community.note_missed", queueing_lock="community.note_missed")
def note_missed(timestamp: int) -> None:
    """Every minute: units have half an hour to come to an emergency."""
    in_turns(note_missed, sweeps.note_missed, timestamp)


@app.periodic(cron="22 2 * * *")
@app.task(name="community.close_unrated", queueing_lock="community.close_unrated")
def close_unrated(timestamp: int) -> None:
    in_turns(close_unrated, sweeps.close_unrated, timestamp)


@app.periodic(cron="12 0 * * *")
@app.task(name="community.note_missed_demands", queueing_lock="community.note_missed_demands")
def note_missed_of_meetings(timestamp: int) -> None:
    in_turns(note_missed_of_meetings, note_missed_demands, timestamp)
