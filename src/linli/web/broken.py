"""What people read when something of ours broke. Nothing here may ask the database."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

LOST = (OperationalError, InterfaceError)
RETRY_SECONDS = 5


def page(request: HttpRequest) -> HttpResponse:
    """Say that it broke; when only the database went away for a moment, that it comes back (503)."""
    if not isinstance(sys.exc_info()[1], LOST):
        return HttpResponse(get_template("500.html").render(), status=HTTPStatus.INTERNAL_SERVER_ERROR)
    answer = HttpResponse(get_template("503.html").render(), status=HTTPStatus.SERVICE_UNAVAILABLE)
    answer["Retry-After"] = str(RETRY_SECONDS)
    return answer
