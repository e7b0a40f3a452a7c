from __future__ import annotations

from urllib.parse import urlencode

from django import template

register = template.Library()


@register.simple_tag
def querystring_of(**given: str) -> str:
    """Return a query string of what is not empty."""
    return urlencode({name: value for name, value in given.items() if value})
