"""The means of the groups, kept so that one message is compared with all of them in a few milliseconds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, Protocol, TypeVar

import numpy as np
from scipy import sparse

from linli.warnings.issues.grams import SIZE, Floats, Ids

ROWS_AT_ONCE = 250
"""Messages whose likeness to all groups is in memory at the same time."""
CHANGED_AT_MOST = 256
"""Groups that changed since the table was made, above a sixteenth of all; then it is made anew."""


class HasMean(Protocol):
    """What is compared: a group with the heaviest pairs of its mean, of which one row is made."""

    pairs: Ids
    weights: Floats


G = TypeVar("G", bound=HasMean)


class Means(Generic[G]):
    """A table pairs x groups. What changed since it was made is laid beside it."""

    def __init__(self) -> None:
        self._groups: list[G] = []
        self._place: dict[int, int] = {}
        self._table = sparse.csr_matrix((SIZE, 0))
        self._changed: dict[int, G] = {}

    def __len__(self) -> int:
        return len(self._groups) + sum(key not in self._place for key in self._changed)

    def note(self, group: G) -> None:
        """Remember that a group is new or has another mean."""
        self._changed[id(group)] = group

    def all(self) -> list[G]:
        return [*self._groups, *(each for key, each in self._changed.items() if key not in self._place)]

    def keep(self, groups: Sequence[G]) -> None:
        """Compare with these from now on, and with no others."""
        self._groups = list(groups)
        self._place = {id(each): place for place, each in enumerate(groups)}
        self._table = sparse.csr_matrix(_rows(groups).T)
        self._changed = {}

    def nearest(self, vectors: sparse.csr_matrix) -> Iterator[tuple[G | None, float]]:
        """Yield for each message the group it is most like, and how much; None where it is like none."""
        if len(self._changed) > CHANGED_AT_MOST + len(self._groups) // 16:
            self.keep(self.all())
        beside = list(self._changed.values())
        old = [self._place[key] for key in self._changed if key in self._place]
        stale = np.zeros(len(self._groups), dtype=bool)
        stale[old] = True
        changed = sparse.csr_matrix(_rows(beside).T)
        for start in range(0, vectors.shape[0], ROWS_AT_ONCE):
            some = vectors[start : start + ROWS_AT_ONCE]
            kept = sparse.csr_matrix(some @ self._table)
            if old:
                kept.data[stale[kept.indices]] = 0.0
            for one, other in zip(_best(kept), _best(sparse.csr_matrix(some @ changed)), strict=True):
                if max(one[1], other[1]) <= 0:
                    yield None, 0.0
                else:
                    yield (
                        (beside[other[0]], other[1]) if other[1] >= one[1] else (self._groups[one[0]], one[1])
                    )


def _rows(groups: Sequence[HasMean]) -> sparse.csr_matrix:
    if not groups:
        return sparse.csr_matrix((0, SIZE))
    ends = np.cumsum([0, *(len(each.pairs) for each in groups)])
    weights = np.concatenate([each.weights for each in groups])
    pairs = np.concatenate([each.pairs for each in groups])
    return sparse.csr_matrix((weights, pairs, ends), shape=(len(groups), SIZE))


def _best(likeness: sparse.csr_matrix) -> list[tuple[int, float]]:
    """Return column and value of the largest entry of each row; 0.0 where there is none."""
    found = []
    for begin, end in zip(likeness.indptr[:-1], likeness.indptr[1:], strict=True):
        if begin == end:
            found.append((0, 0.0))
            continue
        at = begin + int(np.argmax(likeness.data[begin:end]))
        found.append((int(likeness.indices[at]), float(likeness.data[at])))
    return found
