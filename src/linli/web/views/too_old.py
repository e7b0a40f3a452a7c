from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from linli.core.typed import typed_text
from linli.intake.views.reporting import once_more


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What somebody sees whose form cannot be trusted any more; what they wrote is shown for copying."""
    if request.path == reverse("intake:report"):
        response = once_more(request)
        response.status_code = HTTPStatus.FORBIDDEN
        return response
    return render(
        request, "web/form_too_old.html", {"typed": typed_text(request)}, status=HTTPStatus.FORBIDDEN
    )
