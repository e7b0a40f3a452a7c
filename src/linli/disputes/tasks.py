from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.core.actor import SYSTEM
from linli.disputes.actions.court_inbox import take_up, tell_refusals
from linli.disputes.actions.handing_over import hand_over_waiting
from linli.disputes.actions.watching import watch
from linli.disputes.court_link import city_link
from linli.rulebook.errors import RuleExpired, RuleMissing


@app.periodic(cron="24 * * * *")
@app.task(name="disputes.watch", queueing_lock="disputes.watch")
def watch_limits(timestamp: int) -> None:
    """Remind, warn, and end what ran out of time. A city without the rules is left alone."""
    with suppress(RuleMissing, RuleExpired):
        watch(by=SYSTEM, now=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="*/10 * * * *")
@app.task(name="disputes.hand_over", queueing_lock="disputes.hand_over", lock="disputes.hand_over")
def hand_over(timestamp: int) -> None:
    """Leave applications for the courts' own systems."""
    hand_over_waiting(link=city_link(), now=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="*/10 * * * *")
@app.task(
    name="disputes.court_answers", queueing_lock="disputes.court_answers", lock="disputes.court_answers"
)
def court_answers(timestamp: int) -> None:
    """Take up what courts sent back, and leave them what the centres refused."""
    now, link = datetime.fromtimestamp(timestamp, UTC), city_link()
    take_up(link=link, now=now)
    tell_refusals(link=link, now=now)
