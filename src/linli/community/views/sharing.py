from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.community import access
from linli.community.actions import sharing as actions
from linli.community.forms.others import (
    ClaimForm,
    HelpedForm,
    NeedForm,
    NeedRateForm,
    NeedReviewForm,
    ResourceForm,
    WhyForm,
)
from linli.community.models import Need, Resource
from linli.community.policies.sharing import NEED_VERBS, NeedStatus, NeedVerb
from linli.community.policies.whistles import Side
from linli.community.queries import others as queries
from linli.community.sentences import told
from linli.community.views import pages
from linli.community.views.pages import Entry, Record, Step
from linli.core.errors import Refusal
from linli.core.moments import day_words
from linli.core.time import city_day
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.models import Unit
from linli.people.policies import Permission

OFFER, LIST = Permission.RESOURCE_OFFER, Permission.NEED_LIST
Typed = tuple[NeedVerb, forms.Form]


@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    """What communities need; anybody may read it."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    rows, after = pages.page_of(queries.needs(), pages.page_number(request))
    links = [(pages.address("new_need"), _("List a need"))] if viewer.may(LIST) else []
    context = {
        "title": _("Needs of communities"),
        "lead": _("Communities say what they need; registered units take it on. Both say how it was."),
        "links": [*links, (pages.address("resources_list"), _("What units offer"))],
        "entries": [_need_entry(row, now) for row in rows],
        "next": after,
        "empty": _("Nothing is needed now."),
    }
    return render(request, "community/list.html", context)


def _need_entry(row: Need, now: datetime) -> Entry:
    status = NeedStatus(row.status)
    hints = [f"{row.unit.name} · {queries.kind_of_sharing(row.kind)}"]
    hints.append(_("Needed by %(day)s") % {"day": day_words(row.needed_by)})
    if row.helper:
        hints.append(row.helper.name)
    waits = status in (NeedStatus.LISTED, NeedStatus.CLAIMED)
    url = pages.address("need", row.pk)
    return Entry(row.title, url, str(status.label), not waits, hints, waits and row.needed_by < city_day(now))


@require_safe
def resources(request: HttpRequest) -> HttpResponse:
    """What units offer; anybody may read it."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    rows, after = pages.page_of(queries.resources(city_day(now)), pages.page_number(request))
    links = [(pages.address("new_resource"), _("Offer something"))] if viewer.may(OFFER) else []
    context = {
        "title": _("What units offer"),
        "lead": "",
        "links": [*links, (pages.address("needs"), _("Needs of communities"))],
        "entries": [_resource_entry(viewer, row) for row in rows],
        "next": after,
        "empty": _("Nothing is offered now."),
    }
    return render(request, "community/list.html", context)


def _resource_entry(viewer: Viewer, row: Resource) -> Entry:
    until = _("Offered until %(day)s") % {"day": day_words(row.until_on)}
    hints = [f"{row.unit.name} · {queries.kind_of_sharing(row.kind)}", until]
    own = access.acts_for(viewer, OFFER, row.unit_id)
    url = pages.address("resource", row.pk) if own else ""
    return Entry(row.title, url, "", False, [*hints, row.details] if row.details else hints)


@require_http_methods(["GET", "POST"])
def new_need(request: HttpRequest) -> HttpResponse:
    return _new(request, LIST, NeedForm, actions.list_need, _("List a need"), "community:need")


@require_http_methods(["GET", "POST"])
def new_resource(request: HttpRequest) -> HttpResponse:
    return _new(request, OFFER, ResourceForm, actions.offer, _("Offer something"), "community:resources_list")


def _new(
    request: HttpRequest,
    permission: Permission,
    kind: type[NeedForm] | type[ResourceForm],
    act: Callable[..., Any],
    title: str,
    target: str,
) -> HttpResponse:
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, permission)
    units = pages.own_units(viewer, permission)
    form = kind(request.POST or None, units=units, now=now)

    def make() -> Any:
        given = dict(form.cleaned_data)
        unit = _chosen(units, given.pop("unit"))
        return act(unit=unit, by=pages.actor(viewer, permission, unit.pk), now=now, **given)

    return pages.ask_new(request, title, _("Everybody can read it."), form, make, target)


def _chosen(units: list[Unit], number: int) -> Unit:
    return next(each for each in units if each.pk == number)


@require_safe
def resource(request: HttpRequest, number: int) -> HttpResponse:
    """One's own offer, with the button that ends it."""
    viewer = viewer_of_request(request, timezone.now())
    require(viewer, OFFER)
    row = _own_resource(viewer, number)
    context = {"row": row, "kind": queries.kind_of_sharing(row.kind)}
    return render(request, "community/resource.html", context)


@require_POST
def end_resource(request: HttpRequest, number: int) -> HttpResponse:
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, OFFER)
    row = _own_resource(viewer, number)
    actions.withdraw_offer(row, by=pages.actor(viewer, OFFER, row.unit_id), now=now)
    messages.success(request, _("It is offered no more."))
    return redirect("community:resources_list")


