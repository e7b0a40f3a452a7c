from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.widgets import (
    CheckboxInput,
    CheckboxSelectMultiple,
    DateInput,
    HiddenInput,
    NumberInput,
    PasswordInput,
    RadioSelect,
    Select,
    Textarea,
    TextInput,
)
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe


class PlainForms(DjangoTemplates):
    """Every field of every form looks the same: label, hint, what is wrong, input.

    Inputs are written without Django's templates, which include one another for each input and each option: 80 ms
    where somebody chooses among 450 places, 5 ms for the steps of a matter.
    """

    field_template_name = "web/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        draw = DRAWN.get(template_name)
        if draw and _is_usual(context["widget"]):
            return mark_safe(draw(context["widget"]))  # noqa: S308  (every value is escaped, as below)
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


def _option(option: Mapping[str, Any]) -> str:
    attrs = _attrs(option["attrs"]) if option["attrs"] else ""
    return f'  <option value="{_plain(option["value"])}"{attrs}>{_plain(option["label"])}</option>'


def _input(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{_plain(widget["value"])}"'
    return f'<input type="{_plain(widget["type"])}" name="{_plain(widget["name"])}"{value}{_attrs(widget["attrs"])}>'


def _input_of_many(widget: Mapping[str, Any]) -> str:
    drawn = _input(widget)
    if not widget.get("wrap_label"):
        return drawn
    number = widget["attrs"].get("id")
    meant = f' for="{_plain(number)}"' if number else ""
    return f"<label{meant}>{drawn} {_plain(widget['label'])}</label>"


def _textarea(widget: Mapping[str, Any]) -> str:
    words = _plain(widget["value"]) if widget["value"] else ""
    # Browsers leave out the first line break after the tag, and only that one.
    return f'<textarea name="{_plain(widget["name"])}"{_attrs(widget["attrs"])}>\n{words}</textarea>'


def _attrs(attrs: Mapping[str, Any]) -> str:
    said = ((name, value) for name, value in attrs.items() if value is not False)
    return "".join(
        f" {_plain(name)}" if value is True else f' {_plain(name)}="{_plain(value)}"' for name, value in said
    )


def _plain(value: Any) -> str:
    # Most are plain words, of which a list of places has two for each line: Django's way there takes six times as long.
    if type(value) is str:
        return escape(value)
    return conditional_escape(value if isinstance(value, str) else str(value))


def _is_usual(widget: Mapping[str, Any]) -> bool:
    """Whether the options of a list, where there are any, are Django's own."""
    return all(
        option["template_name"] == Select.option_template_name
        for _group, options, _index in widget.get("optgroups", ())
        for option in options
    )


INPUTS = (CheckboxInput, DateInput, HiddenInput, NumberInput, PasswordInput, TextInput)
DRAWN: dict[str, Callable[[Mapping[str, Any]], str]] = {
    **{widget.template_name: _input for widget in INPUTS},
    **{widget.option_template_name: _input_of_many for widget in (CheckboxSelectMultiple, RadioSelect)},
    Select.template_name: _select,
    Textarea.template_name: _textarea,
}
"""Django's template -> what is written in its place."""
