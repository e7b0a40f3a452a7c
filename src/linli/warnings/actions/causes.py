"""From one case to one class: actions against causes, their measures, and the effect measured afterwards."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linli.core.actor import Actor
from linli.core.time import aware, city_day
from linli.journal.actions import record
from linli.journal.models import Entry
from linli.people.models import Unit
from linli.rulebook.queries import in_force
from linli.warnings import events
from linli.warnings.actions.saying import said_of
from linli.warnings.errors import DueBeforeStart, NotNow, ReasonMissing, StepsOpen
from linli.warnings.models import CauseAction, CauseStep, EarlyWarning
from linli.warnings.policies.causes import NEXT, UNDONE, CauseStatus, CauseVerb
from linli.warnings.policies.effect import Effect
from linli.warnings.policies.rules import CauseRule
from linli.warnings.queries.causes import effect_until


def require_next(row: CauseAction, to: CauseStatus, verb: CauseVerb) -> None:
    """Raises NotNow."""
    status = CauseStatus(row.status)
    if to not in NEXT[status]:
        raise NotNow(verb=verb.label, status=status.label)


@transaction.atomic
def plan(
    *,
    title: str,
    cause: str,
    area_code: str,
    kind_code: str,
    owner: Unit,
    begins_on: date,
    due_on: date,
    by: Actor,
    now: datetime,
    warning: EarlyWarning | None = None,
) -> CauseAction:
    """Plan what a unit does about the cause of a class of matters. Raises ReasonMissing, DueBeforeStart."""
    if not title.strip() or not cause.strip():
        raise ReasonMissing
    if due_on < begins_on:
        raise DueBeforeStart
    row = CauseAction(
        warning=warning,
        title=title.strip(),
        cause=cause.strip(),
        area_code=area_code,
        kind_code=kind_code,
        owner=owner,
        begins_on=begins_on,
        due_on=due_on,
    )
    event = events.CausePlanned(**said_of(row), due_on=due_on, warning=warning.pk if warning else None)
    record(event, subject=row, by=by, now=now)
    return row


@transaction.atomic
def add_step(*, row: CauseAction, words: str, due_on: date, by: Actor, now: datetime) -> CauseStep:
    """Add a measure; said twice it is there once. Raises NotNow, ReasonMissing, DueBeforeStart."""
    if row.status not in UNDONE:
        raise NotNow(verb=CauseVerb.STEP.label, status=CauseStatus(row.status).label)
    if not words.strip():
        raise ReasonMissing
    if due_on < row.begins_on:
        raise DueBeforeStart
    known = row.steps.filter(words=words.strip()).first()
    if known is not None:
        return known
    record(events.CauseStepAdded(**said_of(row), due_on=due_on), subject=row, by=by, now=now, note=words)
    return CauseStep.objects.create(action=row, words=words.strip(), due_on=due_on)


@transaction.atomic
def do_step(*, row: CauseAction, step: int, words: str, by: Actor, now: datetime) -> None:
    """Report for the owner that a measure is done; twice is once. The first begins the action. Raises NotNow."""
    if row.status not in UNDONE:
        raise NotNow(verb=CauseVerb.DONE.label, status=CauseStatus(row.status).label)
    found = row.steps.filter(pk=step, done_on=None).first()
    if found is None:
        return
    if row.status == CauseStatus.PLANNED:
        changes = {"status": CauseStatus.RUNNING.value}
        record(events.CauseBegun(**said_of(row)), subject=row, by=by, now=now, changes=changes)
    note = f"{found.words}：{words.strip()}" if words.strip() else found.words
    record(events.CauseStepDone(**said_of(row)), subject=row, by=by, now=now, note=note)
    CauseStep.objects.filter(pk=found.pk).update(done_on=city_day(now))


@transaction.atomic
def finish(*, row: CauseAction, words: str, by: Actor, now: datetime) -> None:
    """Report for the owner that all measures are done; from here the effect is watched.

    Raises NotNow, StepsOpen, ReasonMissing.
    """
    require_next(row, CauseStatus.DONE, CauseVerb.FINISH)
    still_open = row.steps.filter(done_on=None).count()
    if still_open:
        raise StepsOpen(count=still_open)
    if not words.strip():
        raise ReasonMissing
    changes = {"status": CauseStatus.DONE.value, "done_on": city_day(now)}
    record(events.CauseDone(**said_of(row)), subject=row, by=by, now=now, note=words.strip(), changes=changes)


@transaction.atomic
def withdraw(*, row: CauseAction, words: str, by: Actor, now: datetime) -> None:
    """Raises NotNow, ReasonMissing."""
    require_next(row, CauseStatus.WITHDRAWN, CauseVerb.WITHDRAW)
    if not words.strip():
        raise ReasonMissing
    changes = {"status": CauseStatus.WITHDRAWN.value}
    record(
        events.CauseWithdrawn(**said_of(row)),
        subject=row,
        by=by,
        now=now,
        note=words.strip(),
        changes=changes,
    )


@transaction.atomic
def measure(*, row: CauseAction, by: Actor, now: datetime) -> Effect:
    """Measure what came of it against other places, up to the last whole week; again when more weeks have passed.

    Raises NotNow.
    """
    require_next(row, CauseStatus.MEASURED, CauseVerb.MEASURE)
    entry = in_force(CauseRule, city_day(now))
    effect = effect_until(row, entry.value, now)
    changes = {
        "status": CauseStatus.MEASURED.value,
        "effect": effect.as_data(),
        "measured_at": aware(now),
        "edition": entry.edition,
    }
    event = events.CauseMeasured(**said_of(row), verdict=effect.verdict.value)
    record(event, subject=row, by=by, now=now, changes=changes)
    return effect


def remind(*, by: Actor, now: datetime) -> int:
    """Tell owners, once for each date, that the day of an action has gone by; return how many."""
    rows = CauseAction.objects.filter(status__in=UNDONE, due_on__lt=city_day(now)).select_related("owner")
    kind = CauseAction._meta.label_lower
    told = set(
        Entry.objects.filter(
            subject_kind=kind, subject_id__in=rows.values("pk"), event=events.CauseOverdue.name
        ).values_list("subject_id", flat=True)
    )
    missed = [row for row in rows.order_by("due_on", "pk") if row.pk not in told]
    for row in missed:
        record(events.CauseOverdue(**said_of(row), due_on=row.due_on), subject=row, by=by, now=now)
    return len(missed)
