"""The ladder across National Day as a table for `docs/rules/supervision-ladder.md`."""

from __future__ import annotations

from datetime import datetime

from linli.calendars.policies import Limit, WorkingCalendar
from linli.calendars.policies import due_at as end_of
from linli.catalogue.policies.kinds import Tier
from linli.supervision.policies.ladder import Course, Rung, city_from, plan
from linli.supervision.policies.rules import LadderRule

HEAD = (
    "| matter | begins | limit | late from | 50 % | 80 % | level 1 | level 2 | level 3 |",
    "|---|---|---|---|---|---|---|---|---|",
)
NATIONAL_DAY = (
    (Tier.ORDINARY, "2026-09-25 10:00", "5 working_days"),
    (Tier.ORDINARY, "2026-09-28 10:00", "5 working_days"),
    (Tier.ORDINARY, "2026-09-29 15:00", "1 working_days"),
    (Tier.COMPLEX, "2026-09-15 09:00", "15 working_days"),
    (Tier.FAST, "2026-09-30 16:00", "24 hours"),
    (Tier.URGENT, "2026-10-02 09:00", "2 hours"),
)
"""Tier, beginning on the city's clock, limit."""


def national_day_table(rule: LadderRule, calendar: WorkingCalendar) -> str:
    """Return the table in Markdown: the letters of the third level counted from the first letter, none answered."""
    return "\n".join([*HEAD, *(_line(*each, rule, calendar) for each in NATIONAL_DAY)])


def _line(tier: Tier, begins: str, limit: str, rule: LadderRule, calendar: WorkingCalendar) -> str:
    start, length = datetime.fromisoformat(begins).replace(tzinfo=calendar.zone), Limit.parse(limit)
    course, waits = Course(start, end_of(start, length, calendar), length), rule.tiers[tier]
    planned = plan(course, rule, waits, calendar)
    city, _cause = city_from(planned[Rung.NOTICE], waits, None, calendar)
    instants = [start, course.due_at, *(planned[rung] for rung in Rung if rung is not Rung.CITY), city]
    begin, *others = [each.astimezone(calendar.zone).strftime("%a %m-%d %H:%M") for each in instants]
    return f"| {tier.value} | {begin} | {limit.replace('_', ' ')} | {' | '.join(others)} |"
