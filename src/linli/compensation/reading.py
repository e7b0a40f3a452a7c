"""A case from JSON: read with its digits, checked, refused with the field that is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from linli.compensation.errors import CaseRefused, FileTooLarge, NotJson
from linli.compensation.policies.case import Case
from linli.core.errors import Refusal
from linli.rulebook.packs.errors import FieldMissing, ValueUnfit
from linli.rulebook.packs.faults import complaints

MOST_BYTES = 200_000
STEP = re.compile(r"[^.\[\]]+")
WHOLE_CASE = "case"
"""Stands for a field where the case as a whole is meant."""
SCHEMA = Path(__file__).parent / "case.schema.json"
"""The JSON Schema of a case, for those who write one. Kept equal to the code by a test."""


def read_case(text: str | bytes) -> Case:
    """Return the case in a JSON document. Raises NotJson, FileTooLarge, CaseRefused with the first fault."""
    return case_of(read_document(text))


def read_document(text: str | bytes) -> Any:
    """Return a JSON document as plain values, numbers with their digits. Raises NotJson, FileTooLarge."""
    if len(text) > MOST_BYTES:
        raise FileTooLarge(most=MOST_BYTES // 1000)
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise NotJson(why=str(error)) from error


@contextmanager
def as_written(data: Any) -> Iterator[None]:
    """Let a refusal inside name its field as `data` has it, also one that is found only while it is reckoned."""
    try:
        yield
    except CaseRefused as refusal:
        steps = tuple(STEP.findall(refusal.field))
        raise CaseRefused(field=field_of(steps, data), why=refusal.why) from refusal


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def case_of(data: Any) -> Case:
    """Return the case in plain values. Raises CaseRefused with the first fault."""
    try:
        return Case.model_validate(data)
    except ValidationError as error:
        raise faults_of(error, data)[0] from error


def faults_of(error: ValidationError, data: Any) -> list[CaseRefused]:
    """Return everything that is wrong, each with its field as `data` has it: `victims[0].losses.medical`."""
    return [_fault(field_of(location, data), why) for location, why in complaints(error)]


def _fault(field: str, why: Refusal) -> CaseRefused:
    if isinstance(why, FieldMissing):
        missing = str(why.facts["field"])
        return CaseRefused(field=missing if field == WHOLE_CASE else f"{field}.{missing}", why=why)
    if isinstance(why, ValueUnfit):
        why = ValueUnfit(**{**why.facts, "field": field.rpartition(".")[2]})
    return CaseRefused(field=field, why=why)


def field_of(location: tuple[str | int, ...], data: Any) -> str:
    """Return a field's path as it was written, also where something short stood for an object or a list."""
    path = ""
    for step in map(str, location):
        if isinstance(data, dict) and (step in data or not (step.isdigit() or _is_type(step))):
            data = data.get(step)
            path += f".{step}" if path else step
        elif isinstance(data, list) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
            path += f"[{step}]"
    return path or WHOLE_CASE


def _is_type(step: str) -> bool:
    """Say whether this is no field, but one of several types that would have fitted."""
    return not step.isidentifier() or step in {"int", "date", "str"} or step[0].isupper()


def as_plain(case: Case) -> dict[str, Any]:
    """Return a case as JSON values, without what was left out."""
    return case.model_dump(mode="json", exclude_defaults=True)


def schema_text() -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Case.model_json_schema()}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
