from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.following.device import followed_here


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page. No query of its own: what a device follows is in its cookie, areas are in memory."""
    return render(request, "web/home.html", {"followed": followed_here(request)})
