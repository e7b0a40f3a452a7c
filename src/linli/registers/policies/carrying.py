"""What a new edition of a register does to the records of the one before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from linli.registers.policies.declaration import Declaration, FieldSpec
from linli.registers.policies.fields import OUTSIDE, FieldType


class Difference(Enum):
    ADDED = "added"
    TAKEN_OUT = "taken_out"
    RENAMED = "renamed"
    RETYPED = "retyped"
    NOW_REQUIRED = "now_required"
    TIGHTER = "tighter"
    """Another range, length or list of choices."""


@dataclass(frozen=True)
class Changed:
    """One field that differs between two editions."""

    what: Difference
    field: str
    before: FieldSpec | None
    after: FieldSpec | None


TEXTUAL = frozenset({FieldType.TEXT, FieldType.CHOICE, FieldType.ENTITY})


def origin(old: Declaration, spec: FieldSpec) -> FieldSpec | None:
    """Return the field that a field goes back to: the one it was, else the one of the same code."""
    return old.by_code.get(spec.was) or old.by_code.get(spec.code)


def differences(old: Declaration, new: Declaration) -> list[Changed]:
    """Return what differs, in the order of the new fields, what was taken out last."""
    found: list[Changed] = []
    origins = {spec.code: origin(old, spec) for spec in new.fields}
    for spec in new.fields:
        before = origins[spec.code]
        if before is None:
            found.append(Changed(Difference.ADDED, spec.code, None, spec))
            continue
        for what, differs in (
            (Difference.RENAMED, before.code != spec.code),
            (Difference.RETYPED, before.type is not spec.type),
            (Difference.NOW_REQUIRED, spec.required and not before.required),
            (Difference.TIGHTER, _limits(before) != _limits(spec) and before.type is spec.type),
        ):
            if differs:
                found.append(Changed(what, spec.code, before, spec))
    kept = {each.code for each in origins.values() if each}
    gone = [each for each in old.fields if each.code not in kept]
    return [*found, *(Changed(Difference.TAKEN_OUT, each.code, each, None) for each in gone)]


def _limits(spec: FieldSpec) -> tuple[Any, ...]:
    return spec.least, spec.most, spec.longest, tuple(each.value for each in spec.choices)


def carried(values: Mapping[str, Any], old: Declaration, new: Declaration) -> dict[str, Any]:
    """Return stored values as the new edition calls them. What it has no field for is left out; nothing is checked.

    Words stay words; a value of another type is left out, and somebody must give it anew.
    """
    found: dict[str, Any] = {}
    for spec in new.fields:
        before = origin(old, spec)
        if before is None or before.code not in values or spec.type in OUTSIDE:
            continue
        if before.type is spec.type or (before.type in TEXTUAL and spec.type is FieldType.TEXT):
            found[spec.code] = values[before.code]
    return found
