"""The survey as residents see it. It keeps no name, no address and no time of an answer."""

from __future__ import annotations

import io
from secrets import token_urlsafe

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.assessments.actions.answering import answer
from linli.assessments.forms import AnswerForm
from linli.assessments.models import Survey
from linli.assessments.queries import rule_of, survey_named, surveys_on
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.people.pace import spend, stranger

COOKIE = "consult"
PAGE = "assessments/survey.html"
DAY_SECONDS = 86_400


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What residents are asked about now."""
    return render(request, "assessments/surveys.html", {"surveys": surveys_on(city_day(timezone.now()))})


@never_cache
@require_http_methods(["GET", "POST"])
def survey(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask, and keep one answer for each device. The mark is of this survey only, and goes with it."""
    found, now = survey_named(slug), timezone.now()
    form = AnswerForm(rule_of(found.assessment), request.POST or None)
    context = {"survey": found, "form": form, "is_open": _is_open(found, now)}
    if request.method == "GET":
        return _marked(request, found, render(request, PAGE, context))
    spend(stranger(request), now=now)
    if not form.is_valid():
        return page_again(request, PAGE, context)
    try:
        answer(survey=found, token=request.COOKIES.get(COOKIE, ""), now=now, **form.cleaned_data)
    except Refusal as refusal:
        return _marked(request, found, page_again(request, PAGE, context, refusal))
    return redirect("assessments:thanks", slug)


def _is_open(found: Survey, now: object) -> bool:
    return found.closed_at is None and found.opens_on <= city_day(now) <= found.closes_on  # type: ignore[arg-type]


def _marked(request: HttpRequest, found: Survey, response: HttpResponse) -> HttpResponse:
    """Give the device a mark that only this survey's page is sent, until it closes."""
    if COOKIE not in request.COOKIES and found.closed_at is None:
        days = (found.closes_on - found.opens_on).days + 1
        response.set_cookie(
            COOKIE,
            token_urlsafe(16),
            max_age=days * DAY_SECONDS,
            path=reverse("assessments:survey", args=[found.slug]),
            httponly=True,
            samesite="Strict",
            secure=request.is_secure(),
        )
    return response


@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "assessments/thanks.html", {"survey": survey_named(slug)})


@require_safe
def code(request: HttpRequest, slug: str) -> HttpResponse:
    """The survey's address as a picture, for posters."""
    found = survey_named(slug)
    stream = io.BytesIO()
    url = f"{settings.LINLI.public_url}{reverse('assessments:survey', args=[found.slug])}"
    segno.make(url, error="m").save(stream, kind="svg", scale=6, border=2, dark="#000", light="#fff")
    return HttpResponse(stream.getvalue(), content_type="image/svg+xml")
