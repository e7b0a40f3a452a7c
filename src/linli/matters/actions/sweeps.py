"""What the rules of the city do by themselves every night. Each may run twice, or on several workers at once.

A sweep finds its matters with one query, at most a batch, and does each in its own transaction: a matter that
somebody changed meanwhile is left for the next night.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from linli.core.actor import SYSTEM
from linli.core.time import city_day
from linli.journal.errors import ChangedMeanwhile
from linli.matters.actions.answering import close
from linli.matters.actions.keeping import anonymise, archive, recall
from linli.matters.actions.move import limits_of
from linli.matters.errors import AskFirst, MoveNotAllowed
from linli.matters.models import ARCHIVABLE, Matter
from linli.matters.policies import Status
from linli.matters.policies.rules import MatterKeeping
from linli.rulebook.queries import in_force
from linli.vault.errors import OnHold

BATCH = 500


def close_unreached(*, now: datetime, limit: int = BATCH) -> int:
    """Close answered matters whose requester was called in vain often enough, or is unknown; return how many.

    An unknown requester has the time of the follow-up to rate by the case code.
    """
    needed = limits_of(now).value.follow_up_attempts
    calls = Count("follow_ups", filter=Q(follow_ups__at__gte=F("replied_at")))
    unknown = Q(requester__isnull=True) & (Q(next_due_at__isnull=True) | Q(next_due_at__lte=now))
    rows = Matter.objects.filter(status=Status.REPLIED).annotate(calls=calls)
    return _each(close, rows.filter(Q(calls__gte=needed) | unknown).order_by("pk")[:limit], now)


def recall_deferred(*, now: datetime, limit: int = BATCH) -> int:
    """Bring deferred matters back to attention on the day that was promised; return how many."""
    rows = Matter.objects.filter(status=Status.DEFERRED, review_on__lte=city_day(now))
    return _each(recall, rows.order_by("review_on", "pk")[:limit], now)


def archive_old(*, now: datetime, limit: int = BATCH) -> int:
    """Archive what ended so long ago that nobody can open it again; return how many."""
    days = max(
        in_force(MatterKeeping, city_day(now)).value.archive_after_days,
        limits_of(now).value.reopen_within_days,
    )
    rows = Matter.objects.filter(status__in=sorted(ARCHIVABLE), closed_at__lt=now - timedelta(days=days))
    return _each(archive, rows.order_by("closed_at")[:limit], now)


def anonymise_old(*, now: datetime, limit: int = BATCH) -> int:
    """Erase what points to a person in matters that ended long ago; return how many. What is on hold waits."""
    days = in_force(MatterKeeping, city_day(now)).value.anonymise_after_days
    rows = Matter.objects.filter(
        status=Status.ARCHIVED, anonymised_at__isnull=True, closed_at__lt=now - timedelta(days=days)
    ).filter(Q(requester__isnull=True) | Q(requester__held_at__isnull=True))
    return _each(anonymise, rows.order_by("closed_at")[:limit], now)


def _each(action: Callable[..., None], matters: QuerySet[Matter] | Iterable[Matter], now: datetime) -> int:
    done = 0
    for matter in matters:
        try:
            action(matter=matter, by=SYSTEM, now=now)
        except (ChangedMeanwhile, MoveNotAllowed, AskFirst, OnHold):
            continue
        done += 1
    return done
