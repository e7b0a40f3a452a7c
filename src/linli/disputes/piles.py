"""What of disputes waits for somebody: the step that is theirs, with the clock of the limit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.core.time import city_day
from linli.disputes.access import centres_of, waiting_referrals
from linli.disputes.models import Dispute, Referral, Session, Term
from linli.disputes.policies import LIMITED, SessionStatus, Status
from linli.matters.sentences import lamp
from linli.people.access import Permission, Viewer
from linli.workbench.piles import DayOver, Item, Pile, Rows, Shape, add, narrowed_by

P, S = Permission, Status
AHEAD = timedelta(days=7)
BEFORE = sorted({S.REGISTERED, S.CONSENT_CHECK})
TO_FOLLOW_UP = sorted({S.PERFORMED, S.BREACHED, S.FAILED, S.TERMINATED, S.FOLLOWED_UP})


def dispute_items(numbers: Collection[int], now: datetime) -> Mapping[int, Item]:
    rows = Dispute.objects.filter(pk__in=numbers).select_related("centre").defer("search")
    return {
        row.pk: Item(
            title=row.title,
            url=reverse("disputes:dispute", args=[row.number]),
            code=row.number,
            hints=(row.centre.name,),
            state=str(row.get_status_display()),
            picture="hand",
            tone="open",
            lamp=lamp(row.due_at, now),
        )
        for row in rows
    }


def referral_items(numbers: Collection[int], now: datetime) -> Mapping[int, Item]:
    """What is handed over is named by its number alone: the receiver does not see the dispute yet."""
    rows = Referral.objects.filter(pk__in=numbers).select_related("dispute", "from_unit")
    return {
        row.pk: Item(
            title=row.dispute.number,
            url=reverse("disputes:list"),
            code="",
            hints=(row.from_unit.name,),
            state=str(_("handed to us")),
            picture="send",
            tone="waiting",
            lamp=lamp(row.due_at, now),
        )
        for row in rows
    }


def session_items(numbers: Collection[int], now: datetime) -> Mapping[int, Item]:
    rows = Session.objects.filter(pk__in=numbers).select_related("dispute")
    return {
        row.pk: Item(
            title=row.dispute.title,
            url=reverse("disputes:dispute", args=[row.dispute.number]),
            code=row.dispute.number,
            hints=(),
            state=str(_("session without a record")),
            picture="pen",
            tone="waiting",
            lamp=lamp(row.begins_at, now),
        )
        for row in rows
    }


def term_items(numbers: Collection[int], now: datetime) -> Mapping[int, Item]:
    rows = Term.objects.filter(pk__in=numbers).select_related("dispute").annotate(until_at=DayOver("due_on"))
    return {
        row.pk: Item(
            title=row.dispute.title,
            url=reverse("disputes:dispute", args=[row.dispute.number]),
            code=row.dispute.number,
            hints=(str(row.get_kind_display()),),
            state=str(_("promise due")),
            picture="calendar",
            tone="waiting",
            lamp=lamp(row.until_at, now),
        )
        for row in rows
    }


DISPUTES = Shape("dispute", "due_at", dispute_items, narrowed_by("title", "due_at"))
REFERRALS = Shape("referral", "due_at", referral_items, narrowed_by("dispute__number", "due_at"))
SESSIONS = Shape("session", "begins_at", session_items, narrowed_by("dispute__title", "begins_at"))
TERMS = Shape("term", "until_at", term_items, narrowed_by("dispute__title", "until_at"))


def to_decide(viewer: Viewer, now: datetime) -> list[Rows]:
    """Received by the viewer's centre, and not accepted or handed on yet."""
    centres = centres_of(viewer, P.DISPUTE_DECIDE)
    return [Dispute.objects.filter(centre_id__in=centres, status__in=BEFORE)] if centres else []


def to_mediate(viewer: Viewer, now: datetime) -> list[Rows]:
    """The viewer's own mediations whose limit runs."""
    if viewer.account_id is None or not viewer.may(P.DISPUTE_MEDIATE):
        return []
    own = Q(account_ids__contains=[viewer.account_id])
    running = sorted(LIMITED - {S.REGISTERED, S.CONSENT_CHECK})
    return [Dispute.objects.filter(own, status__in=running)]


def to_close(viewer: Viewer, now: datetime) -> list[Rows]:
    """Over, and to be looked after or filed."""
    centres = centres_of(viewer, P.DISPUTE_DECIDE)
    return [Dispute.objects.filter(centre_id__in=centres, status__in=TO_FOLLOW_UP)] if centres else []


def referred(viewer: Viewer, now: datetime) -> list[Rows]:
    if not centres_of(viewer, P.DISPUTE_RECEIVE):
        return []
    return [waiting_referrals(viewer).select_related(None).order_by()]


def to_record(viewer: Viewer, now: datetime) -> list[Rows]:
    """Sessions that are over and have no record."""
    if viewer.account_id is None or not viewer.may(P.DISPUTE_RECORD):
        return []
    return [
        Session.objects.filter(
            lead_account=viewer.account_id, status=SessionStatus.PLANNED, begins_at__lt=now
        )
    ]


def owed(viewer: Viewer, now: datetime) -> list[Rows]:
    """Promises of agreements that the viewer watches over, late or due within days."""
    if viewer.account_id is None or not viewer.may(P.DISPUTE_MEDIATE):
        return []
    until = city_day(now) + AHEAD
    rows = Term.objects.filter(lead_account=viewer.account_id, is_open=True, due_on__lte=until)
    return [rows.annotate(until_at=DayOver("due_on"))]


add(Pile("dispute.decide", _("Disputes to accept"), "hand", DISPUTES, to_decide))
add(Pile("dispute.referred", _("Disputes handed to us"), "send", REFERRALS, referred))
add(Pile("dispute.mediate", _("Disputes to mediate"), "people", DISPUTES, to_mediate))
add(Pile("dispute.record", _("Sessions to record"), "pen", SESSIONS, to_record))
add(Pile("dispute.term", _("Promises due"), "calendar", TERMS, owed))
add(Pile("dispute.close", _("Disputes to follow up and file"), "check", DISPUTES, to_close))
