"""Pages of actions against causes: what is planned, what is done, and whether it helped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.areas.errors import BadCode, BadGridCode, UnknownArea
from linli.areas.policies.codes import village_of
from linli.areas.queries import area_named, search
from linli.catalogue.queries import kinds
from linli.core.choices import Action, Choice
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.journal.queries import entries_of
from linli.letters.queries import names_of_units, unit_by_words
from linli.people.access import Viewer, require
from linli.rulebook.errors import RuleExpired, RuleMissing
from linli.rulebook.queries import in_force
from linli.warnings.access import (
    JUDGE,
    actor_at,
    get_action_for,
    get_warning_for,
    may_at,
    may_lead,
    owner_of,
    sees_small_counts,
    visible_actions,
)
from linli.warnings.actions import causes
from linli.warnings.actions.early import rule_of
from linli.warnings.errors import (
    ActionNotFound,
    KindUnclear,
    NotNow,
    NotPermitted,
    OwnersStep,
    PlaceUnclear,
    StepsOpen,
)
from linli.warnings.forms import CauseForm, DoneForm, NothingForm, StepForm, WhyForm
from linli.warnings.models import CauseAction, EarlyWarning
from linli.warnings.policies.causes import UNDONE, CauseStatus, CauseVerb
from linli.warnings.policies.effect import Effect, Verdict
from linli.warnings.policies.rules import CauseRule
from linli.warnings.queries.causes import spans_of
from linli.warnings.queries.early import class_proposals
from linli.warnings.sentences import told
from linli.warnings.views.early import door
from linli.warnings.wording import figure, kind_name, place_name

PAGE, NEW = "warnings/causes/cause.html", "warnings/causes/new.html"
SHOWN = 100
OWNERS = frozenset({CauseVerb.DONE, CauseVerb.FINISH})
ENDS = {
    CauseVerb.FINISH: CauseStatus.DONE,
    CauseVerb.MEASURE: CauseStatus.MEASURED,
    CauseVerb.WITHDRAW: CauseStatus.WITHDRAWN,
}


def _rule(now: datetime) -> CauseRule | None:
    try:
        return in_force(CauseRule, city_day(now)).value
    except (RuleMissing, RuleExpired):
        return None


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Actions against causes, and classes of matters that could do with one."""
    viewer, now = door(request)
    rows = visible_actions(viewer).select_related("owner").order_by("-pk")[:SHOWN]
    rule = _rule(now)
    proposals = (
        class_proposals(viewer, size=rule.class_size, days=rule.class_days, now=now)
        if rule and viewer.may(JUDGE)
        else []
    )
    context = {
        "rows": [(row, place_name(row.area_code), kind_name(row.kind_code), _effect(row)) for row in rows],
        "proposals": [
            {"place": _grid_place(grid), "grid": grid, "kind": kind_name(kind), "code": kind, "count": count}
            for grid, kind, count in proposals
        ],
        "rule": rule,
        "may_plan": viewer.may(JUDGE),
        "today": city_day(now),
        "here": "causes",
    }
    return render(request, "warnings/causes/index.html", context)


def _grid_place(grid: str) -> str:
    try:
        return place_name(village_of(grid))
    except (BadCode, BadGridCode):
        return grid


