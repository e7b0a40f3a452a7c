from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.community import access
from linli.community.actions import calls as call_actions
from linli.community.actions import whistles as whistle_actions
from linli.community.errors import NotYours
from linli.community.forms.whistles import OF_CALL, OF_WHISTLE, ArriveForm, WhistleForm
from linli.community.models import Call, Whistle
from linli.community.policies import CallVerb, Side, Urgency, WhistleVerb
from linli.community.policies.rules import Whistles
from linli.community.queries import whistles as queries
from linli.community.queries.whistles import Box
from linli.community.sentences import told
from linli.community.views.pages import Step, actor, address, known, own_units, page_number
from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.matters.access import get_matter_for, may
from linli.matters.models import Matter
from linli.matters.queries import units_matching
from linli.matters.sentences import Lamp, lamp
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.models import Unit
from linli.people.policies import Permission
from linli.rulebook.queries import in_force

BOARD, SHOW, CALL, NEW = (f"community/{name}.html" for name in ("whistles", "whistle", "call", "new_whistle"))


def _viewer(request: HttpRequest, permission: Permission, now: datetime) -> Viewer:
    viewer = viewer_of_request(request, now)
    require(viewer, permission)
    return viewer


# The board


@dataclass(frozen=True)
class Row:
    whistle: Whistle
    kind: str
    lamp: Lamp | None
    calls: list[Call]


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Whistles: open, late, answered, all."""
    now = timezone.now()
    viewer = _viewer(request, Permission.WHISTLE_VIEW, now)
    asked = request.GET.get("show", "")
    box = Box(asked) if asked in {each.value for each in Box} else Box.OPEN
    page = page_number(request)
    found = queries.board(viewer, box, now, page=page)
    context = {
        "boxes": list(Box),
        "box": box,
        "rows": [_row(each, now) for each in found.rows],
        "next": page + 1 if found.has_more else None,
        "may_blow": viewer.may(Permission.WHISTLE_BLOW),
    }
    return render(request, BOARD, context)


def _row(whistle: Whistle, now: datetime) -> Row:
    hand = lamp(whistle.next_due_at, now) if whistle.next_due_at else None
    return Row(whistle, queries.kind_name(whistle), hand, getattr(whistle, "called", []))


# A new whistle


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Whistle, from a matter or without one."""
    now = timezone.now()
    viewer = _viewer(request, Permission.WHISTLE_BLOW, now)
    units = _own_units(viewer, now)
    matter = _matter(request, viewer)
    begin = _from_matter(matter)
    form = WhistleForm(request.POST or None, initial=begin, units=units, now=now)
    context = {"form": form, "matter": matter, "units": units}
    if request.method == "GET":
        return render(request, NEW, context)
    if not form.is_valid():
        return page_again(request, NEW, context)
    try:
        whistle = _blow(form, viewer, units, matter, now)
    except Refusal as refusal:
        return page_again(request, NEW, context, refusal)
    messages.success(request, _("The whistle is blown."))
    return redirect("community:whistle", whistle.pk)


def _own_units(viewer: Viewer, now: datetime) -> list[Unit]:
    kinds = in_force(Whistles, city_day(now)).value.callers
    found = own_units(viewer, Permission.WHISTLE_BLOW)
    return [unit for unit in found if unit.kind in kinds] or found


def _matter(request: HttpRequest, viewer: Viewer) -> Matter | None:
    code = request.POST.get("matter") or request.GET.get("matter")
    return get_matter_for(viewer, code) if code else None


def _from_matter(matter: Matter | None) -> dict[str, Any]:
    if matter is None:
        return {}
    lon, lat = matter.lon, matter.lat
    return {"subject": matter.title, "place": matter.place, "lon": lon, "lat": lat, "crs": "CGCS2000"}


def _blow(
    form: WhistleForm, viewer: Viewer, units: list[Unit], matter: Matter | None, now: datetime
) -> Whistle:
    given = form.cleaned_data
    unit = next(each for each in units if each.pk == given["unit"])
    told_of = whistle_actions.NewWhistle(
        kind=given["kind"],
        urgency=Urgency(given["urgency"]),
        subject=given["subject"],
        demand=given["demand"],
        why_not_alone=given["why_not_alone"],
        place=given["place"],
        units=form.called(),
        households=given["households"] or 0,
        point=form.point(),
        matter=matter,
    )
    by = actor(viewer, Permission.WHISTLE_BLOW, unit.pk)
    return whistle_actions.blow(told_of, unit=unit, by=by, now=now)


# One whistle


@dataclass(frozen=True)
class CallRow:
    call: Call
    lamp: Lamp | None


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """All about one whistle, and what may be done now."""
    now = timezone.now()
    viewer = _viewer(request, Permission.WHISTLE_VIEW, now)
    return render(request, SHOW, page_of(viewer, access.get_whistle_for(viewer, number), now))


