"""The means of the groups, kept so that one message is compared with all of them in a few milliseconds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from linli.warnings.issues.grams import SIZE, Floats, Ids

ROWS_AT_ONCE = 250
"""Messages whose likeness to all groups is in memory at the same time."""
CHANGED_AT_MOST = 256
"""Groups that changed since the table was made, above a sixteenth of all; then it is made anew."""
COMMON = 600
"""A pair that more groups have chooses none of them: it only counts in comparing those that rarer pairs chose."""
CANDIDATES = 6


class HasMean(Protocol):
    """What is compared: a group with the heaviest pairs of its mean, of which one row is made."""

    pairs: Ids
    weights: Floats


G = TypeVar("G", bound=HasMean)
Near = list[tuple[G, float]]


class _Table(Generic[G]):
    """Groups x pairs, and pairs x groups."""

    def __init__(self, groups: Sequence[G]) -> None:
        self.groups = list(groups)
        self.rows = _rows(groups)
        self.columns = sparse.csr_matrix(self.rows.T)
        self._common = np.diff(self.columns.indptr) > COMMON if len(groups) > COMMON else None

    def nearest(self, vectors: sparse.csr_matrix, left_out: NDArray[np.bool_] | None) -> Iterator[Near[G]]:
        """Yield for each message the groups it is most like, best first."""
        likeness = sparse.csr_matrix(self._rare(vectors) @ self.columns)
        if left_out is not None and left_out.any():
            likeness.data[left_out[likeness.indices]] = 0.0
        chosen = [_heaviest(likeness, begin, end) for begin, end in pairwise(likeness.indptr.tolist())]
        exact = self._exact(vectors, chosen) if self._common is not None else None
        for row, places in enumerate(chosen):
            begin = likeness.indptr[row]
            values = likeness.data[begin + places[0]] if exact is None else exact[row]
            best = np.argsort(-values, kind="stable")
            yield [(self.groups[places[1][at]], float(values[at])) for at in best if values[at] > 0]

    def _rare(self, vectors: sparse.csr_matrix) -> sparse.csr_matrix:
        if self._common is None:
            return vectors
        rare = vectors.copy()
        rare.data = np.where(self._common[rare.indices], 0.0, rare.data)
        rare.eliminate_zeros()
        return rare

    def _exact(self, vectors: sparse.csr_matrix, chosen: list[tuple[Ids, Ids]]) -> list[Floats]:
        sizes = [len(places) for _at, places in chosen]
        groups = np.concatenate([places for _at, places in chosen]).astype(np.int64)
        messages = np.repeat(np.arange(len(chosen)), sizes)
        both = self.rows[groups].multiply(vectors[messages])
        return np.split(np.asarray(both.sum(axis=1)).ravel(), np.cumsum(sizes)[:-1])


class Means(Generic[G]):
    """A table of all groups. What changed since it was made is laid beside it."""

    def __init__(self) -> None:
        self._table = _Table[G]([])
        self._place: dict[int, int] = {}
        self._changed: dict[int, G] = {}

    def __len__(self) -> int:
        return len(self._place) + sum(key not in self._place for key in self._changed)

    def note(self, group: G) -> None:
        """Remember that a group is new or has another mean."""
        self._changed[id(group)] = group

    def all(self) -> list[G]:
        return [*self._table.groups, *(each for key, each in self._changed.items() if key not in self._place)]

    def keep(self, groups: Sequence[G]) -> None:
        """Compare with these from now on, and with no others."""
        self._table = _Table(groups)
        self._place = {id(each): place for place, each in enumerate(groups)}
        self._changed = {}

    def nearest(self, vectors: sparse.csr_matrix) -> Iterator[Near[G]]:
        """Yield for each message a few groups that it is most like, and how much, best first."""
        if len(self._changed) > CHANGED_AT_MOST + len(self._place) // 16:
            self.keep(self.all())
        beside = _Table(list(self._changed.values()))
        stale = np.zeros(len(self._place), dtype=bool)
        stale[[self._place[key] for key in self._changed if key in self._place]] = True
        for start in range(0, vectors.shape[0], ROWS_AT_ONCE):
            some = vectors[start : start + ROWS_AT_ONCE]
            kept, changed = self._table.nearest(some, stale), beside.nearest(some, None)
            for one, other in zip(kept, changed, strict=True):
                yield sorted([*other, *one], key=lambda each: -each[1])[:CANDIDATES]


def _rows(groups: Sequence[HasMean]) -> sparse.csr_matrix:
    if not groups:
        return sparse.csr_matrix((0, SIZE))
    ends = np.cumsum([0, *(len(each.pairs) for each in groups)])
    weights = np.concatenate([each.weights for each in groups])
    pairs = np.concatenate([each.pairs for each in groups])
    return sparse.csr_matrix((weights, pairs, ends), shape=(len(groups), SIZE))


def _heaviest(likeness: sparse.csr_matrix, begin: int, end: int) -> tuple[Ids, Ids]:
    """Return where in the row the largest entries are, and their columns."""
    values = likeness.data[begin:end]
    most = np.argpartition(-values, CANDIDATES)[:CANDIDATES] if len(values) > CANDIDATES else None
    at = np.arange(len(values)) if most is None else np.sort(most)
    return at, likeness.indices[begin + at]
