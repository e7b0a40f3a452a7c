"""Values of records: read from what was typed or stands in a sheet, checked by a model made from the declaration."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Annotated, Any, Literal
from unicodedata import normalize

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, create_model
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError as CheckFailed

from linli.core.errors import Refusal
from linli.core.time import city_zone
from linli.intake.errors import BadDate
from linli.intake.policies.cells import Cell, moment_of, shown, text_of, words_of
from linli.language.policies.text import without_personal_numbers
from linli.registers.errors import (
    AreaNotKnown,
    BadCreditCode,
    BadPoint,
    NotADay,
    NotANumber,
    NotOnTheList,
    OutOfRange,
    PersonInText,
    UnitNotKnown,
    ValueMissing,
    ValueTooLong,
)
from linli.registers.policies.declaration import Declaration, FieldSpec
from linli.registers.policies.fields import OUTSIDE, FieldType

POINT = re.compile(r"(-?\d{1,3}(?:\.\d+)?)[\s,，;；/]+(-?\d{1,2}(?:\.\d+)?)")
CENT = Decimal("0.01")
DIGITS = 15
"""Before the point and behind it together; more is a mistake."""


@dataclass(frozen=True)
class Known:
    """What the words of a value may mean in this city."""

    areas: Callable[[str], str | None]
    """Code or whole name -> code."""
    units: Callable[[str], int | None]
    """Code or name -> number."""


class Lonlat(BaseModel):
    """A point in CGCS2000, degrees."""

    model_config = ConfigDict(frozen=True)

    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)


def _credit_code(value: str) -> str:
    try:
        return str(uscc.validate(value))
    except CheckFailed as error:
        raise ValueError(str(error)) from error


def _decimal(spec: FieldSpec, **more: Any) -> Any:
    return Annotated[
        Decimal, Field(ge=spec.least, le=spec.most, max_digits=DIGITS, allow_inf_nan=False, **more)
    ]


MODELS: Mapping[FieldType, Callable[[FieldSpec], Any]] = {
    FieldType.TEXT: lambda spec: Annotated[str, Field(min_length=1, max_length=spec.longest)],
    FieldType.NUMBER: lambda spec: _decimal(spec, decimal_places=6),
    FieldType.MONEY: lambda spec: _decimal(spec, decimal_places=2),
    FieldType.DATE: lambda spec: date,
    FieldType.CHOICE: lambda spec: Literal[tuple(each.value for each in spec.choices)],
    FieldType.AREA: lambda spec: Annotated[str, Field(pattern=r"^[1-9][0-9]{11}$")],
    FieldType.UNIT: lambda spec: Annotated[int, Field(gt=0)],
    FieldType.ENTITY: lambda spec: Annotated[str, AfterValidator(_credit_code)],
    FieldType.POINT: lambda spec: Lonlat,
}
"""Type of field -> type of the model's field. What lies outside the record has none."""


@lru_cache(maxsize=256)
def model_of(declaration: type[Declaration], fields: tuple[FieldSpec, ...]) -> type[BaseModel]:
    """Return the model that holds and checks the values of records under these fields."""
    columns: dict[str, Any] = {}
    for spec in fields:
        if spec.type in OUTSIDE:
            continue
        kind = MODELS[spec.type](spec)
        columns[spec.code] = (kind, ...) if spec.required else (kind | None, None)
    return create_model(declaration.__name__, __config__=ConfigDict(extra="forbid", frozen=True), **columns)


def model_for(declaration: Declaration) -> type[BaseModel]:
    return model_of(type(declaration), declaration.fields)


