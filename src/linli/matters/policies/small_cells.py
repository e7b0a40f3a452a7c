"""Figures that anybody may read: none so small that it points to somebody."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

SMALLEST = 5
"""Smaller counts, but zero, are never shown to the public. A promise to people, not a number of the city."""

K = TypeVar("K", bound=Hashable)


def shown(count: int) -> int | None:
    """Return a count as the public may read it, None where it is kept back."""
    return count if count == 0 or count >= SMALLEST else None


def give_away(hidden: Collection[int]) -> bool:
    """Say whether cells that are kept back follow from their sum: one alone, next to nothing, or nothing but ones."""
    return bool(hidden) and (len(hidden) == 1 or sum(hidden) < SMALLEST or sum(hidden) == len(hidden))


def shown_cells(
    counts: Mapping[K, int], *, is_whole_shown: bool = True, kept: Collection[K] = ()
) -> dict[K, int | None]:
    """Return the cells of one total as the public may read them.

    Beside a total, cells that are kept back could be worked out from the others: the smallest of the others are kept
    back with them, zeros last. Where the total is kept back nothing but zeros is shown, since cells add up to it.
    `kept`: kept back for a reason of their own.
    """
    cells = {
        key: None if count and (key in kept or not is_whole_shown) else shown(count)
        for key, count in counts.items()
    }
    hidden = [counts[key] for key, cell in cells.items() if cell is None]
    others = [key for key, cell in cells.items() if cell is not None]
    others.sort(key=lambda key: (counts[key] or float("inf"), repr(key)), reverse=True)
    while is_whole_shown and others and give_away(hidden):
        key = others.pop()
        hidden.append(counts[key])
        cells[key] = None
    return cells
