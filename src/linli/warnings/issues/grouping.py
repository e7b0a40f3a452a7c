"""Messages into groups, batch by batch: a new message meets the groups there are, the rest meet each other.

No message is compared with all others: a batch is compared with itself, and with the means of the groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform

from linli.warnings.issues.grams import SIZE, Floats, Grams, Ids, grams_of, heaviest, of_length_one
from linli.warnings.issues.means import Means


@dataclass(frozen=True)
class GroupingRule:
    """What makes one issue of several messages."""

    least_likeness: float = 0.12
    """Mean likeness (cosine of weighted pairs) between a message or a group and a group that it joins."""
    theme_share: float = 0.3
    """A theme's pair is in at least this share of the group."""
    theme_lift: float = 5.0
    """ ... and so many times as frequent there as elsewhere."""
    least_theme: float = 0.25
    """Weighted share of the group's theme that a member must speak of; those that do not are parted from it."""
    most_common: float = 0.06
    """A pair that is in a larger share of all messages is no theme."""
    pairs_kept: int = 40
    mean_kept: int = 80
    batch: int = 5_000
    most_groups: int = 50_000
    """Groups that new messages are compared with: the latest, those of one message leaving first and for good."""


@dataclass(eq=False)
class Group:
    """What is kept of a group to recognise further members."""

    members: list[int]
    """Numbers of messages in the order they were added."""
    pairs: Ids
    weights: Floats
    """The mean of the members' vectors."""
    theme: Ids = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    theme_weights: Floats = field(default_factory=lambda: np.empty(0))
    key: int | None = None
    """Number of the row that keeps it, if one does."""
    older: int = 0
    """Members that the row knows and `members` does not name."""

    @property
    def size(self) -> int:
        return self.older + len(self.members)


