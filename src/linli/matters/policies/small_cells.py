"""Figures that anybody may read: none so small that it points to somebody."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

SMALLEST = 5
"""Smaller counts, but zero, are never shown to the public. A promise to people, not a number of the city."""

K = TypeVar("K", bound=Hashable)


def shown(count: int) -> int | None:
    """Return a count as the public may read it, None where it is kept back."""
    return count if count == 0 or count >= SMALLEST else None


def shown_cells(counts: Mapping[K, int]) -> dict[K, int | None]:
    """Return the cells of one total as the public may read them.

    Beside a total a single cell that is kept back could be worked out from the others, and so could two that make up
    next to nothing together: the smallest of the others are kept back with them.
    """
    cells = {key: shown(count) for key, count in counts.items()}
    hidden = [key for key, cell in cells.items() if cell is None]
    others = sorted((key for key, cell in cells.items() if cell), key=lambda key: counts[key], reverse=True)
    while hidden and others and (len(hidden) == 1 or sum(counts[key] for key in hidden) < SMALLEST):
        hidden.append(others.pop())
        cells[hidden[-1]] = None
    return cells
