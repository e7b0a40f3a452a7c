from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet

from linli.core.time import aware
from linli.notices.models import Attempt, Notice
from linli.notices.policies import Channel
from linli.people.access import Viewer


def inbox(viewer: Viewer) -> QuerySet[Notice]:
    """Return the in-app notices to this viewer and to the units they work for, newest first."""
    units = {grant.unit_id for grant in viewer.grants if grant.unit_id is not None}
    mine = Q(recipient_kind="unit", recipient_id__in=units)
    if viewer.account_id is not None:
        mine |= Q(recipient_kind="account", recipient_id=viewer.account_id)
    return Notice.objects.filter(mine, channel=Channel.IN_APP).order_by("-pk")


def unread_count(viewer: Viewer) -> int:
    return inbox(viewer).filter(read_at=None).count()


def notices_to_requester(record_id: int) -> QuerySet[Notice]:
    """Return what the person of a vault record was told in any channel, newest first: for their own page."""
    return Notice.objects.filter(recipient_kind="requester", recipient_id=record_id).order_by("-pk")


def notices_about(subject_kind: str, subject_id: int) -> QuerySet[Notice]:
    """Return all notices about one subject, oldest first."""
    return Notice.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("pk")


def delivery_log(notice: Notice) -> QuerySet[Attempt]:
    return notice.log.order_by("pk")


@dataclass(frozen=True)
class LogFilter:
    """What the delivery log is narrowed to; empty fields narrow nothing."""

    channel: str = ""
    state: str = ""
    before: int | None = None


def log_page(wanted: LogFilter, *, size: int = 50) -> list[Notice]:
    """Return notices that left the house or should have, newest first, with their attempts. Two queries."""
    rows = Notice.objects.exclude(channel=Channel.IN_APP)
    if wanted.channel:
        rows = rows.filter(channel=wanted.channel)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.before is not None:
        rows = rows.filter(pk__lt=wanted.before)
    return list(rows.order_by("-pk").prefetch_related(Prefetch("log", Attempt.objects.order_by("pk")))[:size])


def waiting_counts(*, now: datetime) -> dict[str, tuple[int, int]]:
    """Return for each channel how many wait, and how many of these were due ten minutes ago. One query."""
    waiting = Notice.objects.filter(next_attempt_at__isnull=False).values("channel")
    late = Q(next_attempt_at__lt=aware(now) - timedelta(minutes=10))
    rows = waiting.annotate(waiting=Count("pk"), late=Count("pk", filter=late)).order_by()
    return {row["channel"]: (row["waiting"], row["late"]) for row in rows}


def channels_waiting(*, now: datetime) -> list[Channel]:
    """Return the channels with something to send now. One query for each that leaves the house."""
    due = Notice.objects.filter(next_attempt_at__lte=aware(now))
    outside = (Channel.SMS, Channel.MAIL, Channel.WEBHOOK)
    return [channel for channel in outside if due.filter(channel=channel).exists()]


def counts() -> dict[tuple[str, str], int]:
    """Return the number of notices by channel and state. Reads the whole table."""
    rows = Notice.objects.values_list("channel", "state").annotate(Count("pk"))
    return {(channel, state): count for channel, state, count in rows}
