from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext

from linli.matters.beside import adviser_of
from linli.matters.policies import ENDED, PAUSED, Status, Verb

register = template.Library()

PICTURES: dict[Status, str] = {
    Status.DRAFT: "pen",
    Status.REGISTERED: "pen",
    Status.ACCEPTED: "check",
    Status.DISPATCHED: "send",
    Status.ACKNOWLEDGED: "hand",
    Status.IN_PROGRESS: "wrench",
    Status.COMPLETED: "check",
    Status.VERIFIED: "check",
    Status.REPLIED: "reply",
    Status.RATED: "star",
    Status.CLOSED: "check",
    Status.ARCHIVED: "list",
    Status.DECLINED: "close",
    Status.REDIRECTED: "send",
    Status.MERGED: "link",
    Status.RETURNED: "back",
    Status.EXTENSION_PENDING: "clock",
    Status.SUSPENDED: "pause",
    Status.DEFERRED: "pause",
    Status.REWORK: "back",
    Status.REOPENED: "back",
    Status.WITHDRAWN: "close",
}


@register.inclusion_tag("web/parts/badge.html")
def status_badge(value: str) -> dict[str, Any]:
    """Show a state as picture and word; the colour only repeats them."""
    status = Status(value)
    tone = "done" if status in ENDED else "waiting" if status in PAUSED | {Status.RETURNED} else "open"
    return {"label": status.label, "picture": PICTURES[status], "tone": tone}


@register.simple_tag
def count_words(count: int | None) -> str:
    """Return a public figure, or that it is kept back."""
    return gettext("not shown") if count is None else f"{count:,}"


@register.simple_tag
def whole_words(count: int | None) -> str:
    """Return a public total; one that is kept back is small."""
    return gettext("fewer than 5") if count is None else f"{count:,}"


@register.filter
def reason_words(code: str, reasons: dict[str, str]) -> str:
    return reasons.get(code, code)


@register.simple_tag
def advice_url(verb: Verb | str, code: str) -> str:
    """Return where what is written for a step is looked over; empty where nobody advises on it."""
    view = adviser_of(Verb(verb)) if verb else ""
    return reverse(view, args=[code]) if view else ""
