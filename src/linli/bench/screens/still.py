"""The web server's door in a city whose clock stands still, so that pictures made twice differ little."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from linli.bench.screens.pages import MOMENT


def _now() -> datetime:
    return MOMENT


timezone.now = _now

from linli.web.wsgi import application  # noqa: E402  — after the clock stands

__all__ = ["MOMENT", "application"]
