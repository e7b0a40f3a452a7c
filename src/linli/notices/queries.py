from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q, QuerySet

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


def channels_waiting(*, now: datetime) -> list[Channel]:
    """Return the channels with something to send now. One query for each that leaves the house."""
    due = Notice.objects.filter(next_attempt_at__lte=aware(now))
    outside = (Channel.SMS, Channel.MAIL, Channel.WEBHOOK)
    return [channel for channel in outside if due.filter(channel=channel).exists()]


def counts() -> dict[tuple[str, str], int]:
    """Return the number of notices by channel and state. Reads the whole table."""
    rows = Notice.objects.values_list("channel", "state").annotate(Count("pk"))
    return {(channel, state): count for channel, state, count in rows}
