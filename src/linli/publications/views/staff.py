from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.journal.queries import entries_of
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.errors import LogInFirst, NotAllowed
from linli.people.models import Account, Unit
from linli.people.queries import account_named
from linli.publications.access import (
    ASSIGN,
    HANDLE,
    KEEP,
    MODERATE,
    get_complaint_for,
    get_project_to_keep,
    handles,
    kept_by,
    visible_complaints,
    waiting_comments,
)
from linli.publications.actions import complaints as handling
from linli.publications.actions import projects as keeping
from linli.publications.errors import CommentNotFound, ComplaintNotFound, ProjectNotFound
from linli.publications.forms import (
    AnswerForm,
    HandlerForm,
    ModerateForm,
    ProjectForm,
    PurposeForm,
    TaskForm,
    UpdateForm,
)
from linli.publications.models import Complaint, Project
from linli.publications.policies.rules import PublicationRule
from linli.publications.policies.states import CommentStatus, ComplaintStatus, ProjectKind, ProjectStatus
from linli.publications.queries import candidates, updates_of
from linli.publications.sentences import told
from linli.rulebook.queries import in_force
from linli.vault.policies.fields import PersonalField

KEEP_PAGE, NEW, COMPLAINT = "publications/keep.html", "publications/new.html", "publications/complaint.html"
SHOWN = 200