class Grouper:
    """Keeps the groups of the messages added so far: all of several, and the latest of one."""

    def __init__(self, rule: GroupingRule | None = None) -> None:
        self.rule = rule or GroupingRule()
        self.groups: list[Group] = []
        self.size = 0
        self._texts_with = np.zeros(SIZE)
        self._occurrences = np.zeros(SIZE)
        self._in_names = np.zeros(SIZE)
        self._by_text: dict[bytes, Group] = {}
        self._means = Means[Group]()
        self._changed: dict[int, Group] = {}
        self._total = 0
        """Messages with words of their own; what was sent again word for word does not change what is rare."""

    def hold(self, groups: Iterable[Group]) -> None:
        """Compare with groups that were found before."""
        self.groups += groups
        self._means.keep(self.groups)

    def count(self, texts: Sequence[tuple[str, str]]) -> None:
        """Learn from messages which words are rare, without looking what they belong to."""
        for start in range(0, len(texts), self.rule.batch):
            self._counted(texts[start : start + self.rule.batch])

    def add(self, texts: Sequence[tuple[str, str]], numbers: Sequence[int] | None = None) -> None:
        """Put messages (comparable title and text) into groups.

        They are called by `numbers`, or by their positions, which go on from `size`.
        """
        named = range(self.size, self.size + len(texts)) if numbers is None else numbers
        for start in range(0, len(texts), self.rule.batch):
            self._add_batch(texts[start : start + self.rule.batch], named[start : start + self.rule.batch])

    def take_changed(self) -> list[Group]:
        """Return the groups that are new or have new members since this was last asked."""
        changed, self._changed = self._changed, {}
        return list(changed.values())

    def _add_batch(self, texts: Sequence[tuple[str, str]], numbers: Sequence[int]) -> None:
        first_of: dict[tuple[str, str], list[int]] = {}
        for at, text in zip(numbers, texts, strict=True):
            first_of.setdefault(text, []).append(at)
        self.size += len(texts)
        new = [text for text in first_of if not self._same_words(text, first_of[text])]
        if new:
            self._place(new, [first_of[text] for text in new])
        self._forget()

    def _same_words(self, text: tuple[str, str], positions: list[int]) -> bool:
        group = self._by_text.get(_digest(text))
        if group is not None:
            group.members += positions
            self._changed[id(group)] = group
        return group is not None

    def _forget(self) -> None:
        """Let go of the oldest groups of one message, and of the oldest others, beyond what is compared."""
        most = self.rule.most_groups
        if len(self.groups) <= most + most // 8:
            return
        several = [group for group in self.groups if group.size > 1]
        compared = several[-most:]
        single = [group for group in self.groups if group.size == 1][-max(0, most - len(compared)) :]
        single = single if len(compared) < most else []
        kept = {id(group) for group in (*compared, *single)}
        self._by_text = {text: group for text, group in self._by_text.items() if id(group) in kept}
        self.groups = [group for group in self.groups if group.size > 1 or id(group) in kept]
        self._means.keep([*compared, *single])

    def _place(self, texts: list[tuple[str, str]], positions: list[list[int]]) -> None:
        grams = self._counted(texts)
        vectors = self._vectors(grams.counts)
        joining: dict[Group, list[int]] = {}
        alone = []
        for row, group in enumerate(self._joined(vectors, grams.counts)):
            if group is None:
                alone.append(row)
            else:
                joining.setdefault(group, []).append(row)
        for group, joiners in joining.items():
            self._join(group, np.array(joiners), texts, positions, vectors)
        left = np.array(alone, dtype=np.int64)
        for rows in self._among_themselves(vectors[left]):
            for part in self._parted(left[rows], grams.counts):
                self._begin(part, texts, positions, vectors, grams.counts)

    def _counted(self, texts: Sequence[tuple[str, str]]) -> Grams:
        grams = grams_of(texts)
        for kept, seen in (
            (self._texts_with, grams.counts.indices),
            (self._occurrences, grams.occurring),
            (self._in_names, grams.in_names),
        ):
            np.add.at(kept, seen, 1.0)
        self._total += len(texts)
        return grams

    def _vectors(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        weighted = counts.copy()
        weighted.data = weighted.data * self._rarity(weighted.indices)
        weighted.eliminate_zeros()
        return of_length_one(heaviest(weighted, self.rule.pairs_kept))

    def _rarity(self, pairs: Ids) -> Floats:
        """Return what each pair weighs: the more, the fewer texts have it. One that no other text has joins nothing."""
        texts = self._texts_with[pairs]
        return np.where(texts > 1, np.log((self._total + 1) / (texts + 0.5)), 0.0).clip(min=0.0)

    def _joined(self, vectors: sparse.csr_matrix, counts: sparse.csr_matrix) -> list[Group | None]:
        """Return for each message the group it joins, None where it joins none."""
        found: list[Group | None] = []
        for row, (group, likeness) in enumerate(self._means.nearest(vectors)):
            near = group is not None and likeness >= self.rule.least_likeness
            found.append(group if near and self._speaks(_row(counts, row), group) else None)
        return found

    def _speaks(self, pairs: Ids, group: Group | None) -> bool:
        return group is None or not len(group.theme) or share_of_theme(pairs, group) >= self.rule.least_theme

    def _join(
        self,
        group: Group,
        rows: Ids,
        texts: list[tuple[str, str]],
        positions: list[list[int]],
        vectors: sparse.csr_matrix,
    ) -> None:
        size = group.size
        new = _entries(vectors, rows)
        pairs = np.concatenate([group.pairs, vectors.indices[new]])
        weights = np.concatenate([group.weights * size, vectors.data[new]])
        group.pairs, group.weights = _mean(pairs, weights, size + len(rows), self.rule.mean_kept)
        for row in rows:
            group.members += positions[row]
            self._by_text[_digest(texts[row])] = group
        self._means.note(group)
        self._changed[id(group)] = group

    def _among_themselves(self, vectors: sparse.csr_matrix) -> list[Ids]:
        """Return the groups that messages form by mean likeness, each as rows of `vectors`."""
        if vectors.shape[0] == 0:
            return []
        likeness = sparse.csr_matrix(vectors @ vectors.T)
        near = likeness.copy()
        near.data = np.where(near.data >= self.rule.least_likeness, 1, 0)
        near.eliminate_zeros()
        amount, component = connected_components(near, directed=False)
        order = np.argsort(component, kind="stable")
        parts = np.split(order, np.cumsum(np.bincount(component, minlength=amount))[:-1])
        return [rows for part in parts for rows in self._by_mean(part, likeness)]

    def _by_mean(self, rows: Ids, likeness: sparse.csr_matrix) -> list[Ids]:
        if len(rows) == 1:
            return [rows]
        between = 1 - np.clip(likeness[rows][:, rows].toarray(), 0, 1)
        np.fill_diagonal(between, 0)
        tree = linkage(squareform(between, checks=False), "average")
        labels = fcluster(tree, 1 - self.rule.least_likeness, "distance")
        order = np.argsort(labels, kind="stable")
        return list(np.split(rows[order], np.cumsum(np.bincount(labels)[1:])[:-1]))

    def theme_of(self, rows: Ids, counts: sparse.csr_matrix) -> tuple[Ids, Floats]:
        """Return the pairs that make the rows one subject, names of places left out, and what each weighs."""
        pairs, within = np.unique(np.concatenate([_row(counts, row) for row in rows]), return_counts=True)
        frequent = within >= max(2, self.rule.theme_share * len(rows))
        often, share = pairs[frequent], within[frequent] / len(rows)
        outside = (self._texts_with[often] - within[frequent]) / max(self._total - len(rows), 1)
        named = self._in_names[often] >= 0.5 * np.maximum(self._occurrences[often], 1)
        fit = ~named & (share >= self.rule.theme_lift * outside) & (outside < self.rule.most_common)
        chosen = often[fit]
        return chosen, share[fit] * self._rarity(chosen)

    def _parted(self, rows: Ids, counts: sparse.csr_matrix, depth: int = 4) -> list[Ids]:
        """Part those who do not speak of the common theme: a street's unrelated matters are no issue."""
        if len(rows) < 3 or not depth:
            return [rows]
        theme, weights = self.theme_of(rows, counts)
        if not len(theme):
            return [rows[[at]] for at in range(len(rows))]
        known = Group([], theme, weights, theme, weights)
        speaks = np.array([share_of_theme(_row(counts, row), known) >= self.rule.least_theme for row in rows])
        if speaks.all() or speaks.sum() < 2:
            return [rows]
        return [rows[speaks], *self._parted(rows[~speaks], counts, depth - 1)]

    def _begin(
        self,
        rows: Ids,
        texts: list[tuple[str, str]],
        positions: list[list[int]],
        vectors: sparse.csr_matrix,
        counts: sparse.csr_matrix,
    ) -> None:
        own = _entries(vectors, rows)
        pairs, weights = _mean(vectors.indices[own], vectors.data[own], len(rows), self.rule.mean_kept)
        theme = self.theme_of(rows, counts) if len(rows) > 2 else ()
        group = Group([at for row in rows for at in positions[row]], pairs, weights, *theme)
        self.groups.append(group)
        self._means.note(group)
        self._changed[id(group)] = group
        for row in rows:
            self._by_text[_digest(texts[row])] = group


def _digest(text: tuple[str, str]) -> bytes:
    """Return a short name for a message's words: the words themselves of a million messages fill the memory."""
    return blake2b("\x00".join(text).encode("utf-8", "surrogatepass"), digest_size=12).digest()


def _entries(vectors: sparse.csr_matrix, rows: Ids) -> Ids:
    return np.concatenate([np.arange(vectors.indptr[row], vectors.indptr[row + 1]) for row in rows])


def _mean(pairs: Ids, weights: Floats, size: int, most: int) -> tuple[Ids, Floats]:
    """Return the heaviest pairs of the mean of `size` vectors, given the entries of all of them."""
    found, place = np.unique(pairs, return_inverse=True)
    mean = np.bincount(place, weights=weights, minlength=len(found)) / size
    kept = np.sort(np.argsort(-mean, kind="stable")[:most])
    return found[kept].astype(np.int64), mean[kept]


def _row(counts: sparse.csr_matrix, row: int) -> Ids:
    pairs: Ids = counts.indices[counts.indptr[row] : counts.indptr[row + 1]]
    return pairs


def share_of_theme(pairs: Ids, group: Group) -> float:
    """Return the weighted share of the group's theme that a message speaks of."""
    total = group.theme_weights.sum()
    return float(group.theme_weights[np.isin(group.theme, pairs)].sum() / total) if total else 1.0
