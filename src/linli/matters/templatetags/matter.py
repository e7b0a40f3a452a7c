from __future__ import annotations

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

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


@register.simple_tag
def status_badge(value: str) -> SafeString:
    """Show a state as picture and word; the colour only repeats them."""
    return _status_badge(Status(value), get_language())


@cache
def _status_badge(status: Status, language: str | None) -> SafeString:
    """Return the badge in a language. Lists show one on every line, and there are two dozen of them."""
    tone = "done" if status in ENDED else "waiting" if status in PAUSED | {Status.RETURNED} else "open"
    said = {"label": status.label, "picture": PICTURES[status], "tone": tone}
    return render_to_string("web/parts/badge.html", said)


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
