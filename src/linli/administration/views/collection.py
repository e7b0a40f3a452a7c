from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.administration.forms_of_collection import (
    EndOfItemForm,
    EndOfTaskForm,
    OpinionForm,
    ReasonForm,
    TaskForm,
    TermForm,
)
from linli.administration.queries import next_day
from linli.areas.queries import area_named
from linli.catalogue import actions
from linli.catalogue.models import Admission, AdmissionItem
from linli.catalogue.policies.admission import AdmissionRule
from linli.catalogue.policies.collection import AdmissionState, ItemView, View, keep_until
from linli.catalogue.queries.collection import (
    Permit,
    admission_numbered,
    heaviest_hours,
    items,
    items_of,
    open_tasks,
    permits_on,
)
from linli.core.addresses import address_of
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.policies import Permission
from linli.people.queries import units_numbered
from linli.rulebook.queries import in_force

EDIT, REVIEW = Permission.CATALOGUE_EDIT, Permission.COLLECTION_REVIEW
S = AdmissionState


def who_looks(request: HttpRequest, now: datetime) -> Viewer:
    """Return who asks: those who write applications, and those who review them."""
    viewer = viewer_of_request(request, now)
    if not viewer.may(REVIEW):
        require(viewer, EDIT)
    return viewer


@dataclass(frozen=True)
class Listed:
    """An item that grids are asked for, somewhere."""

    item: ItemView
    where: str
    level: str
    valid_to: date
    address: str
    """Of the task that carries it."""


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The tasks of the grids, and the list of items on a day: for all, or for the grids of one area."""
    now = timezone.now()
    viewer = who_looks(request, now)
    today = city_day(now)
    area = request.GET.get("area", "").strip()
    on = _day(request.GET.get("on", "")) or today
    rows = _listed(on, area)
    tasks = open_tasks(today)
    units = units_numbered({task.unit_id for task in tasks})
    groups: dict[str, list[Listed]] = defaultdict(list)
    for row in rows:
        groups[row.item.category].append(row)
    context = {
        "tasks": [(task, units.get(task.unit_id), place_of(task.area_prefix)) for task in tasks],
        "groups": dict(groups).items(),
        "count": len(rows),
        "area": area,
        "on": on,
        "may_edit": viewer.may(EDIT),
    }
    return render(request, "administration/collection.html", context)


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _listed(on: date, area: str) -> list[Listed]:
    """Return what grids in the area may be asked for on a day; without an area, what any grid may be."""
    known = items()
    found = [
        (known[code], permit)
        for code, permits in sorted(permits_on(on).items())
        for permit in permits
        if code in known and _reaches(permit, area)
    ]
    places = {prefix: place_of(prefix) for prefix in {permit.area_prefix for _item, permit in found}}
    return [
        Listed(
            item,
            *places[permit.area_prefix],
            permit.valid_to,
            address_of("administration:task", permit.admission_id),
        )
        for item, permit in found
    ]


def _reaches(permit: Permit, area: str) -> bool:
    bare = area.rstrip("0")
    return not bare or area.startswith(permit.area_prefix)


def place_of(prefix: str) -> tuple[str, str]:
    """Return the name of a task's area and its level. No query once the areas are in memory."""
    if not prefix:
        return _("The whole city"), _("City")
    try:
        area = area_named(prefix.ljust(12, "0"))
    except Refusal:
        return prefix, ""
    return area.full_name, str(area.level.label)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write an application for a task of the grids. It is a draft until it is handed in."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, EDIT)
    form = TaskForm(request.POST if request.method == "POST" else None, choices=_choices())
    if request.method == "GET":
        return render(request, "administration/new_task.html", {"form": form})
    if not form.is_valid():
        return page_again(request, "administration/new_task.html", {"form": form})
    try:
        task = actions.draft_admission(form.answer(), by=viewer.actor_for(EDIT), now=now)
    except Refusal as refusal:
        return page_again(request, "administration/new_task.html", {"form": form}, refusal)
    messages.success(request, _("The draft is written. Hand it in when it is whole."))
    return redirect("administration:task", task.pk)


