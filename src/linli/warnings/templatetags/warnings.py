from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def per_cent(share: float) -> str:
    return f"{100 * share:.0f}%"
