"""What everybody sees, and what whoever holds a notice may do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.actor import SYSTEM
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.ratings.access import (
    label_with,
    public_labels,
)
from linli.ratings.actions import labels as doing
from linli.ratings.explaining import sentence_of
from linli.ratings.forms import AppealForm
from linli.ratings.models import Label
from linli.ratings.queries.results import why
from linli.ratings.queries.schemes import schemes_on
from linli.ratings.views.door import PAGE, step_of
from linli.ratings.views.maps import is_drawn


@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest) -> HttpResponse:
    """Whoever holds a notice reads the reasons and appeals. Nothing is said of what the codes do not fit."""
    now = timezone.now()
    form = AppealForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "GET":
        return render(request, "ratings/appeal.html", context)
    if not form.is_valid():
        return page_again(request, "ratings/appeal.html", context)
    given = form.cleaned_data
    try:
        label = label_with(given["entity"], given["code"])
        context |= {"label": label, "why": why(label.run, label.entity)}
        context["scheme"], context["step"] = step_of(label)
        context["done"] = _said(given["wanted"] or ("appeal" if given["words"].strip() else "read"))
        if context["done"]:
            SAYING[context["done"]](label, given["words"], now)
    except Refusal as refusal:
        return page_again(request, "ratings/appeal.html", {**context, "done": ""}, refusal)
    return render(request, "ratings/appeal.html", context)


def _said(wanted: str) -> str:
    """Return which door is meant, empty where the reasons are only read."""
    return wanted if wanted in SAYING else ""


SAYING: dict[str, Callable[[Label, str, datetime], None]] = {
    "appeal": lambda label, words, now: doing.appeal(label=label, words=words, now=now),
    "rectified": lambda label, words, now: doing.report_rectified(
        label=label, words=words, by=SYSTEM, now=now
    ),
}


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """Ratings in effect by the schemes that the city publishes: for everybody, each with its rule."""
    today = city_day(timezone.now())
    schemes = {each.scheme.code: each.scheme for each in schemes_on(today) if each.scheme.is_public}
    words = request.GET.get("q", "").strip()
    rows = public_labels(list(schemes))
    if words:
        rows = rows.filter(entity__name__contains=words) | rows.filter(entity__code=words.upper())
    page = Paginator(rows.select_related("run").order_by("scheme", "-pk"), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "labels": [(each, *step_of(each)) for each in page],
        "page": page,
        "q": words,
        "drawn": [each for each in schemes.values() if is_drawn(each)],
        "schemes": [(each, sentence_of(each)) for each in schemes.values()],
    }
    return render(request, "ratings/public.html", context)