def _choices() -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, item in items().items():
        words = f"{item.name}（{_('personal')}）" if item.is_personal else item.name
        groups.setdefault(item.category_name, []).append((code, words))
    return list(groups.items())


@require_safe
def one(request: HttpRequest, number: int) -> HttpResponse:
    """A task: what it asks for, where, until when, and what may be done with it now."""
    now = timezone.now()
    viewer = who_looks(request, now)
    task = admission_numbered(number)
    return render(request, "administration/task.html", _context(task, viewer, now))


def _context(task: Admission, viewer: Viewer, now: datetime, **forms: Any) -> dict[str, Any]:
    today = city_day(now)
    tomorrow = next_day(today)
    rule = in_force(AdmissionRule, today).value
    opinions = list(task.opinions.order_by("given_at"))
    units = units_numbered({task.unit_id, *(each.unit_id for each in opinions)})
    where, level = place_of(task.area_prefix)
    return {
        "task": task,
        "state": S(task.state),
        "unit": units.get(task.unit_id),
        "where": where,
        "level": level,
        "rows": [_row(row, today) for row in items_of(task)],
        "opinions": [(units.get(each.unit_id), each) for each in opinions],
        "agreed": sum(each.view == View.AGREE for each in opinions),
        "needed": rule.opinions_needed,
        "hours_then": heaviest_hours(task.area_prefix, today) + task.hours_per_grid,
        "hours_limit": rule.hours_per_grid,
        "may_edit": viewer.may(EDIT),
        "may_review": viewer.may(REVIEW),
        "opinion_form": OpinionForm(),
        "term_form": TermForm(first=tomorrow, last=keep_until(tomorrow, rule.longest_months)),
        "reason_form": ReasonForm(),
        "end_form": EndOfTaskForm(initial={"valid_to": task.valid_to}),
        "item_form": EndOfItemForm(initial={"valid_to": tomorrow}),
        **forms,
    }


def _row(row: AdmissionItem, today: date) -> dict[str, Any]:
    item = items()[row.item.code]
    over = row.valid_to is not None and row.valid_to <= today
    return {"item": item, "valid_to": row.valid_to, "is_over": over}


Act = Callable[[Admission, Any, Any, datetime], object]


def _submit(task: Admission, form: Any, by: Any, now: datetime) -> None:
    actions.submit(task, by=by, now=now)


def _opinion(task: Admission, form: Any, by: Any, now: datetime) -> None:
    given = form.cleaned_data
    actions.give_opinion(
        task, unit_id=given["unit"].pk, view=View(given["view"]), words=given["words"], by=by, now=now
    )


def _with_reason(action: Callable[..., Any]) -> Act:
    return lambda task, form, by, now: action(task, reason=form.cleaned_data["reason"], by=by, now=now)


def _end(task: Admission, form: Any, by: Any, now: datetime) -> None:
    actions.set_end(task, **form.cleaned_data, by=by, now=now)


STEPS: dict[str, tuple[Permission, type[Any] | None, str, Act]] = {
    "submit": (EDIT, None, "", _submit),
    "opinion": (REVIEW, OpinionForm, "opinion_form", _opinion),
    "send-back": (REVIEW, ReasonForm, "reason_form", _with_reason(actions.send_back)),
    "refuse": (REVIEW, ReasonForm, "reason_form", _with_reason(actions.refuse)),
    "suspend": (REVIEW, ReasonForm, "reason_form", _with_reason(actions.suspend)),
    "resume": (REVIEW, ReasonForm, "reason_form", _with_reason(actions.resume)),
    "end": (REVIEW, EndOfTaskForm, "end_form", _end),
}
"""Step -> who may, the form, where it stands on the page, and what is done."""


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """Bring an application on, or stop a task."""
    now = timezone.now()
    permission, form_class, place, act = STEPS.get(name) or STEPS["submit"]
    viewer = viewer_of_request(request, now)
    require(viewer, permission)
    task = admission_numbered(number)
    if request.method == "GET" or name not in STEPS:
        return redirect("administration:task", number)
    form = form_class(request.POST) if form_class else None
    if form is not None and not form.is_valid():
        return page_again(
            request, "administration/task.html", _context(task, viewer, now, **{place: form, "open": name})
        )
    try:
        act(task, form, viewer.actor_for(permission), now)
    except Refusal as refusal:
        task.refresh_from_db()
        more = {place: form, "open": name} if form else {}
        context = _context(task, viewer, now, **more)
        return page_again(request, "administration/task.html", context, refusal)
    messages.success(request, _("Done."))
    return redirect("administration:task", number)


