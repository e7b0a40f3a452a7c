"""What differs between two values of a rule, leaf by leaf."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Change:
    """One leaf that differs."""

    path: tuple[str, ...]
    old: str
    """Empty: it was not there."""
    new: str
    """Empty: it is there no more."""


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each plain value with the way to it. Entries of a list go by their `code` where they have one."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from leaves(inner, (*path, str(name)))
    elif isinstance(value, list):
        for place, inner in enumerate(value, start=1):
            name = inner.get("code") if isinstance(inner, Mapping) else None
            yield from leaves(inner, (*path, str(name or place)))
    elif value is not None:
        yield path, str(value)


def changes(old: Any, new: Any) -> list[Change]:
    """Return what differs, in the order of the new value, what went last."""
    before, after = dict(leaves(old)), dict(leaves(new))
    paths = [*after, *(path for path in before if path not in after)]
    return [
        Change(path, before.get(path, ""), after.get(path, ""))
        for path in paths
        if before.get(path) != after.get(path)
    ]
