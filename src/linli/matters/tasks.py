from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.core.turns import in_turns
from linli.matters.actions import sweeps
from linli.matters.actions.drafting import forget_old_drafts
from linli.matters.actions.looking import forget_looks


@app.periodic(cron="7 * * * *")
@app.task(name="matters.close_unreached", queueing_lock="matters.close_unreached")
def close_unreached(timestamp: int) -> None:
    in_turns(close_unreached, sweeps.close_unreached, timestamp)


@app.periodic(cron="5 * * * *")
@app.task(name="matters.recall_deferred", queueing_lock="matters.recall_deferred")
def recall_deferred(timestamp: int) -> None:
    in_turns(recall_deferred, sweeps.recall_deferred, timestamp)


@app.periodic(cron="12 2 * * *")
@app.task(name="matters.archive_old", queueing_lock="matters.archive_old")
def archive_old(timestamp: int) -> None:
    in_turns(archive_old, sweeps.archive_old, timestamp)


@app.periodic(cron="42 2 * * *")
@app.task(name="matters.anonymise_old", queueing_lock="matters.anonymise_old")
def anonymise_old(timestamp: int) -> None:
    in_turns(anonymise_old, sweeps.anonymise_old, timestamp)


@app.periodic(cron="27 * * * *")
@app.task(name="matters.forget_desks", queueing_lock="matters.forget_desks")
def forget_desks(timestamp: int) -> None:
    """Erase who had what open, and words that nobody went on with."""
    now = datetime.fromtimestamp(timestamp, UTC)
    forget_looks(now=now)
    forget_old_drafts(now=now)
