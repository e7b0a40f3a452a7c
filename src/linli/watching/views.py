from __future__ import annotations

import logging

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from linli.watching import metrics, queries
from linli.watching.access import require_watcher

log = logging.getLogger(__name__)


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when people can be served: tables of this release, a worker that lives. Anybody may ask."""
    try:
        parts = {
            "database": True,
            "tables": queries.is_migrated(),
            "worker": queries.worker_lives(timezone.now()),
        }
    except (Error, RuntimeError) as reason:
        log.warning("ready: the database does not answer: %s", reason)
        parts = {"database": False, "tables": False, "worker": False}
    is_ready = all(parts.values())
    return JsonResponse({"ready": is_ready, **parts}, status=200 if is_ready else 503)


@require_safe
@never_cache
def figures(request: HttpRequest) -> HttpResponse:
    """The figures for a monitor."""
    now = timezone.now()
    require_watcher(request, now)
    return HttpResponse(metrics.text(now), content_type=CONTENT_TYPE_LATEST)


@require_safe
@never_cache
def operations(request: HttpRequest) -> HttpResponse:
    """How the system runs, for whoever looks after it."""
    now = timezone.now()
    require_watcher(request, now)
    context = {
        "queues": queries.queues(now),
        "failed": queries.failed_jobs(),
        "periodic": queries.periodic(),
        "silence": queries.worker_silence(now),
        "worker_lives": queries.worker_lives(now),
        "lag": queries.ladder_lag(now),
        "seal_age": queries.seal_age(now),
        "database": queries.database(),
        "disk": queries.disk(),
        "now": now,
    }
    return render(request, "watching/operations.html", context)
