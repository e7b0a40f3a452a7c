"""What time does by itself. Each sweep may run twice, or on several workers at once: what is noted is noted once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from linli.community.actions.holding import hold, rules_of, write_call
from linli.community.events import AnswerMissed, ArrivalMissed, DirectingMissed, PlanMissed, WhistleClosed
from linli.community.models import Call, Whistle
from linli.community.policies.rules import Whistles
from linli.community.policies.whistles import CallStatus, WhistleStatus
from linli.core.actor import SYSTEM
from linli.core.time import city_day
from linli.journal.actions import record
from linli.journal.events import Event
from linli.rulebook.queries import timeline

BATCH = 500


def note_missed(*, now: datetime, limit: int = BATCH) -> int:
    """Write down whose time has passed: to come, to answer, to carry out a plan, to send out. Return how many."""
    return sum(sweep(now, limit) for sweep in (_arrivals, _answers, _plans, _directing))


def _arrivals(now: datetime, limit: int) -> int:
    rows = Call.objects.filter(status=CallStatus.CALLED, arrive_missed_at=None, arrive_due_at__lte=now)
    return _note(
        rows.order_by("arrive_due_at")[:limit],
        "arrive_missed_at",
        lambda call: call.status == CallStatus.CALLED and call.arrive_due_at <= now,
        lambda call: ArrivalMissed(**_facts(call), due_at=call.arrive_due_at),
        now,
    )


def _answers(now: datetime, limit: int) -> int:
    owing = (CallStatus.CALLED, CallStatus.ON_SITE)
    rows = Call.objects.filter(status__in=owing, answer_missed_at=None, answer_due_at__lte=now)
    return _note(
        rows.order_by("answer_due_at")[:limit],
        "answer_missed_at",
        lambda call: call.status in owing and call.answer_due_at <= now,
        lambda call: AnswerMissed(**_facts(call), due_at=call.answer_due_at),
        now,
    )


def _plans(now: datetime, limit: int) -> int:
    today = city_day(now)
    rows = Call.objects.filter(status=CallStatus.PLANNED, plan_missed_at=None, planned_on__lt=today)
    return _note(
        rows.order_by("planned_on")[:limit],
        "plan_missed_at",
        lambda call: (
            call.status == CallStatus.PLANNED and call.planned_on is not None and call.planned_on < today
        ),
        lambda call: PlanMissed(**_facts(call), planned_on=call.planned_on or today),
        now,
    )


def _note(
    calls: QuerySet[Call],
    column: str,
    is_due: Callable[[Call], bool],
    event: Callable[[Call], Event],
    now: datetime,
) -> int:
    done = 0
    for number, whistle_number in calls.values_list("pk", "whistle_id"):
        with transaction.atomic():
            whistle = hold(Whistle(pk=whistle_number))
            call = Call.objects.get(pk=number)
            call.whistle = whistle
            if getattr(call, column) is not None or not is_due(call):
                continue  # another worker noted it, or somebody came meanwhile
            columns: dict[str, Any] = {column: now}
            write_call(event(call), whistle=whistle, call=call, by=SYSTEM, now=now, **columns)
            done += 1
    return done


def _directing(now: datetime, limit: int) -> int:
    waiting = {"status": WhistleStatus.AT_STREET, "direct_missed_at": None, "next_due_at__lte": now}
    numbers = Whistle.objects.filter(**waiting).order_by("next_due_at").values_list("pk", flat=True)[:limit]
    done = 0
    for number in list(numbers):
        with transaction.atomic():
            whistle = hold(Whistle(pk=number))
            if whistle.status != WhistleStatus.AT_STREET or whistle.direct_missed_at is not None:
                continue
            facts = {"number": whistle.pk, "community": whistle.unit_id, "street": whistle.street_id}
            record(
                DirectingMissed(**facts),
                subject=whistle,
                by=SYSTEM,
                now=now,
                changes={"direct_missed_at": now},
            )
            done += 1
    return done


def close_unrated(*, now: datetime, limit: int = BATCH) -> int:
    """Close whistles that were answered long ago and whose community did not rate; return how many.

    One with a plan still open stays: its day decides.
    """
    shortest = min((each.value.close_unrated_after_days for each in timeline(Whistles)), default=0)
    if not shortest:
        return 0
    long_ago = now - timedelta(days=shortest)
    rows = Whistle.objects.filter(status=WhistleStatus.ANSWERED, answered_at__lte=long_ago, next_due_at=None)
    done = 0
    for number in list(rows.order_by("answered_at").values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            done += _close(hold(Whistle(pk=number)), now)
    return done


def _close(whistle: Whistle, now: datetime) -> bool:
    days = timedelta(days=rules_of(whistle).close_unrated_after_days)
    last = Call.objects.filter(whistle=whistle).order_by("-answered_at").values_list("answered_at", flat=True)
    is_old = all(at is None or at <= now - days for at in last)
    if whistle.status != WhistleStatus.ANSWERED or whistle.next_due_at is not None or not is_old:
        return False
    event = WhistleClosed(number=whistle.pk, community=whistle.unit_id, is_rated=False)
    changes = {"status": WhistleStatus.CLOSED, "closed_at": now}
    record(event, subject=whistle, by=SYSTEM, now=now, changes=changes)
    return True


def _facts(call: Call) -> dict[str, int]:
    return {"number": call.whistle_id, "community": call.whistle.unit_id, "unit": call.unit_id}
