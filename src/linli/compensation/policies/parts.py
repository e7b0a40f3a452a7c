"""What fields of a case are made of."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from linli.compensation.errors import NoNumber, TooManyPlaces

MOST = Decimal("10000000000")


class Part(BaseModel):
    """Base of all parts of a case: unknown fields are refused, nothing is changed later."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _number(value: Any) -> Any:
    """Let numbers and their digits pass. A float is taken as it is written, not as it is stored."""
    if isinstance(value, bool):
        raise ValueError(NoNumber(value=str(value).lower()))
    return Decimal(str(value)) if isinstance(value, float) else value


def _to_the_cent(value: Any) -> Any:
    number = _number(value)
    try:
        exact = Decimal(str(number))
    except InvalidOperation:
        return number
    if exact.is_finite() and exact != round(exact, 2):
        raise ValueError(TooManyPlaces(value=str(number)))
    return number


Number = Annotated[Decimal, BeforeValidator(_number), Field(ge=0, le=MOST, allow_inf_nan=False)]
"""Not negative; as many places as one likes."""
Money = Annotated[Decimal, BeforeValidator(_to_the_cent), Field(ge=0, le=MOST, allow_inf_nan=False)]
"""Yuan, to the cent, not negative."""
Percent = Annotated[Decimal, BeforeValidator(_number), Field(ge=0, le=100, allow_inf_nan=False)]
Whole = Annotated[int, Field(ge=0, le=40_000, strict=True)]
Id = Annotated[str, Field(pattern=r"^[\w\-]{1,40}$")]
"""A short name that the case gives; letters of any script, digits, `_` and `-`."""
Words = Annotated[str, Field(max_length=60)]


def short_for(field: str) -> Callable[[Any], Any]:
    """Let a bare number, text or list stand for an object with only this field."""

    def open_up(value: Any) -> Any:
        return value if isinstance(value, (dict, BaseModel)) else {field: value}

    return open_up


def as_list(value: Any) -> Any:
    """Let one thing stand for a list of one."""
    return value if isinstance(value, (list, tuple)) else [value]


BUCKETS = {
    "medical": _("Medical costs"),
    "death_disability": _("Death and disability"),
    "property": _("Property"),
    "outside": _("Outside insurance"),
}
