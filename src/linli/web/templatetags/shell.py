from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from linli.core.moments import day_words, moment_words, until_words

register = template.Library()

DRAWINGS = {
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "clock": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7.5V12l3 2",
    "bell": "M6 16h12l-1.5-2.5V10a4.5 4.5 0 0 0-9 0v3.5zM10.5 19h3",
    "alert": "M12 4l9 16H3zM12 10v4.5M12 17.2v.3",
    "pause": "M9 6v12M15 6v12",
    "pen": "M4 20l1-4L16 5l3 3L8 19z",
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20",
    "send": "M4 12l16-7-5 15-4-6z",
    "hand": "M4 13h3v7H4zM7 13l4-9c2 0 2.5 1.5 2 3.5L12.5 11H19l-1.5 8.5-1 .5H7",
    "wrench": "M15 4a5 5 0 0 0-4.7 6.6L4 17v3h3l6.4-6.3A5 5 0 0 0 20 9l-3 2-3-3 2-3z",
    "reply": "M9 6L4 11l5 5M4 11h9a6 6 0 0 1 6 6v1",
    "star": "M12 4l2.4 5.2 5.6.6-4.2 3.8 1.2 5.6-5-2.9-5 2.9 1.2-5.6L4 9.8l5.6-.6z",
    "close": "M6 6l12 12M18 6L6 18",
    "link": "M10 14l4-4M8.5 11l-2 2a3.2 3.2 0 0 0 4.5 4.5l2-2M15.5 13l2-2A3.2 3.2 0 0 0 13 6.5l-2 2",
    "back": "M4 12a8 8 0 1 0 2.5-5.8L4 8.5M4 4v4.5h4.5",
    "place": "M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11zM12 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
    "dot": "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
    "lock": "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    "list": "M8 6h12M8 12h12M8 18h12M4 6h.1M4 12h.1M4 18h.1",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a small picture. It only repeats what the words beside it say, so readers aloud skip it."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        mark_safe(DRAWINGS.get(name, DRAWINGS["dot"])),  # noqa: S308 — from the table above
    )


@register.filter
def moment(at: datetime | None) -> str:
    return moment_words(at) if at else ""


@register.filter
def until(at: datetime | None) -> str:
    return until_words(at) if at else ""


@register.filter
def day(on: date | None) -> str:
    return day_words(on) if on else ""
