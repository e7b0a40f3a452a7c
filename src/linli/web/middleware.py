"""Refusals as pages. This and the API's handler are the two places that know HTTP's numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from linli.core.errors import Refusal, UnreadableText
from linli.core.typed import typed_text
from linli.people.errors import LogInFirst
from linli.web.problems import problem
from linli.web.refusals import STATUS

API = "/api/"
OPEN311 = "/open311/"
NUL = "\x00"


class RefusalPages:
    """Comes last, so that its pages have session, language and messages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_form = request.content_type == "multipart/form-data" and not request.path.startswith(OPEN311)
        try:
            _ = request.POST if is_form else None
        except Refusal as too_large:  # a file that is too large stops the reading of its form
            return refusal_page(request, too_large)
        response = self.get_response(request)
        refusal = getattr(response, "refusal", None)
        if isinstance(refusal, Refusal):
            response.status_code = STATUS[refusal.kind]
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Turn away what the database cannot keep, once for all pages. Open311 has errors of its own form."""
        if request.path.startswith(OPEN311) or not any(NUL in text for text in _texts(request)):
            return None
        return refusal_page(request, UnreadableText())

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refusal_page(request, error) if isinstance(error, Refusal) else None


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the page, or the part of one, that says why; whoever must log in first is sent there."""
    status = STATUS[refusal.kind]
    if request.path.startswith(API):
        return problem(status, refusal.code, refusal.in_language("zh-hans"), refusal.in_language("en"))
    if isinstance(refusal, LogInFirst) and request.method == "GET":
        return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
    part = request.headers.get("HX-Request") == "true"
    template = "web/parts/refusal.html" if part else "web/refusal.html"
    context = {"refusal": refusal, "typed": typed_text(request), "log_in": isinstance(refusal, LogInFirst)}
    return render(request, template, context, status=status)


def _texts(request: HttpRequest) -> Iterable[str]:
    yield request.path
    for fields in (request.GET, *([] if request.path.startswith(API) else [request.POST])):
        for name, values in fields.lists():
            yield name
            yield from (value for value in values if isinstance(value, str))
