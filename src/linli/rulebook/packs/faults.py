"""Faults of a city pack, each with its file, its line, and a sentence in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from linli.core.errors import Refusal
from linli.rulebook.packs.errors import FieldMissing, FieldUnknown, ValueUnfit

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Location = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a pack."""

    file: str
    """Path inside the pack."""
    line: int
    """From 1."""
    why: Refusal

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.why}"

    def as_dict(self) -> dict[str, Any]:
        said = {"zh": self.why.in_language("zh-hans"), "en": self.why.in_language("en")}
        return {"file": self.file, "line": self.line, "code": self.why.code, **said}


EXPECTED: Mapping[str, _StrPromise] = {
    "int_type": _("a whole number is expected"),
    "int_parsing": _("a whole number is expected"),
    "int_from_float": _("a whole number is expected"),
    "float_type": _("a number is expected"),
    "float_parsing": _("a number is expected"),
    "decimal_type": _("a number is expected"),
    "decimal_parsing": _("a number is expected"),
    "bool_type": _("true or false is expected"),
    "bool_parsing": _("true or false is expected"),
    "string_type": _("text is expected; put numbers that are codes in quotation marks"),
    "string_pattern_mismatch": _("text of the form {pattern} is expected"),
    "string_too_short": _("at least {min_length} characters are expected"),
    "string_too_long": _("at most {max_length} characters are expected"),
    "date_type": _("a date like 2026-03-31 is expected"),
    "date_parsing": _("a date like 2026-03-31 is expected"),
    "date_from_datetime_parsing": _("a date like 2026-03-31 is expected"),
    "time_type": _("a time like 08:30 is expected"),
    "time_parsing": _("a time like 08:30 is expected"),
    "enum": _("one of these is expected: {expected}"),
    "literal_error": _("one of these is expected: {expected}"),
    "greater_than": _("more than {gt} is expected"),
    "greater_than_equal": _("at least {ge} is expected"),
    "less_than": _("less than {lt} is expected"),
    "less_than_equal": _("at most {le} is expected"),
    "too_short": _("at least {min_length} items are expected"),
    "too_long": _("at most {max_length} items are expected"),
    "list_type": _("a list is expected"),
    "tuple_type": _("a list is expected"),
    "dict_type": _("named fields are expected"),
    "model_type": _("named fields are expected"),
    "model_attributes_type": _("named fields are expected"),
}
"""What each of pydantic's complaints asks for. The others are shown in pydantic's own English words."""


def complaints(error: ValidationError) -> Iterator[tuple[Location, Refusal]]:
    """Yield where each complaint of pydantic points, and what it says in the house's own words.

    A check of several fields at once may say which one it means: `ValueError(refusal, "field", 0)`.
    """
    for detail in error.errors(include_url=False):
        location = detail["loc"]
        if detail["type"] == "missing":
            yield location[:-1], FieldMissing(field=location[-1])
        elif detail["type"] == "extra_forbidden":
            yield location, FieldUnknown(field=location[-1])
        else:
            cause = _cause(detail)
            below = cause.args[1:] if cause else ()
            yield (*location, *below), cause.args[0] if cause else _unfit(detail)


def _cause(detail: ErrorDetails) -> ValueError | None:
    """Return the refusal that a check of our own raised, inside its error."""
    cause = detail.get("ctx", {}).get("error")
    is_ours = isinstance(cause, ValueError) and cause.args and isinstance(cause.args[0], Refusal)
    return cause if is_ours else None


def _unfit(detail: ErrorDetails) -> Refusal:
    context = detail.get("ctx", {})
    pattern = EXPECTED.get(detail["type"])
    expected = format_lazy(pattern, **context) if pattern else detail["msg"]
    field = ".".join(str(step) for step in detail["loc"])
    return ValueUnfit(value=_short(detail["input"]), field=field, expected=expected)


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
