from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext, gettext_lazy

from linli.targets.policies import Standing
from linli.targets.sentences import period_words

register = template.Library()

DUTY_STATES = {
    "late": ("!", "late", gettext_lazy("Overdue")),
    "today": ("▸", "today", gettext_lazy("Due today")),
    "open": ("○", "", gettext_lazy("Not handed in yet")),
    "done": ("✓", "in_time", gettext_lazy("Handed in on time")),
    "done_late": ("✔", "in_time", gettext_lazy("Handed in late")),
}
TONES = {
    Standing.ACCEPTED: "in_time",
    Standing.ACCEPTED_LATE: "in_time",
    Standing.OVERDUE: "late",
    Standing.AT_RISK: "today",
    Standing.SUBMITTED: "today",
}


@register.inclusion_tag("targets/parts/standing.html")
def standing_badge(standing: Standing) -> dict[str, Any]:
    """Show how a task stands as mark and words; the colour only repeats them."""
    return {"mark": standing.mark, "label": standing.label, "tone": TONES.get(standing, "")}


@register.inclusion_tag("targets/parts/standing.html")
def duty_badge(state: str) -> dict[str, Any]:
    mark, tone, label = DUTY_STATES[state]
    return {"mark": mark, "label": label, "tone": tone}


@register.filter
def period(label: str) -> str:
    return period_words(label)


@register.filter
def bar_width(percent: Any) -> float:
    """Return the length of a progress bar of 200 units."""
    return float(percent or 0) * 2


@register.filter
def per_cent(value: Any) -> str:
    return gettext("nothing due") if value is None else f"{value}%"
