"""The web server's door in a city whose clock stands still, so that pictures made twice differ little."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone

MOMENT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""A Monday, ten in the morning in the city."""


def _now() -> datetime:
    return MOMENT


timezone.now = _now

from linli.web.wsgi import application  # noqa: E402  — after the clock stands

__all__ = ["MOMENT", "application"]
