from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from linli.metrics.access import sees_city as sees_all
from linli.people.access import viewer_of_request

register = template.Library()


@register.simple_tag(takes_context=True)
def sees_city(context: dict[str, Any]) -> bool:
    """Say whether the reader is let in to what is about the whole city. No query."""
    return sees_all(viewer_of_request(context["request"], timezone.now()))
