from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.people.access import ANONYMOUS, viewer_of_request
from linli.people.errors import LogInFirst
from linli.web.context import WORK


@require_safe
@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    """Send somebody who logged in to the first page of their work; whoever has none to the first page of all."""
    viewer = viewer_of_request(request, timezone.now())
    if viewer == ANONYMOUS:
        raise LogInFirst
    return redirect(next((name for may, name, _label, _picture in WORK if may(viewer)), "home"))
