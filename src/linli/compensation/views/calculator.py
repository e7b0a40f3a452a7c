"""The public calculator: steps that carry their answers along, then the result. Nothing is stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.compensation.answers import MOST_PEOPLE, Answers, Asker, StepUnfinished, person_name
from linli.compensation.errors import CaseRefused
from linli.compensation.forms.injured import Outcome
from linli.compensation.national import national
from linli.compensation.policies.kinds import ARTICLES, NAMES, bucket_of
from linli.compensation.policies.parts import BUCKETS
from linli.compensation.queries import compute, shelf_of_city
from linli.compensation.reading import STEP
from linli.compensation.views.result import show_result
from linli.core.errors import Refusal
from linli.core.pages import page_again

STEPS = ("accident", "injured", "insured", "paid", "result")
SHORT = {
    "accident": gettext_lazy("Accident"),
    "injured": gettext_lazy("Injured"),
    "insured": gettext_lazy("Insurance"),
    "paid": gettext_lazy("Advances"),
    "result": gettext_lazy("Result"),
}
TITLES = {
    "accident": gettext_lazy("The accident"),
    "injured": gettext_lazy("The injured"),
    "lasting": gettext_lazy("What remains"),
    "insured": gettext_lazy("Liability and insurance"),
    "paid": gettext_lazy("Paid already"),
}
FIELD_OF = {"accident_on": "accident", "parameters": "accident", "victims": "injured", "advances": "paid"}
"""Field of the case -> step that asks for it; all others are asked with the insurance."""


@never_cache
@require_http_methods(["GET", "POST"])
def calculator(request: HttpRequest) -> HttpResponse:
    """Show the step that is asked for, after keeping the answers of the one that was sent."""
    if request.method == "GET":
        return _show(request, Asker(Answers(), shelf_of_city()), "accident", 0)
    try:
        asker = Asker(Answers.read(request.POST.get("answers", "")), shelf_of_city())
    except Refusal as refusal:
        return _show(request, Asker(Answers(), shelf_of_city()), "accident", 0, refusal=refusal)
    step, place = _step_of(request, asker)
    if "edit" in request.POST:
        return _show(request, asker, *_edited(request.POST["edit"], asker))
    form = asker.form(step, place, _typed(request))
    _keep(asker.answers, step, place, form)
    if request.POST.get("go") == "back":
        return _show(request, asker, *_before(asker, step, place))
    if not form.is_valid():
        return _show(request, asker, step, place, form=form, refused=True)
    if request.POST.get("go") == "drop":
        del asker.answers.people[place]
        return _show(request, asker, "injured", max(0, min(place, len(asker.answers.people) - 1)))
    target, at = _after(asker, step, place, more=request.POST.get("go") == "more")
    return _result(request, asker) if target == "result" else _show(request, asker, target, at)


def _typed(request: HttpRequest) -> dict[str, str]:
    own = {"csrfmiddlewaretoken", "answers", "step", "place", "go", "edit"}
    # A form with nothing ticked must still count as sent.
    return {"_": "", **{name: str(value) for name, value in request.POST.items() if name not in own}}


def _step_of(request: HttpRequest, asker: Asker) -> tuple[str, int]:
    step = request.POST.get("step", "")
    return _sound(step, request.POST.get("place", "0"), asker)


def _edited(text: str, asker: Asker) -> tuple[str, int]:
    step, _sep, place = text.partition(":")
    return _sound(step, place or "0", asker)


def _sound(step: str, place: str, asker: Asker) -> tuple[str, int]:
    """Return a step that exists, and a person who is there or is the next one."""
    most = min(len(asker.answers.people), MOST_PEOPLE - 1)
    at = min(int(place), most) if place.isdecimal() else 0
    known = step in TITLES
    if not known or (step == "lasting" and at >= len(asker.answers.people)):
        return "accident", 0
    return step, at


def _keep(answers: Answers, step: str, place: int, form: forms.Form) -> None:
    typed = {name: str(value) for name, value in form.data.items()}
    if step not in ("injured", "lasting"):
        setattr(answers, step, typed)
        return
    while len(answers.people) <= place:
        answers.people.append({})
    answers.people[place][step] = typed


def _after(asker: Asker, step: str, place: int, *, more: bool) -> tuple[str, int]:
    people = len(asker.answers.people)
    if step == "accident":
        return "injured", 0
    if step == "injured" and asker.outcome(place) is not Outcome.WELL:
        return "lasting", place
    if step in ("injured", "lasting"):
        if more and people < MOST_PEOPLE:
            return "injured", people
        return ("injured", place + 1) if place + 1 < people else ("insured", 0)
    return ("paid", 0) if step == "insured" else ("result", 0)


def _before(asker: Asker, step: str, place: int) -> tuple[str, int]:
    if step == "lasting":
        return "injured", place
    if step == "injured":
        return _last_of(asker, place - 1) if place else ("accident", 0)
    if step == "insured":
        return _last_of(asker, len(asker.answers.people) - 1)
    return ("insured", 0) if step == "paid" else ("accident", 0)


def _last_of(asker: Asker, place: int) -> tuple[str, int]:
    place = max(0, place)
    return ("injured" if asker.outcome(place) is Outcome.WELL else "lasting"), place


def _show(
    request: HttpRequest,
    asker: Asker,
    step: str,
    place: int,
    *,
    form: forms.Form | None = None,
    refusal: Refusal | None = None,
    refused: bool = False,
) -> HttpResponse:
    context = _context(
        asker, step, place, form or asker.form(step, place, _answered(asker.answers, step, place))
    )
    if refusal or refused:
        return page_again(request, "compensation/step.html", context, refusal)
    return render(request, "compensation/step.html", context)


def _answered(answers: Answers, step: str, place: int) -> dict[str, str]:
    if step in ("injured", "lasting"):
        return answers.people[place].get(step, {}) if place < len(answers.people) else {}
    typed: dict[str, str] = getattr(answers, step)
    return typed


def _context(asker: Asker, step: str, place: int, form: forms.Form) -> dict[str, Any]:
    shown = "injured" if step == "lasting" else step
    title = str(TITLES[step])
    if step in ("injured", "lasting"):
        title = f"{title} · {person_name(place + 1)}"
    return {
        "form": form,
        "step": step,
        "place": place,
        "title": title,
        "steps": [SHORT[each] for each in STEPS],
        "here": STEPS.index(shown) + 1,
        "answers": asker.answers.written(),
        "is_first": step == "accident",
        "may_drop": step == "injured" and place < len(asker.answers.people) and len(asker.answers.people) > 1,
        "may_add": step in ("injured", "lasting") and len(asker.answers.people) < MOST_PEOPLE,
    }


def _result(request: HttpRequest, asker: Asker) -> HttpResponse:
    """Show the result; what cannot be reckoned leads back to the step that asked for it."""
    try:
        case = asker.case()
        return show_result(request, case, compute(case, asker.shelf), asker.answers)
    except StepUnfinished as unfinished:
        form = asker.form(
            unfinished.step,
            unfinished.place,
            _answered(asker.answers, unfinished.step, unfinished.place) or {"_": ""},
        )
        return _show(request, asker, unfinished.step, unfinished.place, form=form, refused=True)
    except CaseRefused as refusal:
        step, place = _asked_in(refusal.field)
        return _show(request, asker, step, place, refusal=refusal.why)


def _asked_in(field: str) -> tuple[str, int]:
    parts = STEP.findall(field)
    step = FIELD_OF.get(parts[0], "insured")
    if step != "injured" or len(parts) < 2:
        return step, 0
    late = {"disability", "death", "dependants", "devices", "funeral", "relatives", "mental"}
    return ("lasting" if late & set(parts) else "injured"), int(parts[1])


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Say in words how it is reckoned."""
    items = [(name, BUCKETS[bucket_of(code)], ARTICLES.get(code)) for code, name in NAMES.items()]
    limits = sorted(national().compulsory, key=lambda each: each.valid_from, reverse=True)
    context = {"items": items, "limits": limits, "title": _("How compensation is reckoned")}
    return render(request, "compensation/rules.html", context)