def _own_resource(viewer: Viewer, number: int) -> Resource:
    row = access.get_resource(number)
    access.require_act(viewer, NEED_VERBS[NeedVerb.CLAIM], row.unit_id, _("End the offer"))
    return row


@require_safe
def need(request: HttpRequest, number: int) -> HttpResponse:
    now = timezone.now()
    row = access.get_need(number)
    return pages.show_record(request, record_of(viewer_of_request(request, now), row, now))


def record_of(viewer: Viewer, row: Need, now: datetime, typed: Typed | None = None) -> Record:
    facts = [
        (_("Community"), row.unit.name),
        (_("Kind"), queries.kind_of_sharing(row.kind)),
        (_("Needed by"), day_words(row.needed_by)),
    ]
    if row.helper and row.promised_on:
        facts.append((_("Taken on by"), row.helper.name))
        facts.append((_("Promised for"), day_words(row.promised_on)))
    if row.resource:
        facts.append((_("With"), row.resource.title))
    if row.result:
        facts += [(_("Result"), row.result), (_("Hours served"), str(row.hours))]
    if row.satisfied:
        facts.append((_("The community says"), row.get_satisfied_display()))
    if row.fitting:
        facts.append((_("The unit says"), row.get_fitting_display()))
    status = NeedStatus(row.status)
    return Record(
        title=row.title,
        status=str(status.label),
        is_done=status not in (NeedStatus.LISTED, NeedStatus.CLAIMED),
        text=row.details,
        facts=facts,
        back=(pages.address("needs"), _("Needs of communities")),
        steps=_steps(viewer, row, now, typed),
        timeline=told(queries.history_of(row)),
    )


FORMS: dict[NeedVerb, type[forms.Form]] = {
    NeedVerb.RELEASE: WhyForm,
    NeedVerb.DONE: HelpedForm,
    NeedVerb.RATE: NeedRateForm,
    NeedVerb.REVIEW: NeedReviewForm,
    NeedVerb.WITHDRAW: WhyForm,
}
ACTIONS: dict[NeedVerb, Callable[..., None]] = {
    NeedVerb.CLAIM: actions.claim,
    NeedVerb.RELEASE: actions.release,
    NeedVerb.DONE: actions.report_done,
    NeedVerb.RATE: actions.rate,
    NeedVerb.REVIEW: actions.review,
    NeedVerb.WITHDRAW: actions.withdraw,
}


def _side(row: Need, verb: NeedVerb) -> int | None:
    """Return whose step it is; None: any unit's that offers help, or that of nobody yet."""
    return row.unit_id if NEED_VERBS[verb].side is Side.LISTER else row.helper_id


def _form(viewer: Viewer, verb: NeedVerb, now: datetime, data: object = None) -> forms.Form:
    if verb is NeedVerb.CLAIM:
        units = pages.own_units(viewer, OFFER)
        offered = queries.resources_of([unit.pk for unit in units], city_day(now))
        return ClaimForm(data, units=units, resources=offered, auto_id="claim-%s")
    return FORMS[verb](data, auto_id=f"{verb.value}-%s")  # type: ignore[arg-type]


def _steps(viewer: Viewer, row: Need, now: datetime, typed: Typed | None) -> list[Step]:
    made = []
    for verb, rule in NEED_VERBS.items():
        said = verb is NeedVerb.REVIEW and row.fitting
        own = verb is NeedVerb.CLAIM and access.acts_for(viewer, OFFER, row.unit_id)
        may = row.status in rule.start and access.may_act(viewer, rule, _side(row, verb))
        if said or own or not may:
            continue
        is_typed = typed is not None and typed[0] is verb
        form = typed[1] if typed is not None and is_typed else _form(viewer, verb, now)
        url = pages.address("do_need", row.pk, verb.value)
        made.append(Step(verb, form, url, is_typed, verb is NeedVerb.WITHDRAW))
    return made


@require_http_methods(["GET", "POST"])
def do_need(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    if not viewer.may(LIST):
        require(viewer, OFFER)
    row = access.get_need(number)
    if request.method == "GET":
        return redirect("community:need", number)
    step = NeedVerb(pages.known(verb, NeedVerb.values))
    rule, side = NEED_VERBS[step], _side(row, step)
    access.require_act(viewer, rule, side, str(step.label))
    form = _form(viewer, step, now, request.POST)

    def act(**given: Any) -> None:
        unit = side
        if step is NeedVerb.CLAIM:
            given["unit"] = _chosen(pages.own_units(viewer, OFFER), given["unit"])
            unit = given["unit"].pk
        by = pages.actor(viewer, rule.permission, unit or row.unit_id)
        ACTIONS[step](row, by=by, now=now, **given)

    def again(refusal: Refusal | None) -> HttpResponse:
        fresh = access.get_need(number)
        return pages.show_record(request, record_of(viewer, fresh, now, (step, form)), refusal)

    return pages.take_step(request, str(step.label), form, act, again, pages.address("need", number))
