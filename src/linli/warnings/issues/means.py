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
FRESH_AT_MOST = 64
"""Groups that changed since the smaller table beside it was made; then that is made anew."""
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

    def nearest(self, vectors: sparse.csr_matrix, left_out: NDArray[np.bool_]) -> Iterator[Near[G]]:
        """Yield for each message the groups it is most like, best first."""
        if not self.groups:
            yield from ([] for _ in range(vectors.shape[0]))
            return
        likeness = sparse.csr_matrix(self._rare(vectors) @ self.columns)
        if left_out.any():
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


class _Layer(Generic[G]):
    """A table, and which of its groups have another mean since it was made."""

    def __init__(self, groups: Sequence[G]) -> None:
        self.table = _Table(groups)
        self._place = {id(each): place for place, each in enumerate(groups)}
        self._stale = np.zeros(len(groups), dtype=bool)

    def leave_out(self, group: G) -> None:
        place = self._place.get(id(group))
        if place is not None:
            self._stale[place] = True

    def valid(self) -> list[G]:
        return [self.table.groups[place] for place in np.flatnonzero(~self._stale)]

    def __len__(self) -> int:
        return len(self._stale) - int(self._stale.sum())

    def nearest(self, vectors: sparse.csr_matrix) -> Iterator[Near[G]]:
        return self.table.nearest(vectors, self._stale)


class Means(Generic[G]):
    """A large table of groups, a small one of what changed since, and what changed since that one was made.

    Each group is valid in one of them. So the next message costs neither a large table nor a list of all changes.
    """

    def __init__(self) -> None:
        self.keep([])

    def __len__(self) -> int:
        return len(self._large) + len(self._small) + len(self._fresh)

    def note(self, group: G) -> None:
        """Remember that a group is new or has another mean."""
        self._large.leave_out(group)
        self._small.leave_out(group)
        self._fresh[id(group)] = group

    def all(self) -> list[G]:
        return [*self._large.valid(), *self._small.valid(), *self._fresh.values()]

    def keep(self, groups: Sequence[G]) -> None:
        """Compare with these from now on, and with no others."""
        self._large, self._small = _Layer[G](groups), _Layer[G]([])
        self._fresh: dict[int, G] = {}

    def nearest(self, vectors: sparse.csr_matrix) -> Iterator[Near[G]]:
        """Yield for each message a few groups that it is most like, and how much, best first."""
        changed = len(self._small) + len(self._fresh)
        if changed > CHANGED_AT_MOST + len(self._large) // 16:
            self.keep(self.all())
        elif len(self._fresh) > FRESH_AT_MOST:
            self._small, self._fresh = _Layer([*self._small.valid(), *self._fresh.values()]), {}
        fresh = list(self._fresh.values())
        for start in range(0, vectors.shape[0], ROWS_AT_ONCE):
            some = vectors[start : start + ROWS_AT_ONCE]
            tables = zip(
                self._large.nearest(some), self._small.nearest(some), _near(some, fresh), strict=True
            )
            for large, small, few in tables:
                yield sorted([*few, *small, *large], key=lambda each: -each[1])[:CANDIDATES]


def _near(vectors: sparse.csr_matrix, groups: Sequence[G]) -> Iterator[Near[G]]:
    """Yield for each message how much it is like each of a few groups, without making a table of them."""
    pairs = np.concatenate([each.pairs for each in groups]) if groups else np.empty(0, dtype=np.int64)
    weights = np.concatenate([each.weights for each in groups]) if groups else np.empty(0)
    owner = np.repeat(np.arange(len(groups)), [len(each.pairs) for each in groups])
    for begin, end in pairwise(vectors.indptr.tolist()):
        order = np.argsort(vectors.indices[begin:end])
        said, heavy = vectors.indices[begin:end][order], vectors.data[begin:end][order]
        if not groups or not len(said):
            yield []
            continue
        at = np.minimum(np.searchsorted(said, pairs), len(said) - 1)
        both = np.where(said[at] == pairs, heavy[at] * weights, 0.0)
        likeness = np.bincount(owner, weights=both, minlength=len(groups))
        yield [(groups[place], float(likeness[place])) for place in np.flatnonzero(likeness > 0).tolist()]


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
