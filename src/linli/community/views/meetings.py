from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.community import access
from linli.community.actions import meetings as actions
from linli.community.errors import NotFound
from linli.community.forms.others import AnswerForm, HoldForm, MeetingForm, ReportForm, WhyForm
from linli.community.models import Demand, Meeting
from linli.community.policies.meetings import (
    DEMAND_VERBS,
    MEETING_VERBS,
    DemandStatus,
    MeetingStatus,
    MeetingVerb,
)
from linli.community.policies.whistles import VerbRule
from linli.community.queries import others as queries
from linli.community.sentences import told
from linli.community.views import pages
from linli.community.views.pages import Block, Entry, Record, Step
from linli.core.errors import Refusal
from linli.core.moments import day_words, moment_words
from linli.core.time import city_day
from linli.matters.access import get_matter_for, may
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.models import Unit
from linli.people.policies import Permission

Typed = tuple[MeetingVerb, int, forms.Form]
"""A form that did not go through: its verb, the demand's position (0: the meeting), and what was typed."""


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Joint study meetings, the latest first."""
    viewer = viewer_of_request(request, timezone.now())
    require(viewer, Permission.MEETING_VIEW)
    rows, after = pages.page_of(queries.meetings(viewer), pages.page_number(request))
    may_convene = viewer.may(Permission.MEETING_CONVENE)
    context = {
        "title": _("Joint study meetings"),
        "lead": _("Units and requesters' representatives at one table: one written answer for each demand."),
        "links": [(pages.address("new_meeting"), _("Convene a meeting"))] if may_convene else [],
        "entries": [_entry(row) for row in rows],
        "next": after,
        "empty": _("No meeting yet."),
    }
    return render(request, "community/list.html", context)


def _entry(meeting: Meeting) -> Entry:
    hints = [f"{moment_words(meeting.starts_at)} · {meeting.place}", meeting.unit.name]
    status = MeetingStatus(meeting.status)
    url = pages.address("meeting", meeting.pk)
    return Entry(meeting.subject, url, str(status.label), meeting.closed_at is not None, hints)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Convene a meeting, from a matter or without one."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MEETING_CONVENE)
    units = pages.own_units(viewer, Permission.MEETING_CONVENE)
    code = request.GET.get("matter")
    matter = get_matter_for(viewer, code) if code else None
    form = MeetingForm(request.POST or None, units=units)

    def make() -> Meeting:
        given = form.cleaned_data
        unit = next(each for each in units if each.pk == given["unit"])
        told_of = actions.NewMeeting(
            subject=given["subject"],
            place=given["place"],
            starts_at=given["starts_at"],
            units=form.invited(),
            demands=given["demands"].splitlines(),
            representatives=given["representatives"],
            matter=matter,
        )
        by = pages.actor(viewer, Permission.MEETING_CONVENE, unit.pk)
        return actions.convene(told_of, unit=unit, by=by, now=now)

    lead = _("Invite the units and the requesters' representatives. Who they are is not kept here.")
    return pages.ask_new(request, _("Convene a meeting"), lead, form, make, "community:meeting")


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MEETING_VIEW)
    meeting = access.get_meeting_for(viewer, number)
    return pages.show_record(request, record_of(viewer, meeting, now))


def record_of(viewer: Viewer, meeting: Meeting, now: datetime, typed: Typed | None = None) -> Record:
    units = queries.units_named(meeting.unit_ids)
    came = "、".join(unit.name for unit in units if unit.pk in meeting.came)
    facts = [
        (_("When"), moment_words(meeting.starts_at)),
        (_("Where"), meeting.place),
        (_("Convened by"), meeting.unit.name),
        (_("Invited"), "、".join(unit.name for unit in units if unit.pk != meeting.unit_id)),
        (_("Representatives of the requesters"), _representatives(meeting)),
    ]
    matter = meeting.matter
    return Record(
        title=meeting.subject,
        status=str(MeetingStatus(meeting.status).label),
        is_done=meeting.closed_at is not None,
        text="",
        facts=[*facts, (_("Who came"), came)] if came else facts,
        back=(pages.address("meetings"), _("Joint study meetings")),
        blocks_title=_("Demands and answers"),
        blocks=[_block(viewer, each, units, now, typed) for each in queries.demands_of(meeting)],
        steps=_steps(viewer, meeting, units, typed),
        timeline=told(queries.history_of(meeting)),
        matter=matter.code if matter and may(viewer, matter, Permission.MATTER_VIEW) else "",
    )


def _representatives(meeting: Meeting) -> str:
    invited = meeting.invited_representatives
    words = _("up to %(count)d") % {"count": invited}
    if meeting.representatives_came is None:
        return words
    return _("%(came)s came (%(invited)s)") % {"came": meeting.representatives_came, "invited": words}


def _block(viewer: Viewer, demand: Demand, units: list[Unit], now: datetime, typed: Typed | None) -> Block:
    hints = []
    if demand.owner and demand.due_on:
        facts = {"unit": demand.owner.name, "day": day_words(demand.due_on)}
        hints.append(_("%(unit)s, by %(day)s") % facts)
    if demand.done:
        hints.append(_("Carried out: %(done)s") % {"done": demand.done})
    is_late = demand.status == DemandStatus.ANSWERED and (demand.due_on or city_day(now)) < city_day(now)
    return Block(
        title=f"{demand.position}. {demand.text}",
        status=str(DemandStatus(demand.status).label),
        text=demand.answer,
        hints=hints,
        steps=_demand_steps(viewer, demand, units, typed),
        is_late=is_late,
    )


def _form(verb: MeetingVerb, place: int, units: list[Unit], data: object = None) -> forms.Form:
    auto_id = f"{verb.value}-{place}-%s"
    if verb is MeetingVerb.HOLD:
        return HoldForm(data, units=units, auto_id=auto_id)
    if verb is MeetingVerb.ANSWER:
        return AnswerForm(data, units=units, auto_id=auto_id)
    made = ReportForm if verb is MeetingVerb.REPORT else WhyForm
    return made(data, auto_id=auto_id)  # type: ignore[arg-type]


def _steps(viewer: Viewer, meeting: Meeting, units: list[Unit], typed: Typed | None) -> list[Step]:
    invited = [unit for unit in units if unit.pk != meeting.unit_id]
    return [
        _step(verb, meeting, 0, invited, typed)
        for verb, rule in MEETING_VERBS.items()
        if meeting.status in rule.start and access.may_act(viewer, rule, meeting.unit_id)
    ]


def _demand_steps(viewer: Viewer, demand: Demand, units: list[Unit], typed: Typed | None) -> list[Step]:
    meeting = demand.meeting
    return [
        _step(verb, meeting, demand.position, units, typed)
        for verb, rule in DEMAND_VERBS.items()
        if meeting.held_at
        and demand.status in rule.start
        and access.may_act(viewer, rule, _side(verb, meeting, demand))
    ]


def _side(verb: MeetingVerb, meeting: Meeting, demand: Demand | None) -> int | None:
    return demand.owner_id if demand and verb is MeetingVerb.REPORT else meeting.unit_id


def _step(verb: MeetingVerb, meeting: Meeting, place: int, units: list[Unit], typed: Typed | None) -> Step:
    is_typed = typed is not None and typed[:2] == (verb, place)
    form = typed[2] if typed is not None and is_typed else _form(verb, place, units)
    url = pages.address("do_meeting", meeting.pk, place, verb.value)
    return Step(verb, form, url, is_typed, verb is MeetingVerb.CANCEL)


ACTIONS: dict[MeetingVerb, Callable[..., None]] = {
    MeetingVerb.HOLD: actions.hold,
    MeetingVerb.CANCEL: actions.cancel,
    MeetingVerb.ANSWER: actions.answer,
    MeetingVerb.REPORT: actions.report,
}


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, number: int, place: int, verb: str) -> HttpResponse:
    """Take a step about the meeting (place 0) or about one of its demands."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MEETING_VIEW)
    meeting = access.get_meeting_for(viewer, number)
    if request.method == "GET":
        return redirect("community:meeting", number)
    step = MeetingVerb(pages.known(verb, MeetingVerb.values))
    demand = _demand(meeting, place) if step in DEMAND_VERBS else None
    rule: VerbRule = DEMAND_VERBS[step] if demand else MEETING_VERBS[step]
    side = _side(step, meeting, demand)
    if side is None:
        side = meeting.unit_id  # nobody has a task yet: the state will refuse it
    access.require_act(viewer, rule, side, str(step.label))
    units = queries.units_named(meeting.unit_ids)
    form = _form(step, place, units, request.POST)
    by = pages.actor(viewer, rule.permission, side)

    def act(**given: object) -> None:
        ACTIONS[step](demand or meeting, by=by, now=now, **given)

    def again(refusal: Refusal | None) -> HttpResponse:
        fresh = access.get_meeting_for(viewer, number)
        return pages.show_record(request, record_of(viewer, fresh, now, (step, place, form)), refusal)

    back = pages.address("meeting", number)
    return pages.take_step(request, str(step.label), form, act, again, back)


def _demand(meeting: Meeting, place: int) -> Demand:
    found = [each for each in queries.demands_of(meeting) if each.position == place]
    if not found:
        raise NotFound(number=place)
    return found[0]
