"""What a refresh changes, in the words of the reader instead of the names of columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import template

from linli.areas.errors import UnknownArea
from linli.areas.queries.tree import area_named
from linli.entities.policies import Kind, State
from linli.entities.policies.trades import Section
from linli.entities.sentences import COLUMN_WORDS

register = template.Library()
CHOICES = {"kind": dict(Kind.choices), "state": dict(State.choices)}


@register.filter
def differences(fields: Mapping[str, Sequence[str]]) -> list[tuple[str, str, str]]:
    """Return column, what it was and what it is."""
    return [
        (str(COLUMN_WORDS.get(column, column)), _said(column, pair[0]), _said(column, pair[1]))
        for column, pair in fields.items()
    ]


def _said(column: str, value: str) -> str:
    return str(CHOICES.get(column, {}).get(value, value)) or "–"


@register.filter
def trade_words(code: str) -> str:
    """Return the section of a trade beside its code, the code alone where the standard has no such section."""
    section = dict(Section.choices).get(code[:1])
    return f"{section} ({code})" if section else code


@register.filter
def area_words(code: str) -> str:
    """Return the names of an area and of what it lies in, its code where the city has no such area now."""
    try:
        return area_named(code).full_name
    except UnknownArea:
        return code
