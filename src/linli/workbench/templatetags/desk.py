from __future__ import annotations

from urllib.parse import urlencode

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from linli.core.addresses import address_of
from linli.workbench.piles import Step
from linli.workbench.queries.inbox import Waiting

register = template.Library()


@register.simple_tag
def steps_of(waiting: Waiting, **query: str) -> SafeString:
    """Link to the steps that a line offers, with what is not empty of `query`. A page has some hundred of them."""
    asked = urlencode({name: value for name, value in query.items() if value})
    steps = [(waiting.item.code, step, asked) for pile in waiting.piles for step in pile.steps]
    return format_html_join("", "{}", ((_link(*each),) for each in steps))


def _link(code: str, step: Step, asked: str) -> SafeString:
    address = f"{address_of('workbench:step', code, step.name)}?{asked}"
    key = format_html(" <kbd>{}</kbd>", step.key) if step.key else ""
    return format_html(
        '<a class="step" data-key="{}" href="{}" hx-get="{}" hx-target="#step-body">{}{}</a>',
        *(step.key, address, address, step.label, key),
    )
