"""The way from a letter to what it is about: apps above say where their rows are seen, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from linli.letters.models import Letter
from linli.people.access import Viewer


@dataclass(frozen=True, slots=True)
class Place:
    title: str
    url: str


Pointer = Callable[[Viewer, int], Place | None]
"""Takes who asks and the row's number; None: it is not there for them."""
_pointers: dict[str, Pointer] = {}


def points_to(kind: str) -> Callable[[Pointer], Pointer]:
    """Let a function say where rows of a table, named by its label, are seen."""

    def register(pointer: Pointer) -> Pointer:
        _pointers[kind] = pointer
        return pointer

    return register


def place_of(viewer: Viewer, letter: Letter) -> Place | None:
    """Return where to read on about what the letter is about; None: nowhere, or not for this viewer."""
    pointer = _pointers.get(letter.about_kind)
    return pointer(viewer, letter.about_id) if pointer and letter.about_id is not None else None
