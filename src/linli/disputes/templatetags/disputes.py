from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template

from linli.disputes.policies import TONES, Status, side_name
from linli.disputes.policies.money import capitals, figures

register = template.Library()
PICTURES = {"open": "people", "waiting": "clock", "done": "check", "bad": "alert", "nothing": "dot"}


@register.inclusion_tag("web/parts/badge.html")
def dispute_badge(status: str) -> dict[str, Any]:
    """Show a state as picture and words; the colour only repeats them."""
    tone = TONES[Status(status)]
    return {"tone": tone, "picture": PICTURES[tone], "label": Status(status).label}


@register.filter
def side(number: int) -> str:
    return side_name(number)


@register.filter
def yuan(amount: Decimal | None) -> str:
    return f"{figures(amount)} 元" if amount is not None else ""


@register.filter
def in_capitals(amount: Decimal | None) -> str:
    return capitals(amount) if amount is not None else ""
