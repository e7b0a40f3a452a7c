"""Conditions that PostgreSQL holds for us."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import models
from django.db.models import BooleanField, F, Func

SIMPLE = re.compile(r"[\w.-]+")


def one_of(field: str, values: Iterable[str], name: str, *, blank: bool = False) -> models.CheckConstraint:
    """Return the condition that a text column holds one of `values`, or, with `blank`, nothing.

    Written as one array: PostgreSQL reads the conditions of a table anew at each statement, and a list of many
    literals costs it as much as the row itself.
    """
    allowed = [*map(str, values)]
    if not all(map(SIMPLE.fullmatch, allowed)):
        raise ValueError(f"{name}: values are letters, digits, dots and hyphens")
    listed = ",".join([*allowed, *(['""'] if blank else [])])
    holds = Func(
        F(field), template=f"%(expressions)s = ANY ('{{{listed}}}'::varchar[])", output_field=BooleanField()
    )
    return models.CheckConstraint(condition=holds, name=name)