def _effect(row: CauseAction) -> Effect | None:
    return Effect.of(row.effect) if row.effect else None


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan an action: from a confirmed warning, from a class that was proposed, or freely."""
    viewer, now = door(request)
    require(viewer, JUDGE)
    number = request.GET.get("warning", "")
    warning = get_warning_for(viewer, int(number)) if number.isdecimal() and len(number) < 18 else None
    form = CauseForm(request.POST or None, initial=_beginning(request, warning, now))
    context = {
        "form": form,
        "units": names_of_units(),
        "kinds": _kinds(),
        "warning": warning,
        "here": "causes",
    }
    if request.method == "GET":
        return render(request, NEW, context)
    if not form.is_valid():
        return page_again(request, NEW, context)
    given = dict(form.cleaned_data)
    try:
        area, kind = _place(given.pop("area"), now), _kind(given.pop("kind"))
        if not may_at(viewer, area):
            raise NotPermitted(verb=JUDGE.label)
        owner = unit_by_words(given.pop("owner"))
        by = actor_at(viewer, JUDGE, area)
        row = causes.plan(
            **given, area_code=area, kind_code=kind, owner=owner, warning=warning, by=by, now=now
        )
    except Refusal as refusal:
        return page_again(request, NEW, context, refusal)
    messages.success(request, gettext("Planned. Now add the measures."))
    return redirect("warnings:cause", row.pk)


def _beginning(request: HttpRequest, warning: EarlyWarning | None, now: datetime) -> dict[str, Any]:
    today = city_day(now)
    begin: dict[str, Any] = {"begins_on": today, "due_on": today + timedelta(days=30)}
    if warning is None:
        return begin | {"area": request.GET.get("area", "")[:60], "kind": request.GET.get("kind", "")[:80]}
    return begin | {
        "area": _readable(warning.area_code, place_name(warning.area_code), lambda words: _place(words, now)),
        "kind": _readable(warning.kind_code, kind_name(warning.kind_code), _kind),
        "owner": warning.unit.name if warning.unit else "",
    }


def _readable(code: str, name: str, read: Callable[[str], str]) -> str:
    """Return the name where it means this and nothing else, else the code."""
    try:
        return name if read(name) == code else code
    except Refusal:
        return code


def _kinds() -> list[tuple[str, str]]:
    return [(each.code, str(each.name)) for each in kinds().values() if not each.is_leaf]


def _place(words: str, now: datetime) -> str:
    """Return the place that is counted: the one meant, or the one above it. Raises PlaceUnclear."""
    try:
        found = area_named(words.strip()).code
    except (BadCode, UnknownArea):
        rows = search(words, limit=3)
        exact = [row for row in rows if row.name == words.strip()] or rows
        if len(exact) != 1:
            raise PlaceUnclear(words=words) from None
        found = exact[0].code
    return found[: rule_of(now).digits].ljust(12, "0")


def _kind(words: str) -> str:
    """Return the kind that is counted. Raises KindUnclear."""
    known, text = kinds(), words.strip()
    if text in known:
        return text
    named = [code for code, each in known.items() if str(each.name) == text]
    if len(named) != 1:
        raise KindUnclear(words=words)
    return named[0]


# One action


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    viewer, now = door(request)
    return render(request, PAGE, page_of(viewer, get_action_for(viewer, number), now))


def page_of(
    viewer: Viewer, row: CauseAction, now: datetime, typed: tuple[CauseVerb, forms.Form] | None = None
) -> dict[str, Any]:
    able, refused = offers(viewer, row, now, typed)
    rule, effect = _rule(now), _effect(row)
    spans = (
        spans_of(row, rule, row.measured_at or now) if rule and row.status != CauseStatus.WITHDRAWN else None
    )
    hides = effect is not None and not sees_small_counts(viewer, row.area_code)
    return {
        "row": row,
        "place": place_name(row.area_code),
        "kind": kind_name(row.kind_code),
        "measures": list(row.steps.order_by("due_on", "pk")),
        "effect": _effect_words(effect, hides_few=hides) if effect else None,
        "spans": spans,
        "rule": rule,
        "confidence": f"{rule.confidence:.0%}" if rule else "",
        "is_late": row.status in UNDONE and row.due_on < city_day(now),
        "steps": able,
        "refused": refused,
        "timeline": told(entries_of(row)),
        "today": city_day(now),
        "here": "causes",
    }


def _effect_words(effect: Effect, *, hides_few: bool) -> dict[str, Any]:
    here = (effect.here_before, effect.here_after)
    counts = (here[0] * effect.weeks_before, here[1] * effect.weeks_after)
    few = hides_few and any(0 < each < 5 for each in counts)
    told_of = {
        "verdict": Verdict(effect.verdict).label,
        "is_good": effect.verdict is Verdict.HELPED,
        "is_bad": effect.verdict is Verdict.WORSE,
        "here": ["<5", "<5"] if few else [figure(each) for each in here],
        "there": [figure(effect.there_before), figure(effect.there_after)],
        "weeks": [effect.weeks_before, effect.weeks_after],
        "places": effect.places,
    }
    if effect.change is None or effect.low is None or effect.high is None or effect.expected is None:
        return told_of
    return told_of | {
        "expected": figure(effect.expected),
        "change": f"{effect.change:+.0%}",
        "low": f"{effect.low:+.0%}",
        "high": f"{effect.high:+.0%}",
        "drawing": _drawing(effect.low, effect.change, effect.high),
    }


def _drawing(low: float, middle: float, high: float) -> dict[str, float]:
    """Return where interval and estimate stand on a line from -100% to +100%; what lies beyond stands at the end."""

    def at(share: float) -> float:
        return round(10 + (min(max(share, -1.0), 1.0) + 1) * 290, 1)

    return {"low": at(low), "middle": at(middle), "high": at(high), "zero": at(0)}


def offers(
    viewer: Viewer, row: CauseAction, now: datetime, typed: tuple[CauseVerb, forms.Form] | None = None
) -> tuple[list[Action[CauseVerb]], list[Choice[CauseVerb]]]:
    """Return the steps that may be taken now, and those that may not, with the reason."""
    able: list[Action[CauseVerb]] = []
    refused: list[Choice[CauseVerb]] = []
    for verb in CauseVerb:
        if not _is_theirs(viewer, row, verb):
            continue
        try:
            _check(row, verb)
        except Refusal as refusal:
            refused.append(Choice(verb, refusal))
            continue
        form = typed[1] if typed and typed[0] is verb else _form(row, verb, now)
        url = reverse("warnings:do_cause", args=[row.pk, verb.value])
        able.append(
            Action(verb, form, url, bool(typed and typed[0] is verb) or not able, verb is CauseVerb.WITHDRAW)
        )
    return able, refused


def _is_theirs(viewer: Viewer, row: CauseAction, verb: CauseVerb) -> bool:
    if verb not in OWNERS:
        return may_lead(viewer, row)
    try:
        owner_of(viewer, row, verb.label)
    except NotPermitted:
        return False
    return True


def _check(row: CauseAction, verb: CauseVerb) -> None:
    status = CauseStatus(row.status)
    if verb in ENDS:
        causes.require_next(row, ENDS[verb], verb)
    elif status not in UNDONE:
        raise NotNow(verb=verb.label, status=status.label)
    undone = row.steps.filter(done_on=None).count()
    if verb is CauseVerb.FINISH and undone:
        raise StepsOpen(count=undone)
    if verb is CauseVerb.DONE and not undone:
        raise NotNow(verb=verb.label, status=gettext("no measure is open"))


def _form(row: CauseAction, verb: CauseVerb, now: datetime, given: Any = None) -> forms.Form:
    more: dict[str, Any] = {"prefix": verb.value}
    match verb:
        case CauseVerb.STEP:
            return StepForm(given, initial={"due_on": row.due_on}, **more)
        case CauseVerb.DONE:
            undone = row.steps.filter(done_on=None).order_by("due_on", "pk")
            return DoneForm([(each.pk, each.words) for each in undone], given, **more)
        case CauseVerb.MEASURE:
            return NothingForm(given, **more)
        case _:
            return WhyForm(given, **more)


@require_POST
def do(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Take a step with an action."""
    viewer, now = door(request)
    row = get_action_for(viewer, number)
    if verb not in CauseVerb.values:
        raise ActionNotFound
    step = CauseVerb(verb)
    if not _is_theirs(viewer, row, step):
        raise OwnersStep(unit=row.owner.name) if step in OWNERS else NotPermitted(verb=step.label)
    by = owner_of(viewer, row, step.label) if step in OWNERS else actor_at(viewer, JUDGE, row.area_code)
    form = _form(row, step, now, request.POST)
    if not form.is_valid():
        return page_again(request, PAGE, page_of(viewer, row, now, (step, form)))
    given = form.cleaned_data
    who: dict[str, Any] = {"row": row, "by": by, "now": now}
    steps: dict[CauseVerb, Callable[[], Any]] = {
        CauseVerb.STEP: lambda: causes.add_step(**given, **who),
        CauseVerb.DONE: lambda: causes.do_step(**given, **who),
        CauseVerb.FINISH: lambda: causes.finish(**given, **who),
        CauseVerb.WITHDRAW: lambda: causes.withdraw(**given, **who),
        CauseVerb.MEASURE: lambda: causes.measure(**who),
    }
    try:
        steps[step]()
    except Refusal as refusal:
        fresh = get_action_for(viewer, number)
        return page_again(request, PAGE, page_of(viewer, fresh, now, (step, form)), refusal)
    messages.success(request, gettext("Done."))
    return redirect("warnings:cause", number)
