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

from linli.warnings.issues.grams import Floats, Grams, Ids, grams_of
from linli.warnings.issues.means import Means
from linli.warnings.issues.subject import Said, Subject, SubjectRule, Words

LEARNING = 8
"""Different messages from which a group's subject is made, anew with each."""
LEAST_LEARNT = 3
"""With fewer, nothing can be said to be common."""


@dataclass(frozen=True)
class GroupingRule:
    """What makes one issue of several messages."""

    least_likeness: float = 0.12
    """Mean likeness (cosine of weighted pairs) between a message or a group and a group that it joins."""
    subject: SubjectRule = field(default_factory=SubjectRule)
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
    subject: Subject = field(default_factory=Subject)
    learnt: list[Ids] = field(default_factory=list)
    """Pairs of its first messages, as long as the subject is made from them."""
    latest: int = 0
    """When it last took in a message: how many had been seen then."""
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
        self._words = Words(self.rule.subject)
        self._by_text: dict[bytes, Group] = {}
        self._means = Means[Group]()
        self._changed: dict[int, Group] = {}

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

    def subject_of(self, texts: Sequence[tuple[str, str]]) -> Subject:
        """Return what some texts have in common, by the words learnt so far."""
        counts = grams_of(texts).counts
        return self._words.subject_of([_row(counts, row) for row in range(len(texts))])

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
            group.latest = self.size
            self._changed[id(group)] = group
        return group is not None

    def _forget(self) -> None:
        """Let go of the groups of one message, and of others, that took in nothing for longest."""
        most = self.rule.most_groups
        if len(self._means) <= most + most // 8:
            return
        compared = sorted(self._means.all(), key=lambda group: (group.size > 1, group.latest))[-most:]
        kept = {id(group) for group in compared}
        self._by_text = {text: group for text, group in self._by_text.items() if id(group) in kept}
        self.groups = [group for group in self.groups if group.size > 1 or id(group) in kept]
        self._means.keep(compared)

    def _place(self, texts: list[tuple[str, str]], positions: list[list[int]]) -> None:
        grams = self._counted(texts)
        vectors = self._words.vectors(grams.counts, self.rule.pairs_kept)
        said = [Said(_row(grams.counts, row), _row(grams.names, row)) for row in range(len(texts))]
        joining: dict[Group, list[int]] = {}
        alone = []
        for row, group in enumerate(self._joined(vectors, said)):
            if group is None:
                alone.append(row)
            else:
                joining.setdefault(group, []).append(row)
        for group, joiners in joining.items():
            self._join(group, np.array(joiners), texts, positions, vectors, said)
        left = np.array(alone, dtype=np.int64)
        for rows in self._among_themselves(vectors[left]):
            for part in self._parted(left[rows], said):
                self._begin(part, texts, positions, vectors, said)

    def _counted(self, texts: Sequence[tuple[str, str]]) -> Grams:
        grams = grams_of(texts)
        self._words.learn(grams)
        return grams

    def _joined(self, vectors: sparse.csr_matrix, said: list[Said]) -> list[Group | None]:
        """Return for each message the group it joins, None where it joins none."""
        found: list[Group | None] = []
        for row, near in enumerate(self._means.nearest(vectors)):
            alike = (group for group, likeness in near if likeness >= self.rule.least_likeness)
            found.append(next((group for group in alike if self._fits(said[row], group)), None))
        return found

    def _fits(self, said: Said, group: Group) -> bool:
        """Say whether a message fits a group. One whose first members have nothing in common takes nobody in."""
        if not len(group.subject.theme):
            return len(group.learnt) < LEAST_LEARNT
        return self._words.fits(said, group.subject)

    def _join(
        self,
        group: Group,
        rows: Ids,
        texts: list[tuple[str, str]],
        positions: list[list[int]],
        vectors: sparse.csr_matrix,
        said: list[Said],
    ) -> None:
        size = group.size
        new = _entries(vectors, rows)
        pairs = np.concatenate([group.pairs, vectors.indices[new]])
        weights = np.concatenate([group.weights * size, vectors.data[new]])
        group.pairs, group.weights = _mean(pairs, weights, size + len(rows), self.rule.mean_kept)
        for row in rows:
            group.members += positions[row]
            self._by_text[_digest(texts[row])] = group
        group.latest = self.size
        if group.learnt:
            self._learn(group, [said[row].pairs for row in rows])
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

    def _learn(self, group: Group, messages: list[Ids]) -> None:
        """Make a young group's subject of its first messages. When there are enough of them it stays as it is."""
        group.learnt += messages
        if len(group.learnt) >= LEAST_LEARNT:
            group.subject = self._words.subject_of(group.learnt)
        if len(group.learnt) >= LEARNING and len(group.subject.theme):
            group.learnt = []

    def _parted(self, rows: Ids, said: list[Said], depth: int = 4) -> list[Ids]:
        """Part those who do not speak of the common theme, or of another place: a street's matters are no issue."""
        if len(rows) < LEAST_LEARNT or not depth:
            return [rows]
        subject = self._words.subject_of([said[row].pairs for row in rows])
        if not len(subject.theme):
            return [rows[[at]] for at in range(len(rows))]
        fits = np.array([self._words.fits(said[row], subject) for row in rows])
        if fits.all() or fits.sum() < 2:
            return [rows]
        return [rows[fits], *self._parted(rows[~fits], said, depth - 1)]

    def _begin(
        self,
        rows: Ids,
        texts: list[tuple[str, str]],
        positions: list[list[int]],
        vectors: sparse.csr_matrix,
        said: list[Said],
    ) -> None:
        own = _entries(vectors, rows)
        pairs, weights = _mean(vectors.indices[own], vectors.data[own], len(rows), self.rule.mean_kept)
        group = Group([at for row in rows for at in positions[row]], pairs, weights, latest=self.size)
        self._learn(group, [said[row].pairs for row in rows])
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
