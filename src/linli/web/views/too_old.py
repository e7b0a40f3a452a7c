from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from linli.web.typed import typed_text


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What somebody sees whose form cannot be trusted any more; what they wrote is shown for copying."""
    return render(request, "web/form_too_old.html", {"typed": typed_text(request)}, status=403)
