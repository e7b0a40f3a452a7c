"""The one form in which a program is told what is wrong (RFC 9457), with its sentence in both languages."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpResponse
from django.utils.translation import get_language

from linli.core.errors import Refusal
from linli.web.refusals import STATUS

CONTENT_TYPE = "application/problem+json"


def problem(status: int, code: str, zh: str, en: str, **more: Any) -> HttpResponse:
    """Return a problem answer (RFC 9457) with its sentence in both languages."""
    english = (get_language() or "").startswith("en")
    body = {
        "type": f"urn:linli:problem:{code}",
        "title": en if english else zh,
        "status": status,
        "code": code,
    }
    body |= {"detail": {"zh": zh, "en": en}, **more}
    return HttpResponse(orjson.dumps(body, default=str), status=status, content_type=CONTENT_TYPE)


def refusal_problem(refusal: Refusal) -> HttpResponse:
    return problem(
        STATUS[refusal.kind],
        refusal.code,
        refusal.in_language("zh-hans"),
        refusal.in_language("en"),
        facts=refusal.facts,
    )
