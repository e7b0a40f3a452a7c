from __future__ import annotations

from datetime import timedelta

from django import template
from django.utils.translation import gettext

from linli.watching.words import DOING, TASKS

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


@register.filter
def task_words(name: str) -> str:
    """Say what a task does; its name, where it is one of a later release."""
    return str(TASKS.get(name, name))


@register.filter
def doing_words(state: str) -> str:
    return str(DOING.get(state, state))
