from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.widgets import CheckboxSelectMultiple, RadioSelect, Select
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

ONE_OF_MANY = (CheckboxSelectMultiple.option_template_name, RadioSelect.option_template_name)


class PlainForms(DjangoTemplates):
    """Every field of every form looks the same: label, hint, what is wrong, input.

    What is written for each of many choices is written without Django's templates, which include one another for each
    option: 80 ms where somebody chooses among 450 places.
    """

    field_template_name = "web/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if template_name == Select.template_name and _is_usual(context["widget"]):
            return mark_safe(_select(context["widget"]))  # noqa: S308  (every value is escaped, as below)
        if template_name in ONE_OF_MANY:
            return mark_safe(_input_of_many(context["widget"]))  # noqa: S308
        return super().render(template_name, context, request)


def _select(widget: Mapping[str, Any]) -> str:
    words = [f'<select name="{_plain(widget["name"])}"{_attrs(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            words.append(f'  <optgroup label="{_plain(group)}">')
        words += map(_option, options)
        if group:
            words.append("  </optgroup>")
    return "\n".join([*words, "</select>"])


def _is_usual(widget: Mapping[str, Any]) -> bool:
    return all(
        option["template_name"] == Select.option_template_name
        for _group, options, _index in widget["optgroups"]
        for option in options
    )


def _option(option: Mapping[str, Any]) -> str:
    label = _plain(option["label"])
    return f'  <option value="{_plain(option["value"])}"{_attrs(option["attrs"])}>{label}</option>'


def _input_of_many(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{_plain(widget["value"])}"'
    name = _plain(widget["name"])
    drawn = f'<input type="{_plain(widget["type"])}" name="{name}"{value}{_attrs(widget["attrs"])}>'
    if not widget.get("wrap_label"):
        return drawn
    number = widget["attrs"].get("id")
    meant = f' for="{_plain(number)}"' if number else ""
    return f"<label{meant}>{drawn} {_plain(widget['label'])}</label>"


def _attrs(attrs: Mapping[str, Any]) -> str:
    said = ((name, value) for name, value in attrs.items() if value is not False)
    return "".join(
        f" {_plain(name)}" if value is True else f' {_plain(name)}="{_plain(value)}"' for name, value in said
    )


def _plain(value: Any) -> str:
    return conditional_escape(value if isinstance(value, str) else str(value))
