from __future__ import annotations

from datetime import timedelta

from django import template
from django.utils.translation import gettext

register = template.Library()
MINUTE, HOUR, DAY = 60, 3600, 86400


@register.filter
def span(length: timedelta | None) -> str:
    """Say a length of time in its largest whole unit; a dash for none."""
    if length is None:
        return "—"
    seconds = int(length.total_seconds())
    if seconds < MINUTE:
        return gettext("%(n)s s") % {"n": seconds}
    if seconds < HOUR:
        return gettext("%(n)s min") % {"n": seconds // MINUTE}
    if seconds < DAY:
        return gettext("%(n)s h") % {"n": seconds // HOUR}
    return gettext("%(n)s d") % {"n": seconds // DAY}
