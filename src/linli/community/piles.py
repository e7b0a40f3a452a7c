"""What of communities waits for somebody: whistles, deliberations, demands of meetings, needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.community.models import Call, Deliberation, Demand, Need, Whistle
from linli.community.policies.deliberations import DeliberationStatus
from linli.community.policies.meetings import DemandStatus
from linli.community.policies.sharing import NeedStatus
from linli.community.policies.whistles import CallStatus, WhistleStatus
from linli.matters.sentences import lamp
from linli.people.access import Permission, Viewer
from linli.workbench.piles import DayOver, Item, Pile, Rows, Shape, add, narrowed_by, units_acted_for

P = Permission


def call_items(numbers: Collection[int], now: datetime) -> Mapping[int, Item]:
    rows = Call.objects.filter(pk__in=numbers).select_related("whistle__unit", "unit")
    return {
        row.pk: Item(
            title=row.whistle.subject,
            url=reverse("community:call", args=[row.whistle_id, row.unit_id]),
            code="",
            hints=(row.whistle.unit.name, row.whistle.place, row.unit.name),
            state=str(row.get_status_display()),
            picture="sound",
            tone="open",
            lamp=lamp(row.due_at, now),
        )
        for row in rows
    }


def whistle_items(numbers: Collection[int], now: datetime) -> Mapping[int, Item]:
    rows = Whistle.objects.filter(pk__in=numbers).select_related("unit")
    return {
        row.pk: Item(
            title=row.subject,
            url=reverse("community:whistle", args=[row.pk]),
            code="",
            hints=(row.unit.name, row.place),
            state=str(row.get_status_display()),
            picture="sound",
            tone="open",
            lamp=lamp(row.next_due_at, now),
        )
        for row in rows
    }


def deliberation_items(numbers: Collection[int], now: datetime) -> Mapping[int, Item]:
    rows = Deliberation.objects.filter(pk__in=numbers).select_related("unit")
    return {
        row.pk: Item(
            title=row.topic,
            url=reverse("community:deliberation", args=[row.pk]),
            code="",
            hints=(row.unit.name,),
            state=str(row.get_status_display()),
            picture="people",
            tone="open",
            lamp=lamp(None, now),
        )
        for row in rows
    }


def demand_items(numbers: Collection[int], now: datetime) -> Mapping[int, Item]:
    rows = Demand.objects.filter(pk__in=numbers).select_related("owner", "meeting")
    rows = rows.annotate(until_at=DayOver("due_on"))
    return {
        row.pk: Item(
            title=row.text,
            url=reverse("community:meeting", args=[row.meeting_id]),
            code="",
            hints=(row.owner.name if row.owner else "",),
            state=str(row.get_status_display()),
            picture="people",
            tone="open",
            lamp=lamp(row.until_at, now),
        )
        for row in rows
    }


def need_items(numbers: Collection[int], now: datetime) -> Mapping[int, Item]:
    rows = Need.objects.filter(pk__in=numbers).select_related("unit", "helper")
    rows = rows.annotate(until_at=DayOver("promised_on"))
    return {
        row.pk: Item(
            title=row.title,
            url=reverse("community:need", args=[row.pk]),
            code="",
            hints=(row.unit.name, row.helper.name if row.helper else ""),
            state=str(row.get_status_display()),
            picture="hand",
            tone="open",
            lamp=lamp(row.until_at if row.status == NeedStatus.CLAIMED else None, now),
        )
        for row in rows
    }


CALLS = Shape("call", "until_at", call_items, narrowed_by("whistle__subject", "until_at"))
WHISTLES = Shape("whistle", "next_due_at", whistle_items, narrowed_by("subject", "next_due_at"))
DELIBERATIONS = Shape("deliberation", "closed_at", deliberation_items, narrowed_by("topic", "closed_at"))
"""What is not closed has no day: no clock runs."""
DEMANDS = Shape("demand", "until_at", demand_items, narrowed_by("text", "until_at"))
NEEDS = Shape("need", "until_at", need_items, narrowed_by("title", "until_at"))


def _calls(viewer: Viewer, status: CallStatus) -> list[Rows]:
    """Whistles that call the viewer's own unit; one above it does not come in its place."""
    units = units_acted_for(viewer, P.WHISTLE_ANSWER)
    return [Call.objects.filter(unit__in=units, status=status)] if units else []


