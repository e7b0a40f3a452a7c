from __future__ import annotations

from typing import Any

from django import template

from linli.redress.policies import TONES, CaseStatus, Status

register = template.Library()
PICTURES = {"open": "people", "waiting": "clock", "done": "check", "bad": "alert", "nothing": "dot"}


@register.inclusion_tag("web/parts/badge.html")
def case_badge(status: str) -> dict[str, Any]:
    """Show a state as picture and words; the colour only repeats them."""
    return _badge(status, str(CaseStatus(status).label))


@register.inclusion_tag("web/parts/badge.html")
def suggestion_badge(status: str) -> dict[str, Any]:
    return _badge(status, str(Status(status).label))


def _badge(status: str, label: str) -> dict[str, Any]:
    tone = TONES.get(status, "open")
    return {"tone": tone, "picture": PICTURES[tone], "label": label}