def checked(declaration: Declaration, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as they are stored: JSON, blanks left out. Raises pydantic's ValidationError."""
    model = model_for(declaration).model_validate(dict(values))
    return model.model_dump(mode="json", exclude_none=True)


def fits(declaration: Declaration, values: Mapping[str, Any]) -> bool:
    try:
        checked(declaration, values)
    except ValidationError:
        return False
    return True


# Reading what people write


def _text(spec: FieldSpec, cell: Cell, known: Known) -> Any:
    text = _plain(cell)
    if len(text) > spec.longest:
        raise ValueTooLong(field=spec.name, most=spec.longest)
    if without_personal_numbers(normalize("NFKC", text)) != normalize("NFKC", text):
        raise PersonInText(field=spec.name)
    return text


def _plain(cell: Cell) -> str:
    text = text_of(cell)
    return text[1:] if text.startswith("'") and text[1:2] in ("=", "+", "-", "@") else text


def _end(limit: Decimal | None) -> str:
    return "…" if limit is None else f"{limit.normalize():f}"


def _number(spec: FieldSpec, cell: Cell, known: Known) -> Any:
    if isinstance(cell, (bool, datetime, date)):
        raise NotANumber(field=spec.name, value=shown(cell))
    text = normalize("NFKC", words_of(cell)).replace(",", "").removesuffix("元").strip()
    if spec.measure:
        text = text.removesuffix(normalize("NFKC", spec.measure.zh)).strip()
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise NotANumber(field=spec.name, value=shown(cell)) from None
    if not number.is_finite() or abs(number) >= Decimal(10) ** (DIGITS - 6):
        raise NotANumber(field=spec.name, value=shown(cell))
    number = number.quantize(CENT) if spec.type is FieldType.MONEY else Decimal(_end(round(number, 6)))
    if (spec.least is not None and number < spec.least) or (spec.most is not None and number > spec.most):
        least, most = _end(spec.least), _end(spec.most)
        raise OutOfRange(field=spec.name, value=_end(number), least=least, most=most)
    return number


def _date(spec: FieldSpec, cell: Cell, known: Known) -> Any:
    try:
        moment = moment_of(cell, zone=city_zone())
    except BadDate:
        raise NotADay(field=spec.name, value=shown(cell)) from None
    return moment.date() if moment else None


def _choice(spec: FieldSpec, cell: Cell, known: Known) -> Any:
    words = normalize("NFKC", words_of(cell)).casefold()
    for each in spec.choices:
        if words in (each.value, normalize("NFKC", each.name.zh).casefold(), each.name.en.casefold()):
            return each.value
    raise NotOnTheList(
        field=spec.name, value=shown(cell), known="、".join(str(each.name) for each in spec.choices)
    )


def _area(spec: FieldSpec, cell: Cell, known: Known) -> Any:
    code = known.areas(words_of(cell))
    if code is None:
        raise AreaNotKnown(field=spec.name, value=shown(cell))
    return code


def _unit(spec: FieldSpec, cell: Cell, known: Known) -> Any:
    number = known.units(words_of(cell))
    if number is None:
        raise UnitNotKnown(field=spec.name, value=shown(cell))
    return number


def _entity(spec: FieldSpec, cell: Cell, known: Known) -> Any:
    try:
        return _credit_code(normalize("NFKC", words_of(cell)).upper())
    except ValueError:
        raise BadCreditCode(field=spec.name, value=shown(cell)) from None


def _point(spec: FieldSpec, cell: Cell, known: Known) -> Any:
    found = POINT.fullmatch(normalize("NFKC", words_of(cell)))
    try:
        return Lonlat(lon=float(found[1]), lat=float(found[2])) if found else _no_point(spec, cell)
    except ValidationError:
        return _no_point(spec, cell)


def _no_point(spec: FieldSpec, cell: Cell) -> Any:
    raise BadPoint(field=spec.name, value=shown(cell))


READERS: Mapping[FieldType, Callable[[FieldSpec, Cell, Known], Any]] = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _number,
    FieldType.DATE: _date,
    FieldType.CHOICE: _choice,
    FieldType.AREA: _area,
    FieldType.UNIT: _unit,
    FieldType.ENTITY: _entity,
    FieldType.POINT: _point,
}


def read(
    declaration: Declaration, cells: Mapping[str, Cell], known: Known
) -> tuple[dict[str, Any], dict[str, Refusal]]:
    """Return the values that could be read, as they are stored, and of each field that could not, why."""
    values: dict[str, Any] = {}
    faults: dict[str, Refusal] = {}
    for spec in declaration.fields:
        if spec.type in OUTSIDE:
            continue
        cell = cells.get(spec.code)
        if not words_of(cell):
            if spec.required:
                faults[spec.code] = ValueMissing(field=spec.name)
            continue
        try:
            values[spec.code] = READERS[spec.type](spec, cell, known)
        except Refusal as refusal:
            faults[spec.code] = refusal
    return (values if faults else checked(declaration, values)), faults
