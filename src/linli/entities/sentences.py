"""Why a row was refused, in the reader's language."""

from __future__ import annotations

from functools import cache

from linli.core.errors import Refusal
from linli.entities import errors
from linli.entities.models import RefusedRow


@cache
def _by_code() -> dict[str, type[Refusal]]:
    kinds = (each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, Refusal))
    return {each.code: each for each in kinds if each is not Refusal}


def why_refused(row: RefusedRow) -> str:
    kind = _by_code().get(row.why)
    return str(kind(**row.facts)) if kind else row.why
