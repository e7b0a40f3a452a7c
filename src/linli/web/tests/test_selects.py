"""Inputs are written without templates, and read as Django's own templates write them."""

from __future__ import annotations

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.web.rendering import PlainForms

WORDS = st.text("ab<&路", max_size=4) | st.sampled_from(["<b>\"'&", mark_safe("&nbsp;")])
VALUES = WORDS | st.integers() | st.none()
OPTION = st.tuples(VALUES, WORDS)
CHOICES = st.lists(OPTION | st.tuples(WORDS.filter(bool), st.lists(OPTION, max_size=2)), max_size=4)
ATTRS = st.dictionaries(st.sampled_from(["id", "required", "data-x"]), WORDS | st.booleans() | st.integers())


@settings(max_examples=25, deadline=None)
@given(CHOICES, VALUES, ATTRS)
def test_a_select_reads_as_djangos_own(choices: list, chosen: object, attrs: dict) -> None:
    widget = forms.Select(choices=choices)
    ours, theirs = (widget.render("place", chosen, attrs, each) for each in (PlainForms(), DjangoTemplates()))
    assert ours.split() == theirs.split()


@pytest.mark.parametrize("kind", [forms.CheckboxSelectMultiple, forms.RadioSelect])
@pytest.mark.parametrize("attrs", [{}, {"id": "place", "disabled": True, "data-x": "<"}])
def test_each_of_many_boxes_reads_as_djangos_own(kind: type[forms.RadioSelect], attrs: dict) -> None:
    widget = kind(choices=[("", "—"), ("a&b", "<路灯>"), (3, mark_safe("&nbsp;"))])
    chosen = ["a&b"] if kind is forms.CheckboxSelectMultiple else "a&b"
    for option in widget.options("place", chosen, attrs):
        for wraps in (True, False):
            context = {"widget": option | {"wrap_label": wraps}}
            name = option["template_name"]
            assert (
                PlainForms().render(name, context).split() == DjangoTemplates().render(name, context).split()
            )


INPUTS = (
    *(forms.TextInput, forms.NumberInput, forms.PasswordInput, forms.HiddenInput, forms.DateInput),
    *(forms.CheckboxInput, forms.Textarea),
)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(INPUTS), VALUES, ATTRS)
def test_an_input_reads_as_djangos_own(kind: type[forms.Widget], value: object, attrs: dict) -> None:
    ours, theirs = (kind().render("a&b", value, attrs, each) for each in (PlainForms(), DjangoTemplates()))
    assert ours == theirs.strip("\n")


def test_a_text_that_begins_with_an_empty_line_keeps_it() -> None:
    assert forms.Textarea().render("words", "\n路灯", {}, PlainForms()).endswith(">\n\n路灯</textarea>")
