from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from linli.letters.policies.document import Chart
from linli.letters.rendering.charts import svg_of

register = template.Library()


@register.simple_tag
def chart(block: Chart) -> SafeString:
    """Draw a chart in the colour of the text around it."""
    return svg_of(block)
