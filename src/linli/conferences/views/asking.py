from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from linli.conferences.access import require_view
from linli.people.access import Viewer, viewer_of_request


def who_asks(request: HttpRequest) -> tuple[Viewer, datetime]:
    """Return the viewer and the hour. Raises LogInFirst, NotAllowed."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_view(viewer)
    return viewer, now
