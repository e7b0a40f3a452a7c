from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from linli.core.errors import Refusal
from linli.core.moments import day_words, moment_words, month_words, until_words
from linli.people.access import viewer_of_request
from linli.people.policies import Permission
from linli.web.icons import DRAWINGS

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Draw a small picture. It only repeats what the words beside it say, so readers aloud skip it."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        mark_safe(DRAWINGS.get(name, DRAWINGS["dot"])),  # noqa: S308 — from the table above
    )


@register.simple_tag
def lamp(light: str, picture: str, words: str) -> SafeString:
    """Show how a clock stands: `none`, `in_time`, `today` or `late`. Lists show one on every line."""
    return format_html('<span class="light light-{}">{} {}</span>', light, icon(picture), words)


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], *permissions: str) -> bool:
    """Say whether the reader holds one of these somewhere, so that no link leads where they are turned away."""
    try:
        viewer = viewer_of_request(context["request"], timezone.now())
    except Refusal:
        return False
    return any(viewer.may(Permission(each)) for each in permissions)


@register.filter
def moment(at: datetime | None) -> str:
    return moment_words(at) if at else ""


@register.filter
def until(at: datetime | None) -> str:
    return until_words(at) if at else ""


@register.filter
def day(on: date | None) -> str:
    return day_words(on) if on else ""


@register.filter
def month(on: date | None) -> str:
    return month_words(on) if on else ""


@register.filter
def percent(share: str) -> str:
    """Return a share such as 0.03 as people say it: 3%."""
    return f"{(Decimal(share) * 100).normalize():f}%"


@register.simple_block_tag
def part(content: str, name: str, **parameters: Any) -> str:
    """Set what stands between the tags into a part: `{% part "card" title="…" %}…{% endpart %}`."""
    return get_template(f"web/parts/{name}.html").render({"content": content, **parameters})
