"""What the tables promise, by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

MADE_UP = re.compile(r"_[0-9a-f]{6,8}(_idx|_uniq)?$")
"""How Django ends the names it makes up."""


def house_models() -> Iterator[type[models.Model]]:
    return (model for model in apps.get_models() if model.__module__.startswith("linli."))


def test_every_constraint_and_index_has_a_name_of_its_own() -> None:
    unnamed = [
        f"{model._meta.label}: {each.name}"
        for model in house_models()
        for each in (*model._meta.constraints, *model._meta.indexes)
        if not each.name or MADE_UP.search(each.name)
    ]
    assert unnamed == []


def test_no_index_is_made_in_passing() -> None:
    """An index that nobody named is one that nobody thought about. A foreign key's own is meant."""
    passing = [
        f"{model._meta.label}.{field.name}"
        for model in house_models()
        for field in model._meta.local_fields
        if field.db_index and not field.is_relation
    ]
    assert passing == []
    assert [model._meta.label for model in house_models() if model._meta.unique_together] == []


def test_every_table_says_in_one_line_what_a_row_is() -> None:
    dull = [
        model._meta.label
        for model in house_models()
        if (model.__doc__ or "").startswith(f"{model.__name__}(")
    ]
    assert dull == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    told = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=told)
    except SystemExit:
        pytest.fail(told.getvalue())