def page_of(
    viewer: Viewer, whistle: Whistle, now: datetime, typed: tuple[Any, forms.Form] | None = None
) -> dict[str, Any]:
    calls = queries.calls_of(whistle)
    return {
        "whistle": whistle,
        "kind": queries.kind_name(whistle),
        "area": queries.place_name(whistle.area_code),
        "calls": [CallRow(call, _lamp(call, now)) for call in calls],
        "own": [call for call in calls if access.acts_for(viewer, Permission.WHISTLE_ANSWER, call.unit_id)],
        "to_rate": [each for each in calls if _may(viewer, whistle, each, CallVerb.RATE)],
        "to_decide": [each for each in calls if _may(viewer, whistle, each, CallVerb.DECIDE)],
        "steps": whistle_steps(viewer, whistle, typed),
        "lamp": lamp(whistle.next_due_at, now) if whistle.next_due_at else None,
        "sees_code": access.sees_code(viewer, whistle) and not whistle.closed_at,
        "timeline": told(queries.history_of(whistle)),
        "matter": whistle.matter if _sees(viewer, whistle.matter) else None,
    }


def _sees(viewer: Viewer, matter: Matter | None) -> bool:
    return matter is not None and may(viewer, matter, Permission.MATTER_VIEW)


def _may(viewer: Viewer, whistle: Whistle, call: Call, verb: CallVerb) -> bool:
    return any(
        each.verb is verb and _is_offered(each, call) for each in access.call_choices(viewer, whistle, call)
    )


def _lamp(call: Call, now: datetime) -> Lamp | None:
    return lamp(call.due_at, now) if call.due_at else None


