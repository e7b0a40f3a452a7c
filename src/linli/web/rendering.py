from __future__ import annotations

from django.forms.renderers import DjangoTemplates


class PlainForms(DjangoTemplates):
    """Every field of every form looks the same: label, hint, what is wrong, input."""

    field_template_name = "web/field.html"