def to_arrive(viewer: Viewer, now: datetime) -> list[Rows]:
    return [rows.annotate(until_at=F("arrive_due_at")) for rows in _calls(viewer, CallStatus.CALLED)]


def to_answer(viewer: Viewer, now: datetime) -> list[Rows]:
    return [rows.annotate(until_at=F("answer_due_at")) for rows in _calls(viewer, CallStatus.ON_SITE)]


def to_carry_out(viewer: Viewer, now: datetime) -> list[Rows]:
    return [rows.annotate(until_at=DayOver("planned_on")) for rows in _calls(viewer, CallStatus.PLANNED)]


def to_direct(viewer: Viewer, now: datetime) -> list[Rows]:
    """Big whistles before the viewer's street office."""
    units = units_acted_for(viewer, P.WHISTLE_DIRECT)
    return [Whistle.objects.filter(street__in=units, status=WhistleStatus.AT_STREET)] if units else []


def to_rate(viewer: Viewer, now: datetime) -> list[Rows]:
    """Whistles of the viewer's community that all have answered."""
    units = units_acted_for(viewer, P.WHISTLE_BLOW)
    return [Whistle.objects.filter(unit__in=units, status=WhistleStatus.ANSWERED)] if units else []


def to_deliberate(viewer: Viewer, now: datetime) -> list[Rows]:
    """Deliberations of the viewer's community that may be decided by now, or are being carried out."""
    units = units_acted_for(viewer, P.DELIBERATION_LEAD)
    running = [DeliberationStatus.NOTICED, DeliberationStatus.DECIDED]
    rows = Deliberation.objects.filter(unit__in=units, status__in=running)
    return [rows] if units else []


def to_follow_up(viewer: Viewer, now: datetime) -> list[Rows]:
    """What meetings gave the viewer's unit to carry out."""
    units = units_acted_for(viewer, P.MEETING_FOLLOW_UP)
    rows = Demand.objects.filter(owner__in=units, status=DemandStatus.ANSWERED)
    return [rows.annotate(until_at=DayOver("due_on"))] if units else []


def to_help(viewer: Viewer, now: datetime) -> list[Rows]:
    """Needs of communities that the viewer's unit took on."""
    units = units_acted_for(viewer, P.RESOURCE_OFFER)
    rows = Need.objects.filter(helper__in=units, status=NeedStatus.CLAIMED)
    return [rows.annotate(until_at=DayOver("promised_on"))] if units else []


def helped(viewer: Viewer, now: datetime) -> list[Rows]:
    """Needs of the viewer's community that somebody has met."""
    units = units_acted_for(viewer, P.NEED_LIST)
    rows = Need.objects.filter(unit__in=units, status=NeedStatus.DONE)
    return [rows.annotate(until_at=DayOver("promised_on"))] if units else []


add(Pile("whistle.arrive", _("Whistles to come to"), "sound", CALLS, to_arrive))
add(Pile("whistle.answer", _("Whistles to answer"), "sound", CALLS, to_answer))
add(Pile("whistle.plan", _("Whistles planned"), "calendar", CALLS, to_carry_out))
add(Pile("whistle.direct", _("Whistles to send out"), "send", WHISTLES, to_direct))
add(Pile("whistle.rate", _("Whistles to rate"), "star", WHISTLES, to_rate))
add(Pile("deliberation.lead", _("Deliberations"), "people", DELIBERATIONS, to_deliberate))
add(Pile("meeting.follow_up", _("Demands of meetings"), "people", DEMANDS, to_follow_up))
add(Pile("need.help", _("Needs to meet"), "hand", NEEDS, to_help))
add(Pile("need.rate", _("Help to rate"), "star", NEEDS, helped))
