"""What follows from sums: whoever reads all figures beside each other can solve them for those that are kept back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Any

import numpy as np

NEAR = 1e-7


Figure = tuple[Any, ...]
"""What tells one figure from another."""
Sum = Mapping[Figure, float]
"""How often each unknown is in a sum that is known."""


class Sums:
    """Sums of which some parts are told and others not."""

    def __init__(self) -> None:
        self._sums: list[Sum] = []
        self._known: tuple[list[Figure], Any] | None = None

    def add(self, name: Figure, whole: int | None, parts: Mapping[Figure, int | None]) -> None:
        """Take in that a whole of this name is the sum of its parts; None: not told. No parts say nothing."""
        unknown = {part: 1 for part, count in parts.items() if count is None}
        if parts and whole is None:
            unknown[name] = -1
        self.add_known(unknown)

    def add_known(self, unknown: Sum) -> None:
        if unknown:
            self._sums.append(unknown)
            self._known = None

    def what_follows(self) -> set[Figure]:
        """Return what is not told and yet can have one value only."""
        names, known = self._solved()
        # The part of each unknown that the sums fix, 1 where nothing of it is free.
        fixed = (known**2).sum(axis=0)
        return {name for name, part in zip(names, fixed, strict=True) if part > 1 - NEAR}

    def left(self, known: Collection[Figure]) -> Iterator[list[Figure]]:
        """Yield for each sum what stays unknown of it, where the whole is told or known."""
        for each in self._sums:
            unknown = [name for name in each if name not in known]
            if unknown and all(each[name] == 1 for name in unknown):
                yield unknown

    def between(self, chosen: Collection[Figure]) -> Iterator[Sum]:
        """Yield what the sums say of the chosen unknowns alone."""
        names, known = self._solved()
        ours = [place for place, name in enumerate(names) if name in chosen]
        if not ours:
            return
        others = np.delete(known, ours, axis=1)
        sizes, mixed = np.linalg.eigh(others @ others.T)
        for mix in mixed[:, sizes <= NEAR].T:
            yield {names[place]: float(known[:, place] @ mix) for place in ours}

    def _solved(self) -> tuple[list[Figure], Any]:
        """Return the unknowns, and as many sums of them as say all: each of length one, at right angles.

        The cube of the number of sums; there are many more unknowns.
        """
        if self._known is None:
            names = list(dict.fromkeys(chain.from_iterable(self._sums)))
            places = {name: place for place, name in enumerate(names)}
            table = np.zeros((len(self._sums), len(names)))
            for line, each in zip(table, self._sums, strict=True):
                line[[places[name] for name in each]] = list(each.values())
            sizes, turned = np.linalg.eigh(table @ table.T)
            says = sizes > NEAR
            self._known = names, (turned[:, says] / np.sqrt(sizes[says])).T @ table
        return self._known
