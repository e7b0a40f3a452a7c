from __future__ import annotations

from django.http import HttpRequest

NEVER_SHOWN = ("password", "csrfmiddlewaretoken", "pin", "proof")
WORTH_KEEPING = 5
"""Shorter values are choices and numbers rather than something somebody wrote."""


def typed_text(request: HttpRequest) -> list[str]:
    """Return what somebody wrote into a form that did not go through, so that they can copy it."""
    return [
        value
        for name, value in request.POST.items()
        if isinstance(value, str)
        and len(value.strip()) >= WORTH_KEEPING
        and not any(secret in name for secret in NEVER_SHOWN)
    ]