@require_http_methods(["GET", "POST"])
def admit(request: HttpRequest, number: int) -> HttpResponse:
    """Admit a task from a day on. Sent, nothing is admitted yet: the answer says what grids would be asked for."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, REVIEW)
    task = admission_numbered(number)
    if request.method == "GET":
        return redirect("administration:task", number)
    today = city_day(now)
    form = TermForm(request.POST, first=today, last=today)
    context = _context(task, viewer, now, term_form=form, open="admit")
    if not form.is_valid():
        return page_again(request, "administration/task.html", context)
    if request.POST.get("sure") != "yes":
        given = form.cleaned_data
        found = _new(task, context["rows"], given["valid_from"])
        return render(request, "administration/admit_task.html", {**context, **given, "new": found})
    try:
        actions.admit(task, **form.cleaned_data, by=viewer.actor_for(REVIEW), now=now)
    except Refusal as refusal:
        task.refresh_from_db()
        return page_again(request, "administration/task.html", context, refusal)
    day = form.cleaned_data["valid_from"].isoformat()
    messages.success(request, _("Set. It takes effect on %(day)s.") % {"day": day})
    return redirect("administration:task", number)


def _new(task: Admission, rows: list[dict[str, Any]], on: date) -> list[tuple[ItemView, bool]]:
    """Return the items of a task, and whether all grids there are asked for them by another task already."""
    known = permits_on(on)
    asked = ((row["item"], [each.area_prefix for each in known.get(row["item"].code, ())]) for row in rows)
    return [(item, any(task.area_prefix.startswith(each) for each in places)) for item, places in asked]


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """Ask no longer for one item from a day on, after a look at what that changes; or take that back."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, REVIEW)
    task = admission_numbered(number)
    row = next((each for each in items_of(task) if each.item.code == code), None)
    if row is None:
        return redirect("administration:task", number)
    form = EndOfItemForm(
        request.POST if request.method == "POST" else None, initial={"valid_to": next_day(city_day(now))}
    )
    where, level = place_of(task.area_prefix)
    context = {
        "task": task,
        "item": items()[code],
        "until": row.valid_to,
        "where": where,
        "level": level,
        "others": _others(task, code, city_day(now)),
        "form": form,
    }
    if request.method == "GET":
        return render(request, "administration/withdraw_item.html", context)
    if not form.is_valid():
        return page_again(request, "administration/withdraw_item.html", context)
    try:
        actions.withdraw_item(task, code, **form.cleaned_data, by=viewer.actor_for(REVIEW), now=now)
    except Refusal as refusal:
        return page_again(request, "administration/withdraw_item.html", context, refusal)
    messages.success(request, _("Done."))
    return redirect("administration:task", number)


def _others(task: Admission, code: str, on: date) -> list[tuple[str, Permit]]:
    """Return the other tasks under which the item goes on being asked for, with their places."""
    permits = permits_on(on).get(code, ())
    touching = (
        each
        for each in permits
        if each.admission_id != task.pk
        and (each.area_prefix.startswith(task.area_prefix) or task.area_prefix.startswith(each.area_prefix))
    )
    return [(place_of(each.area_prefix)[0], each) for each in touching]
