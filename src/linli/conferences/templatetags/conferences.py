from __future__ import annotations

from typing import Any

from django import template

from linli.conferences.policies import TONES, Status

register = template.Library()
PICTURES = {"open": "people", "waiting": "clock", "done": "check", "bad": "alert", "nothing": "dot"}


@register.inclusion_tag("web/parts/badge.html")
def conference_badge(status: str) -> dict[str, Any]:
    """Show a state as picture and words; the colour only repeats them."""
    tone = TONES[Status(status)]
    return {"tone": tone, "picture": PICTURES[tone], "label": Status(status).label}
