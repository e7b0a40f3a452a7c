"""The regular duties of units: written down for every unit when a period begins, and handed in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction

from linli.areas.policies.codes import Level, level_of
from linli.calendars.errors import YearMissing
from linli.calendars.policies import WorkingCalendar
from linli.calendars.queries import working_calendar
from linli.core.actor import Actor
from linli.core.rows import insert_groups, lock_until_committed, new, take_numbers
from linli.core.time import city_day
from linli.files.actions import keep_from
from linli.journal.actions import record, rows_of_new
from linli.matters.actions.attaching import Upload, keep_with
from linli.people.models import Unit
from linli.rulebook.queries import InForce, in_force
from linli.targets import events
from linli.targets.errors import HandedInAlready, WordsMissing
from linli.targets.models import Obligation
from linli.targets.policies import Period, due_of, period_of
from linli.targets.rules import Duty, EightOnes

SUBJECT, EVIDENCE = "targets.obligation", "evidence"


def set_obligations(*, by: Actor, now: datetime) -> int:
    """Write down what every unit owes for the periods of today; return how many are new.

    May run twice, or on several workers at once: each duty is one transaction that only one of them is in, and it
    writes only what is missing. A period that ended before today is still written down while its duty is not due, so
    that a night without a worker loses nothing. A duty whose day lies in a year of which the city does not know the
    holidays yet is written down once it does. Raises RuleMissing, and YearMissing for today's own year.
    """
    rule = in_force(EightOnes, city_day(now))
    calendar = working_calendar()
    units = [(unit, level_of(unit.area_code)) for unit in Unit.objects.filter(is_active=True).order_by("pk")]
    return sum(
        _set_duty(duty, period, rule, units, calendar, by, now)
        for duty in rule.value.duties
        for period in _periods(duty, city_day(now), calendar)
    )


def _periods(duty: Duty, today: date, calendar: WorkingCalendar) -> Iterator[Period]:
    current = period_of(today, duty.cadence)
    before = period_of(current.first - timedelta(days=1), duty.cadence)
    if before.first.year in calendar.years and due_of(before, duty.due_after, calendar) >= today:
        yield before
    yield current


@transaction.atomic
def _set_duty(
    duty: Duty,
    period: Period,
    rule: InForce[EightOnes],
    units: Sequence[tuple[Unit, Level]],
    calendar: WorkingCalendar,
    by: Actor,
    now: datetime,
) -> int:
    try:
        due_on = due_of(period, duty.due_after, calendar)
    except YearMissing:
        return 0
    lock_until_committed(f"targets.duty:{duty.code}:{period.label}")
    having = set(
        Obligation.objects.filter(duty=duty.code, period=period.label).values_list("unit_id", flat=True)
    )
    asked = [unit for unit, level in units if unit.pk not in having and duty.asks(unit.kind, level)]
    rows: list[list[models.Model]] = []
    for number, unit in zip(take_numbers(Obligation, len(asked)), asked, strict=True):
        obligation = new(
            Obligation,
            id=number,
            unit_id=unit.pk,
            area_code=unit.area_code,
            duty=duty.code,
            cadence=duty.cadence.value,
            period=period.label,
            first_on=period.first,
            last_on=period.last,
            due_on=due_on,
            edition=rule.edition,
        )
        event = events.ObligationSet(**said_of(obligation, duty.name.zh))
        rows.append(rows_of_new(event, subject=obligation, by=by, now=now))
    insert_groups(rows)
    return len(asked)


def said_of(obligation: Obligation, name: str) -> dict[str, Any]:
    """Return what every event about a regular duty says."""
    return {
        "duty": obligation.duty,
        "duty_name": name,
        "period": obligation.period,
        "unit": obligation.unit_id,
        "due_on": obligation.due_on,
    }


@transaction.atomic
def hand_in(
    *,
    obligation: Obligation,
    name: str,
    words: str,
    by: Actor,
    now: datetime,
    files: Sequence[Upload] = (),
) -> None:
    """Say that a duty is done, in words and with papers. Late is late, but never refused.

    Raises HandedInAlready, WordsMissing, what storing files raises.
    """
    if obligation.handed_in_on is not None:
        raise HandedInAlready
    if not words.strip():
        raise WordsMissing
    keep_with(SUBJECT, obligation.pk, files, purpose=EVIDENCE, by=by, now=now)
    event = events.ObligationHandedIn(**said_of(obligation, name), files=len(files))
    changes = {"handed_in_on": city_day(now)}
    record(event, subject=obligation, by=by, now=now, note=words.strip(), changes=changes)
    keep_from(SUBJECT, obligation.pk, now=now)
