from __future__ import annotations

import re

from django.http import HttpRequest

NEVER_SHOWN = ("password", "csrfmiddlewaretoken", "pin", "proof")
WORTH_KEEPING = 5
"""Shorter values are choices and numbers rather than something somebody wrote, unless they are Chinese."""
KEY = re.compile("[0-9a-f]{32}")


def typed_text(request: HttpRequest) -> list[str]:
    """Return what somebody wrote into a form that did not go through, so that they can copy it."""
    return [
        value
        for name, value in request.POST.items()
        if isinstance(value, str) and _is_words(value) and not any(secret in name for secret in NEVER_SHOWN)
    ]


def _is_words(value: str) -> bool:
    """Two Chinese characters may be a place; a key that a form carries is no words however long."""
    is_written = len(value.strip()) >= WORTH_KEEPING or not value.isascii()
    return is_written and not KEY.fullmatch(value)
