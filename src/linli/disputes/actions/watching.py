"""What follows when days run out. Each word goes out once, however often and on however many workers this runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from linli.core.actor import Actor
from linli.core.time import aware, city_day
from linli.disputes import events
from linli.disputes.actions.moving import happened, limits
from linli.disputes.models import Agreement, Dispute, PaymentPromise, Referral, Term, Told
from linli.disputes.policies import AFTER_AGREEMENT, IN_MEDIATION, AgreementStatus, Status
from linli.disputes.queries.routes import routes_told
from linli.disputes.rules import ConfirmationRule
from linli.rulebook.queries import in_force

BATCH = 200
AFTER = -1

CLAIM = """
    INSERT INTO disputes_told (about, "row", day, "before", at)
    SELECT %(about)s, wanted.number, wanted.day, %(before)s, %(at)s
    FROM unnest(%(numbers)s::bigint[], %(days)s::date[]) AS wanted(number, day)
    ON CONFLICT (about, "row", day, "before") DO NOTHING
    RETURNING "row"
"""
"""Another worker's claim that is not committed yet is waited for, so that exactly one gets each."""


@dataclass(frozen=True)
class Due:
    """A day of which a dispute's people are to be told."""

    row: int
    day: date
    dispute: int
    kind: type[events.DisputeEvent]
    facts: dict[str, Any] = field(default_factory=dict)


def watch(*, by: Actor, now: datetime) -> int:
    """Remind, warn, and end what ran out of time; return how much was told. Set-based: only what is due is read."""
    told = _remind_of_terms(by, now) + _warn_of_window(by, now)
    told += _tell("referral", list(_referrals(now)), AFTER, by, now)
    told += _tell("payment", list(_payments(now)), AFTER, by, now)
    return told + _end_what_ran_out(by, now)


# Days that are told of


def _remind_of_terms(by: Actor, now: datetime) -> int:
    today, told, since = city_day(now), 0, city_day(now)
    for before in sorted(set(limits(now).remind_before)):
        until = today + timedelta(days=before)
        found = _terms(Q(due_on__gte=since, due_on__lte=until), before, events.TermReminded)
        told += _tell("term", found, before, by, now)
        since = until + timedelta(days=1)
    return told + _tell("term", _terms(Q(due_on__lt=today), AFTER, events.TermMissed), AFTER, by, now)


def _terms(days: Q, before: int, kind: type[events.DisputeEvent]) -> list[Due]:
    known = Told.objects.filter(about="term", row=OuterRef("pk"), day=OuterRef("due_on"), before=before)
    rows = Term.objects.filter(days, ~Exists(known), is_open=True).order_by("pk")
    return [
        Due(pk, day, dispute, kind, {"term": pk, "due_on": day})
        for pk, day, dispute in rows.values_list("pk", "due_on", "dispute")
    ]


def _warn_of_window(by: Actor, now: datetime) -> int:
    today, told, since = city_day(now), 0, city_day(now)
    for before in sorted(set(in_force(ConfirmationRule, today).value.warn_days_before)):
        until = today + timedelta(days=before)
        found = [
            Due(
                row.pk,
                row.confirm_until,
                row.dispute_id,
                events.ConfirmationWarned,
                {"last_on": row.confirm_until, "days": (row.confirm_until - today).days},
            )
            for row in _windows(Q(confirm_until__gte=since, confirm_until__lte=until), before)
            if row.confirm_until
        ]
        told += _tell("window", found, before, by, now)
        since = until + timedelta(days=1)
    # A window that closed long ago is not news: a sweep that did not run for a month tells of the last month.
    lately = Q(confirm_until__lt=today, confirm_until__gte=today - timedelta(days=30))
    over = [
        Due(
            row.pk,
            row.confirm_until,
            row.dispute_id,
            events.ConfirmationLapsed,
            {"last_on": row.confirm_until},
        )
        for row in _windows(lately, AFTER)
        if row.confirm_until
    ]
    return told + _tell("window", over, AFTER, by, now)


