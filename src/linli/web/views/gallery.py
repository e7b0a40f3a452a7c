from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.web.samples import samples


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every part of our pages in every state, with invented words. No query."""
    return render(request, "web/gallery.html", dict(samples(timezone.now())))
