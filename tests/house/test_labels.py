"""What rows answer for their choices is what Django would answer."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import Field, Model
from django.utils import translation

from linli.journal.models import Subject

CHOSEN = [
    pytest.param(model, field, id=f"{model._meta.label_lower}.{field.name}")
    for model in apps.get_models()
    if issubclass(model, Subject)
    for field in model._meta.fields
    if field.choices
]


@pytest.mark.parametrize(("model", "field"), CHOSEN)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_choice_is_told_in_the_readers_language(model: type[Model], field: Field, language: str) -> None:  # type: ignore[type-arg]
    values = [value for value, _label in field.flatchoices]
    with translation.override(language):
        for value in (*values, "unheard of"):
            row = model(**{field.attname: value})
            assert getattr(row, f"get_{field.name}_display")() == Model._get_FIELD_display(row, field)  # type: ignore[attr-defined]
