"""What changed between two states of a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linli.registers.policies.declaration import Declaration
from linli.registers.policies.fields import FieldType

LONGEST = 200


def changes(
    declaration: Declaration, old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[dict[str, list[Any]], str]:
    """Return the values before and after, and a note with the words before and after.

    Words may name somebody: they stand in the note, which can be erased; the other values stand in the entry.
    """
    plain: dict[str, list[Any]] = {}
    lines: list[str] = []
    for spec in declaration.fields:
        before, after = old.get(spec.code), new.get(spec.code)
        if before == after:
            continue
        if spec.type is FieldType.TEXT:
            lines.append(f"{spec.name.zh}：{_short(before)} → {_short(after)}")
            plain[spec.code] = []
        else:
            plain[spec.code] = [_plain(before), _plain(after)]
    return plain, "\n".join(lines)


def _short(words: str | None) -> str:
    text = words or "—"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _plain(value: Any) -> Any:
    """Entries hold no floats: their digits are not exact."""
    if isinstance(value, Mapping):
        return f"{value['lon']:.6f}, {value['lat']:.6f}"
    return value