def _windows(days: Q, before: int) -> Iterable[Agreement]:
    """Agreements in force that nobody has brought to court."""
    known = Told.objects.filter(
        about="window", row=OuterRef("pk"), day=OuterRef("confirm_until"), before=before
    )
    rows = Agreement.objects.filter(days, ~Exists(known), status=AgreementStatus.IN_FORCE)
    open_ones = Q(dispute__confirmation="", dispute__status__in=sorted(AFTER_AGREEMENT))
    return rows.filter(open_ones).order_by("pk").iterator(1000)


def _referrals(now: datetime) -> Iterable[Due]:
    known = Told.objects.filter(about="referral", row=OuterRef("pk"), before=AFTER)
    rows = Referral.objects.filter(~Exists(known), answered_at=None, due_at__lte=aware(now))
    for row in rows.filter(to_unit__isnull=False).order_by("pk"):
        facts = {"to_unit": row.to_unit_id}
        yield Due(row.pk, city_day(row.due_at), row.dispute_id, events.ReferralOverdue, facts)


def _payments(now: datetime) -> Iterable[Due]:
    """Promised money that did not come by the end of its day."""
    known = Told.objects.filter(about="payment", row=OuterRef("pk"), before=AFTER)
    rows = PaymentPromise.objects.filter(~Exists(known), paid_at=None, due_at__lte=aware(now))
    for row in rows.order_by("pk"):
        facts = {"term": row.term_id, "due_at": row.due_at}
        yield Due(row.pk, city_day(row.due_at), row.dispute_id, events.PaymentMissed, facts)


def _tell(about: str, found: Sequence[Due], before: int, by: Actor, now: datetime) -> int:
    """Claim and tell in batches; each batch is one transaction."""
    return sum(
        _tell_batch(about, found[start : start + BATCH], before, by, now)
        for start in range(0, len(found), BATCH)
    )


@transaction.atomic
def _tell_batch(about: str, batch: Sequence[Due], before: int, by: Actor, now: datetime) -> int:
    claimed = _claim(about, batch, before, now)
    mine = [each for each in batch if each.row in claimed]
    rows = Dispute.objects.select_for_update().filter(pk__in={each.dispute for each in mine}).order_by("pk")
    held = {row.pk: row for row in rows}
    for each in mine:
        dispute = held[each.dispute]
        happened(each.kind, dispute, by=by, now=now, changes={"changed_at": dispute.changed_at}, **each.facts)
    return len(mine)


def _claim(about: str, batch: Sequence[Due], before: int, now: datetime) -> set[int]:
    values: dict[str, Any] = {
        "about": about,
        "before": before,
        "at": aware(now),
        "numbers": [each.row for each in batch],
        "days": [each.day for each in batch],
    }
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        return {number for (number,) in cursor.fetchall()}


# Limits that end something


def _end_what_ran_out(by: Actor, now: datetime) -> int:
    """End mediations whose time is over; a step is one transaction, so that a sweep may stop and go on."""
    ended = 0
    while batch := _ended_batch(by, now):
        ended += batch
    return ended


@transaction.atomic
def _ended_batch(by: Actor, now: datetime) -> int:
    over = Dispute.objects.filter(due_at__lte=aware(now)).order_by("due_at", "pk")
    rows = list(over.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    for dispute in rows:
        _end(dispute, by, now)
    return len(rows)


def _end(dispute: Dispute, by: Actor, now: datetime) -> None:
    """Nobody answered: it ends, and nothing is lost by it. Mediation took its time: it ends without agreement."""
    routes = routes_told(dispute, now)
    if Status(dispute.status) in IN_MEDIATION:
        happened(
            events.MediationFailed,
            dispute,
            by=by,
            now=now,
            to=Status.FAILED,
            because="time_over",
            routes_told=routes,
        )
        return
    happened(
        events.MediationTerminated,
        dispute,
        by=by,
        now=now,
        to=Status.TERMINATED,
        because="no_answer",
        side="",
        routes_told=routes,
    )
