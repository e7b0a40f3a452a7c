from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.supervision.queries import public_batches


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The public notice: problems listed and solved, batch by batch. Places and units, never people."""
    return render(request, "supervision/public.html", {"batches": public_batches()})
