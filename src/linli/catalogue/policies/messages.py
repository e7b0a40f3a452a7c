"""Composed messages: a kind, a title, a text with places left open."""

from __future__ import annotations

from dataclasses import dataclass

PLACEHOLDERS = ("village", "road", "estate", "shop", "school", "firm", "bus", "n")
"""What a text may leave open: names of places and firms, a bus line, the number of a building."""
LONGEST_TITLE = 30
SHORTEST, LONGEST = 20, 150


@dataclass(frozen=True, slots=True)
class Composed:
    """One message as it was written, with its kind."""

    kind_code: str
    title: str
    text: str


def read_composed(kind_code: str, written: str) -> Composed | None:
    """Read `title|text`; None when it has not that form or length."""
    title, bar, text = written.partition("|")
    if not bar or not 0 < len(title) <= LONGEST_TITLE or not SHORTEST <= len(text) <= LONGEST:
        return None
    return Composed(kind_code, title, text)
