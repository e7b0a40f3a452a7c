"""Why a row or a whole sheet was refused, as a refusal that says it in either language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.core.errors import Refusal
from linli.entities import errors
from linli.entities.models import Edition, RefusedRow
from linli.entities.queries.editions import refusals_of
from linli.files import errors as files
from linli.intake import errors as intake
from linli.intake.actions.importing import RefusedRow as Line

AT_ONCE = 2000

COLUMN_WORDS = {
    "code": pgettext_lazy("body", "Code"),
    "kind": _("Kind"),
    "name": pgettext_lazy("body", "Name"),
    "area_code": _("Area"),
    "address": pgettext_lazy("body", "Address"),
    "trade": _("Trade"),
    "unit_type": _("Type"),
    "state": _("State"),
}


@cache
def _by_code() -> dict[str, type[Refusal]]:
    found = (each for module in (errors, files, intake) for each in vars(module).values())
    kinds = (each for each in found if isinstance(each, type) and issubclass(each, Refusal))
    return {each.code: each for each in kinds if each is not Refusal}


def why_refused(row: RefusedRow) -> Refusal:
    column = row.facts.get("column", "")
    facts = {**row.facts, "column": COLUMN_WORDS.get(column, column)} if column else row.facts
    return _refusal(row.why, facts)


def why_unread(edition: Edition) -> Refusal | None:
    """Return why a sheet could not be read at all, None where it could."""
    return _refusal(edition.why, {**edition.facts, "file": edition.source}) if edition.why else None


def refused_lines(edition: Edition) -> Iterator[Line]:
    """Yield the refused rows for the report; they do not all come into memory."""
    for row in refusals_of(edition).iterator(chunk_size=AT_ONCE):
        yield Line(row.number, why_refused(row))


def _refusal(code: str, facts: dict[str, str]) -> Refusal:
    """Raises KeyError for a code that no version knows."""
    return _by_code()[code](**facts)
