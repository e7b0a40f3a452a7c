"""Why a row was refused, in the reader's language."""

from __future__ import annotations

from functools import cache

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.core.errors import Refusal
from linli.entities import errors
from linli.entities.models import RefusedRow

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
    kinds = (each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, Refusal))
    return {each.code: each for each in kinds if each is not Refusal}


def why_refused(row: RefusedRow) -> str:
    kind = _by_code().get(row.why)
    if kind is None:
        return row.why
    column = row.facts.get("column", "")
    facts = {**row.facts, "column": COLUMN_WORDS.get(column, column)} if column else row.facts
    return str(kind(**facts))