def whistle_steps(
    viewer: Viewer, whistle: Whistle, typed: tuple[Any, forms.Form] | None = None
) -> list[Step]:
    allowed = [each.verb for each in access.whistle_choices(viewer, whistle) if each.is_allowed]
    made = []
    for place, verb in enumerate(allowed):
        assert isinstance(verb, WhistleVerb)
        form = typed[1] if typed and typed[0] is verb else OF_WHISTLE[verb](auto_id=f"{verb.value}-%s")
        is_open = typed[0] is verb if typed else place == 0 and verb is WhistleVerb.SEND_OUT
        url = address("do", whistle.pk, verb.value)
        made.append(Step(verb, form, url, is_open, verb is WhistleVerb.WITHDRAW))
    return made


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Take a step about the whole whistle; refused, the page comes back with what was typed."""
    now = timezone.now()
    viewer = _viewer(request, Permission.WHISTLE_VIEW, now)
    whistle = access.get_whistle_for(viewer, number)
    if request.method == "GET":
        return redirect("community:whistle", number)
    step = WhistleVerb(known(verb, WhistleVerb.values))
    access.require_step(viewer, step, whistle)
    form = OF_WHISTLE[step](request.POST, auto_id=f"{step.value}-%s")
    if not form.is_valid():
        return page_again(request, SHOW, page_of(viewer, whistle, now, (step, form)))
    rule = access.rule_of(step)
    by = actor(viewer, rule.permission, whistle.street_id if rule.side is Side.STREET else whistle.unit_id)
    try:
        WHISTLE_ACTIONS[step](whistle, by=by, now=now, **form.cleaned_data)
    except Refusal as refusal:
        fresh = access.get_whistle_for(viewer, number)
        return page_again(request, SHOW, page_of(viewer, fresh, now, (step, form)), refusal)
    messages.success(request, _("Done: %(verb)s.") % {"verb": step.label})
    return redirect("community:whistle", number)


def _withdraw(whistle: Whistle, *, sure: bool, **more: Any) -> None:
    whistle_actions.withdraw(whistle, **more)


WHISTLE_ACTIONS: dict[WhistleVerb, Callable[..., None]] = {
    WhistleVerb.SEND_OUT: whistle_actions.send_out,
    WhistleVerb.RETURN: whistle_actions.leave_with_community,
    WhistleVerb.CALL_UNIT: whistle_actions.call_unit,
    WhistleVerb.WITHDRAW: _withdraw,
}


@require_safe
def code(request: HttpRequest, number: int) -> HttpResponse:
    """The sheet that the community shows at the place: the code for signing in."""
    now = timezone.now()
    viewer = _viewer(request, Permission.WHISTLE_BLOW, now)
    whistle = access.get_whistle_for(viewer, number)
    if not access.sees_code(viewer, whistle):
        raise NotYours(verb=_("Show the code"), side=Side.CALLER.label)
    digits = call_actions.code_at(whistle)
    parts = (digits[:3], digits[3:])
    return render(request, "community/code.html", {"whistle": whistle, "parts": parts})


# One called unit: the page that its people open on the phone


@require_safe
def call(request: HttpRequest, number: int, unit: int) -> HttpResponse:
    """Sign in, answer, be rated: what concerns one called unit."""
    now = timezone.now()
    viewer = _viewer(request, Permission.WHISTLE_VIEW, now)
    row = access.get_call_for(viewer, number, unit)
    return render(request, CALL, call_page(viewer, row, now))


def call_page(
    viewer: Viewer, call: Call, now: datetime, typed: tuple[Any, forms.Form] | None = None
) -> dict[str, Any]:
    whistle = call.whistle
    return {
        "whistle": whistle,
        "call": call,
        "kind": queries.kind_name(whistle),
        "area": queries.place_name(whistle.area_code),
        "lamp": _lamp(call, now),
        "steps": call_steps(viewer, call, typed),
        "is_own": access.acts_for(viewer, Permission.WHISTLE_ANSWER, call.unit_id),
    }


def call_steps(viewer: Viewer, call: Call, typed: tuple[Any, forms.Form] | None = None) -> list[Step]:
    allowed = [
        each.verb for each in access.call_choices(viewer, call.whistle, call) if _is_offered(each, call)
    ]
    made = []
    for place, verb in enumerate(allowed):
        assert isinstance(verb, CallVerb)
        form = typed[1] if typed and typed[0] is verb else OF_CALL[verb](auto_id=f"{verb.value}-%s")
        is_open = typed[0] is verb if typed else place == 0
        url = address("do_call", call.whistle_id, call.unit_id, verb.value)
        made.append(Step(verb, form, url, is_open))
    return made


def _is_offered(choice: access.Choice, call: Call) -> bool:
    """What was said once is not asked again."""
    said = {
        CallVerb.RATE: call.rated_at is not None,
        CallVerb.REVIEW_CALLER: bool(call.fitting),
        CallVerb.OBJECT: call.has_objected,
    }
    return choice.is_allowed and not (isinstance(choice.verb, CallVerb) and said.get(choice.verb))


@require_http_methods(["GET", "POST"])
def do_call(request: HttpRequest, number: int, unit: int, verb: str) -> HttpResponse:
    """Take a step about one called unit; refused, the page comes back with what was typed."""
    now = timezone.now()
    viewer = _viewer(request, Permission.WHISTLE_VIEW, now)
    row = access.get_call_for(viewer, number, unit)
    if request.method == "GET":
        return redirect("community:call", number, unit)
    step = CallVerb(known(verb, CallVerb.values))
    access.require_step(viewer, step, row.whistle, row)
    form = OF_CALL[step](request.POST, auto_id=f"{step.value}-%s")
    if not form.is_valid():
        return page_again(request, CALL, call_page(viewer, row, now, (step, form)))
    try:
        CALL_ACTIONS[step](row, by=_for_side(viewer, step, row), now=now, **_given(form))
    except Refusal as refusal:
        fresh = access.get_call_for(viewer, number, unit)
        return page_again(request, CALL, call_page(viewer, fresh, now, (step, form)), refusal)
    messages.success(request, _("Done: %(verb)s.") % {"verb": step.label})
    is_unit = access.rule_of(step).side is Side.UNIT
    return redirect("community:call", number, unit) if is_unit else redirect("community:whistle", number)


def _for_side(viewer: Viewer, step: CallVerb, call: Call) -> Actor:
    rule = access.rule_of(step)
    whistle = call.whistle
    sides = {Side.UNIT: call.unit_id, Side.STREET: whistle.street_id, Side.CALLER: whistle.unit_id}
    return actor(viewer, rule.permission, sides[rule.side])


def _given(form: forms.Form) -> dict[str, Any]:
    if isinstance(form, ArriveForm):
        return {"code": form.cleaned_data["code"], "point": form.point()}
    return form.cleaned_data


CALL_ACTIONS: dict[CallVerb, Callable[..., None]] = {
    CallVerb.ARRIVE: call_actions.arrive,
    CallVerb.SOLVE: call_actions.solve,
    CallVerb.PLAN: call_actions.plan,
    CallVerb.OBJECT: call_actions.object_to,
    CallVerb.DECIDE: call_actions.decide,
    CallVerb.RATE: call_actions.rate,
    CallVerb.REVIEW_CALLER: call_actions.review_caller,
}


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Units for a field that is being typed into, as options."""
    _viewer(request, Permission.WHISTLE_VIEW, timezone.now())
    asked = (request.GET.get("unit") or "").strip()
    return render(request, "matters/parts/units.html", {"units": units_matching(asked)})
