from __future__ import annotations

from datetime import datetime
from secrets import compare_digest

from django.conf import settings
from django.http import HttpRequest

from linli.people.access import require, viewer_of_request
from linli.people.policies import Permission

BEARER = "Bearer "


def require_watcher(request: HttpRequest, now: datetime) -> None:
    """Let a monitor with the city's key pass, or an account that may watch. Raises LogInFirst, NotAllowed."""
    key = settings.LINLI.monitor_key
    offered = request.headers.get("Authorization", "")
    if key and offered.startswith(BEARER):
        given = offered.removeprefix(BEARER).encode()
        if compare_digest(given, key.get_secret_value().encode()):
            return
    require(viewer_of_request(request, now), Permission.SYSTEM_WATCH)