def _door(request: HttpRequest, *permissions: Any) -> tuple[Viewer, datetime]:
    """Raises LogInFirst, NotAllowed without any of these permissions."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    if not any(viewer.may(each) for each in permissions):
        if viewer.account_id is None:
            raise LogInFirst
        raise NotAllowed(what=permissions[0].label)
    return viewer, now


def _rule(now: datetime) -> PublicationRule:
    return in_force(PublicationRule, city_day(now)).value


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The desk: projects to bring up to date, comments and complaints that wait."""
    viewer, now = _door(request, KEEP, MODERATE, ASSIGN, HANDLE)
    rows = kept_by(viewer).select_related("unit").order_by("update_due_on", "pk")
    complaints = visible_complaints(viewer).exclude(status=ComplaintStatus.CLOSED)
    context = {
        "rows": list(rows[:SHOWN]),
        "may_keep": viewer.may(KEEP),
        "comments": waiting_comments(viewer).filter(status=CommentStatus.WAITING).count()
        if viewer.may(MODERATE)
        else None,
        "complaints": complaints.count() if viewer.may(ASSIGN) or viewer.may(HANDLE) else None,
        "today": city_day(now),
    }
    return render(request, "publications/desk.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Publish a project."""
    viewer, now = _door(request, KEEP)
    numbers = sorted({unit for grant in viewer.grants_for(KEEP) for unit in grant.unit_ids})
    units = list(
        Unit.objects.filter(pk__in=numbers, is_active=True).order_by("path").values_list("pk", "name")[:500]
    )
    form = ProjectForm(units, request.POST or None)
    if request.method == "GET":
        return render(request, NEW, {"form": form})
    if not form.is_valid():
        return page_again(request, NEW, {"form": form})
    given = dict(form.cleaned_data)
    unit, kind = Unit.objects.get(pk=int(given.pop("unit"))), ProjectKind(given.pop("kind"))
    try:
        row = keeping.publish(kind=kind, unit=unit, by=viewer.actor_for(KEEP), now=now, **given)
    except Refusal as refusal:
        return page_again(request, NEW, {"form": form}, refusal)
    messages.success(request, _("Published."))
    return redirect("publications:keep", row.pk)


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    viewer, now = _door(request, KEEP)
    return render(request, KEEP_PAGE, _project_page(get_project_to_keep(viewer, number), now))


def _project_page(row: Project, now: datetime, typed: tuple[str, forms.Form] | None = None) -> dict[str, Any]:
    is_open = row.status != ProjectStatus.CLOSED
    given = dict([typed]) if typed else {}
    return {
        "row": row,
        "tasks": list(row.tasks.order_by("due_on", "pk")),
        "updates": updates_of(row),
        "update_form": given.get("update") or UpdateForm(ProjectStatus(row.status)) if is_open else None,
        "task_form": given.get("task") or TaskForm(auto_id="task-%s"),
        "timeline": told(entries_of(row)),
        "today": city_day(now),
    }


@require_POST
def do(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Bring a project up to date, add a task, or say that one is done."""
    viewer, now = _door(request, KEEP)
    row, by = get_project_to_keep(viewer, number), viewer.actor_for(KEEP)
    form: forms.Form
    if verb.startswith("done-") and verb.removeprefix("done-").isdecimal():
        keeping.complete_task(row=row, task=int(verb.removeprefix("done-")[:18]), by=by, now=now)
        return redirect("publications:keep", number)
    if verb == "update":
        form = UpdateForm(ProjectStatus(row.status), request.POST)
    elif verb == "task":
        form = TaskForm(request.POST, auto_id="task-%s")
    else:
        raise ProjectNotFound
    if not form.is_valid():
        return page_again(request, KEEP_PAGE, _project_page(row, now, (verb, form)))
    given = dict(form.cleaned_data)
    try:
        if verb == "update":
            status = ProjectStatus(given["status"])
            keeping.tell(row=row, words=given["words"], status=status, by=by, now=now)
        else:
            keeping.add_task(row=row, by=by, now=now, **given)
    except Refusal as refusal:
        fresh = get_project_to_keep(viewer, number)
        return page_again(request, KEEP_PAGE, _project_page(fresh, now, (verb, form)), refusal)
    messages.success(request, _("Done."))
    return redirect("publications:keep", number)


@require_safe
def comments(request: HttpRequest) -> HttpResponse:
    """Comments that wait to be looked at, oldest first."""
    viewer, now = _door(request, MODERATE)
    rows = (
        waiting_comments(viewer).filter(status=CommentStatus.WAITING).select_related("project").order_by("pk")
    )
    context = {"rows": list(rows[:SHOWN]), "form": ModerateForm(_rule(now))}
    return render(request, "publications/comments.html", context)


@require_POST
def moderate(request: HttpRequest, number: int) -> HttpResponse:
    """Show a comment, or say why not."""
    viewer, now = _door(request, MODERATE)
    row = waiting_comments(viewer).select_related("project__unit").filter(pk=number).first()
    if row is None:
        raise CommentNotFound
    reason = request.POST.get("reason", "") if "refuse" in request.POST else ""
    if "refuse" in request.POST and not reason:
        reason = "?"
    keeping.moderate(comment=row, reason=reason, by=viewer.actor_for(MODERATE), now=now)
    messages.success(request, _("Done."))
    return redirect("publications:comments")


@never_cache
@require_safe
def complaints(request: HttpRequest) -> HttpResponse:
    """The complaints one handles or names handlers for, the most urgent first."""
    viewer, now = _door(request, ASSIGN, HANDLE)
    rule = _rule(now)
    rows = visible_complaints(viewer).order_by("status", "answer_by", "pk")[:SHOWN]
    context = {"rows": [(row, rule.kind_name(row.kind)) for row in rows], "today": city_day(now)}
    return render(request, "publications/complaints.html", context)


@never_cache
@require_safe
def complaint(request: HttpRequest, number: int) -> HttpResponse:
    viewer, now = _door(request, ASSIGN, HANDLE)
    return render(request, COMPLAINT, _complaint_page(viewer, get_complaint_for(viewer, number), now))


def _complaint_page(
    viewer: Viewer,
    row: Complaint,
    now: datetime,
    typed: tuple[str, forms.Form] | None = None,
    shown: str = "",
) -> dict[str, Any]:
    """Who only names handlers reads what it is about, not the words and not who complained."""
    given = dict([typed]) if typed else {}
    is_handler = handles(viewer, row)
    may_assign = viewer.may(ASSIGN) and row.answered_on is None
    return {
        "row": row,
        "kind": _rule(now).kind_name(row.kind),
        "is_handler": is_handler,
        "may_assign": may_assign,
        "fields": [PersonalField(each) for each in row.sealed.fields()] if row.sealed and is_handler else [],
        "shown": shown,
        "handler_form": given.get("assign") or HandlerForm(),
        "candidates": candidates(row, city_day(now)) if may_assign else [],
        "handlers": list(Account.objects.filter(pk__in=row.handler_ids).order_by("pk")),
        "answer_form": given.get("answer") or AnswerForm(auto_id="answer-%s"),
        "purpose_form": given.get("reveal") or PurposeForm(auto_id="purpose-%s"),
        "timeline": told(entries_of(row)),
        "today": city_day(now),
    }


@never_cache
@require_POST
def do_complaint(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Name a handler, answer, close, or read whom to ask."""
    viewer, now = _door(request, ASSIGN, HANDLE)
    row = get_complaint_for(viewer, number)
    if verb == "assign":
        require(viewer, ASSIGN)
    elif not handles(viewer, row):
        raise NotAllowed(what=HANDLE.label)
    forms_of: dict[str, type[forms.Form]] = {"assign": HandlerForm, "answer": AnswerForm, "close": forms.Form}
    name = "reveal" if verb.startswith("reveal-") else verb
    kind = PurposeForm if name == "reveal" else forms_of.get(verb)
    if kind is None:
        raise ComplaintNotFound
    form = kind(request.POST)
    if not form.is_valid():
        return page_again(request, COMPLAINT, _complaint_page(viewer, row, now, (name, form)))
    try:
        shown = _handle(verb, row, form.cleaned_data, viewer, now)
    except Refusal as refusal:
        fresh = get_complaint_for(viewer, number)
        return page_again(request, COMPLAINT, _complaint_page(viewer, fresh, now, (name, form)), refusal)
    if shown:
        return render(
            request, COMPLAINT, _complaint_page(viewer, get_complaint_for(viewer, number), now, shown=shown)
        )
    messages.success(request, _("Done."))
    return redirect("publications:complaint", number)


def _handle(verb: str, row: Complaint, given: dict[str, Any], viewer: Viewer, now: datetime) -> str:
    """Return what was read, empty for all else."""
    if verb == "assign":
        account = account_named(given["username"].strip())
        handling.name_handler(row=row, account=account, by=viewer.actor_for(ASSIGN), now=now)
        return ""
    by = viewer.actor_for(HANDLE)
    if verb == "answer":
        handling.answer(row=row, by=by, now=now, **given)
    elif verb == "close":
        handling.close(row=row, by=by, now=now)
    else:
        field = verb.removeprefix("reveal-")
        if row.sealed is None or field not in row.sealed.fields():
            raise ComplaintNotFound
        return handling.read_contact(
            row=row, field=PersonalField(field), viewer=viewer, purpose=given["purpose"], by=by, now=now
        )
    return ""
