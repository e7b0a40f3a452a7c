"""What follows when days run out. Each is told once, however many sweeps run."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from linli.core.actor import Actor
from linli.core.time import aware, city_day
from linli.redress import events
from linli.redress.actions.cases import late, rule_of
from linli.redress.actions.suggestions import happened
from linli.redress.models import Case, Suggestion
from linli.redress.policies import Status, told_now

BATCH = 200


def watch(*, by: Actor, now: datetime) -> int:
    """Remind of answers, and tell of what is late; return how many. Only what is near its day is read."""
    done = 0
    while batch := _cases(by, now):
        done += batch
    return done + _answers(by, now)


@transaction.atomic
def _cases(by: Actor, now: datetime) -> int:
    over = Case.objects.filter(due_at__lte=aware(now), is_late=False).select_related("dispute")
    rows = list(over.order_by("due_at", "pk").select_for_update(skip_locked=True, of=("self",))[:BATCH])
    for row in rows:
        late(row, by=by, now=now)
    return len(rows)


def _answers(by: Actor, now: datetime) -> int:
    rule, today = rule_of(now), city_day(now)
    until = today + timedelta(days=max(rule.remind_before, default=0))
    near = Suggestion.objects.filter(status=Status.SENT, reply_by__lte=until).exclude(told_before=-1)
    numbers = list(near.order_by("reply_by", "pk").values_list("pk", flat=True))
    return sum(
        _told_batch(numbers[start : start + BATCH], rule.remind_before, by, now)
        for start in range(0, len(numbers), BATCH)
    )


@transaction.atomic
def _told_batch(numbers: list[int], before: tuple[int, ...], by: Actor, now: datetime) -> int:
    rows = Suggestion.objects.filter(pk__in=numbers, status=Status.SENT).order_by("pk")
    told, today = 0, city_day(now)
    for row in rows.select_for_update(of=("self",)):
        left = (row.reply_by - today).days
        reached = told_now(left, before, row.told_before)
        if reached is None:
            continue
        if reached < 0:
            happened(
                events.AnswerMissed, row, by=by, now=now, changes={"told_before": -1}, reply_by=row.reply_by
            )
        else:
            changes = {"told_before": reached}
            facts: dict[str, Any] = {"reply_by": row.reply_by, "days": left}
            happened(events.AnswerReminded, row, by=by, now=now, changes=changes, **facts)
        told += 1
    return told
