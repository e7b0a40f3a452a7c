from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable
from time import perf_counter

from django.http import HttpRequest, HttpResponse

from linli.watching.logs import request_number
from linli.watching.metrics import answered
from linli.watching.tracing import spanned

log = logging.getLogger(__name__)
HEADER = "X-Request-ID"
SLOW_SECONDS = 1.0
NOWHERE = "(none)"
_A_NUMBER = re.compile(r"[A-Za-z0-9._-]{8,64}")


class Watched:
    """Comes first: gives each request a number, takes its time, and writes down the slow and the broken ones."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number, began = _number_of(request), perf_counter()
        token = request_number.set(number)
        try:
            with spanned(request, number) as done:
                response = self.get_response(request)
                route = route_of(request)
                done(route, response.status_code)
            seconds = perf_counter() - began
            answered.labels(request.method, route, f"{response.status_code // 100}xx").observe(seconds)
            if seconds >= SLOW_SECONDS or response.status_code >= 500:
                log.warning("%s %s: %s after %.3f s", request.method, route, response.status_code, seconds)
            response.headers[HEADER] = number
            return response
        finally:
            request_number.reset(token)


def route_of(request: HttpRequest) -> str:
    """Return the pattern that answered: never the address itself, which may hold somebody's case code."""
    return request.resolver_match.route if request.resolver_match else NOWHERE


def _number_of(request: HttpRequest) -> str:
    """Return the number that a server in front of us gave the request, else a new one."""
    given = request.META.get("HTTP_X_REQUEST_ID", "")
    return given if _A_NUMBER.fullmatch(given) else secrets.token_hex(8)
