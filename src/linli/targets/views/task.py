from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.choices import Action
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.files.models import Attachment
from linli.files.queries import download
from linli.files.views import answer as hand_out
from linli.journal.errors import ChangedMeanwhile
from linli.journal.queries import entries_of
from linli.people.access import Viewer, viewer_of_request
from linli.targets.access import actor_for, choices, get_task_for, get_task_to, require_view, visible_tasks
from linli.targets.actions import tasks as actions
from linli.targets.errors import TaskNotFound
from linli.targets.forms import WordsForm, task_form
from linli.targets.models import Task
from linli.targets.policies import VERBS, TaskVerb
from linli.targets.queries.tasks import STEP_SUBJECT, SUBJECT, evidence_of, problem_of, standing_of
from linli.targets.queries.units import names_of_units
from linli.targets.sentences import timeline

FORWARD = (TaskVerb.ACCEPT, TaskVerb.ANSWER, TaskVerb.REACH, TaskVerb.SUBMIT, TaskVerb.REPORT)
"""What brings a task on; the first of them that is possible stands open."""


@require_safe
def show(request: HttpRequest, task: int) -> HttpResponse:
    """All about one task, and what may be done with it now."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_view(viewer)
    return render(request, "targets/task.html", page_of(viewer, get_task_for(viewer, task), now))


def page_of(
    viewer: Viewer, task: Task, now: datetime, typed: tuple[TaskVerb, WordsForm] | None = None
) -> dict[str, Any]:
    """Return what the page shows. `typed`: a form that did not go through, shown with what was typed."""
    offered = choices(viewer, task)
    today = city_day(now)
    steps = list(task.milestones.order_by("due_on", "pk"))
    evidence = evidence_of(task)
    papers: dict[str, list[Attachment]] = {}
    for name, attachment in evidence:
        papers.setdefault(name, []).append(attachment)
    siblings = visible_tasks(viewer).filter(measure=task.measure_id).exclude(pk=task.pk).order_by("position")
    needs = [each.needed for each in task.needs.select_related("needed").order_by("needed__position")]
    return {
        "task": task,
        "standing": standing_of(task, today),
        "co_units": list(names_of_units(set(task.co_unit_ids)).values()),
        "steps": [
            (each, papers.get(each.name, []), each.reached_on is None and each.due_on < today)
            for each in steps
        ],
        "papers": papers.get("", []),
        "needs": needs,
        "seen_needs": set(
            visible_tasks(viewer).filter(pk__in=[each.pk for each in needs]).values_list("pk", flat=True)
        ),
        "needed_by": list(visible_tasks(viewer).filter(needs__needed=task).order_by("position")),
        "problems": list(task.problems.select_related("asked", "raised_by").order_by("-pk")),
        "siblings": list(siblings),
        "actions": actions_of(viewer, task, [each.verb for each in offered if each.is_allowed], typed),
        "refused": [each for each in offered if not each.is_allowed],
        "timeline": timeline(list(entries_of(task))),
        "now": now,
    }


def actions_of(
    viewer: Viewer, task: Task, allowed: list[TaskVerb], typed: tuple[TaskVerb, WordsForm] | None
) -> list[Action[TaskVerb]]:
    order = [verb for verb in FORWARD if verb in allowed]
    order += [verb for verb in allowed if verb not in order]
    opened = typed[0] if typed else _next(task, order)
    return [
        Action(
            verb,
            typed[1] if typed and typed[0] is verb else task_form(verb, task, viewer),
            reverse("targets:task_do", args=[task.pk, verb.value]),
            is_open=verb is opened,
            is_danger=VERBS[verb].danger,
        )
        for verb in order
        if verb is not TaskVerb.REACH or task.milestones.filter(reached_on=None).exists()
    ]


def _next(task: Task, order: list[TaskVerb]) -> TaskVerb | None:
    left = task.milestones.filter(reached_on=None).exists()
    skipped = TaskVerb.SUBMIT if left else TaskVerb.REACH
    return next((verb for verb in order if verb in FORWARD and verb is not skipped), None)


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, task: int, verb: str) -> HttpResponse:
    """Use a verb on a task; refused, the page comes back with what was typed."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_view(viewer)
    if request.method == "GET":
        return redirect("targets:task", task)
    wanted = _verb(verb)
    row = get_task_to(viewer, task, wanted)
    form = task_form(wanted, row, viewer, request.POST, request.FILES)
    if not form.is_valid():
        return page_again(request, "targets/task.html", page_of(viewer, row, now, (wanted, form)))
    try:
        _perform(viewer, row, wanted, form.cleaned_data, now)
    except Refusal as refusal:
        fresh = get_task_for(viewer, task)
        return page_again(request, "targets/task.html", page_of(viewer, fresh, now, (wanted, form)), refusal)
    messages.success(request, gettext("Done: %(verb)s.") % {"verb": wanted.label})
    return redirect("targets:task", task)


def _verb(value: str) -> TaskVerb:
    try:
        return TaskVerb(value)
    except ValueError:
        raise TaskNotFound from None


def _perform(viewer: Viewer, task: Task, verb: TaskVerb, given: Mapping[str, Any], now: datetime) -> None:
    """Raises ChangedMeanwhile when something happened since the page was made: a second click, a colleague."""
    if given.get("seen") is not None and given["seen"] != task.chain_length:
        raise ChangedMeanwhile
    more = {name: given[field] for name, field in TAKES[verb].items()}
    by = actor_for(viewer, task, verb)
    if verb is TaskVerb.ANSWER:
        more = {"problem": problem_of(task, given["problem"])}
    DOES[verb](task=task, words=given["words"], by=by, now=now, **more)


DOES: Mapping[TaskVerb, Callable[..., Any]] = {
    TaskVerb.REPORT: actions.report,
    TaskVerb.REACH: actions.reach,
    TaskVerb.SUBMIT: actions.submit,
    TaskVerb.ACCEPT: actions.accept,
    TaskVerb.SEND_BACK: actions.send_back,
    TaskVerb.RAISE: actions.raise_problem,
    TaskVerb.ANSWER: actions.answer,
    TaskVerb.WITHDRAW: actions.withdraw,
}
TAKES: Mapping[TaskVerb, Mapping[str, str]] = {
    **{verb: {} for verb in TaskVerb},
    TaskVerb.REPORT: {"percent": "percent", "files": "papers"},
    TaskVerb.REACH: {"milestone": "milestone", "files": "papers"},
    TaskVerb.SUBMIT: {"files": "papers"},
    TaskVerb.RAISE: {"asked": "asked"},
}
"""What a verb takes -> the field of its form."""


@require_safe
def fetch(request: HttpRequest, task: int, number: int) -> FileResponse:
    """Hand out a file of a task, or of one of its milestones, that the viewer may see."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_view(viewer)
    row = get_task_for(viewer, task)
    own = {(SUBJECT, row.pk), *((STEP_SUBJECT, step) for step in row.milestones.values_list("pk", flat=True))}
    return hand_out(download(number, may_see=lambda each: (each.subject_kind, each.subject_id) in own))
