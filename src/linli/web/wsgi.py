"""Where the web server enters. Programs take a shorter way than browsers: no session, no forms, no pages."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Iterable
from typing import Any

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from threadpoolctl import threadpool_limits

from linli.core.processes import end_with_parent
from linli.watching.tracing import begin
from linli.web.warming import warm_up

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
if server := multiprocessing.parent_process():
    # A server's worker would go on serving an old version after the server was killed.
    end_with_parent(server.pid or 0)
django.setup(set_prefix=False)

FOR_PROGRAMS = ("/api/", "/open311/")
COLLECTED = (50_000, 20, 50)
"""A page makes some ten thousand objects and drops them again; looking for rings among them at every 700, as Python
does of itself, cost a seventh of its time and gave the slowest answers. Rings wait in 20 MB at most."""


class ForPrograms(WSGIHandler):
    """Serves requests that bring an API key: the same views, without what only browsers need."""

    def load_middleware(self, is_async: bool = False) -> None:
        whole, settings.MIDDLEWARE = settings.MIDDLEWARE, settings.MIDDLEWARE_FOR_PROGRAMS
        try:
            super().load_middleware(is_async)
        finally:
            settings.MIDDLEWARE = whole


_for_browsers, _for_programs = WSGIHandler(), ForPrograms()
if server:
    begin()
    warm_up()
    gc.collect()
    gc.freeze()  # what is loaded now stays; the collector need not look at it again and again
    gc.set_threshold(*COLLECTED)
    # A page's small matrices: two threads wait for each other ten times as long as one works.
    threadpool_limits(1, user_api="blas")


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    is_program = "HTTP_AUTHORIZATION" in environ and environ["PATH_INFO"].startswith(FOR_PROGRAMS)
    return (_for_programs if is_program else _for_browsers)(environ, start_response)
