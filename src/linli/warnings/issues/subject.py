"""What the messages of a group have in common: of what they speak, and where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from linli.warnings.issues.grams import SIZE, Floats, Grams, Ids, heaviest, of_length_one


@dataclass(frozen=True)
class SubjectRule:
    """What makes a common subject."""

    theme_share: float = 0.3
    """A theme's pair is in at least this share of the group."""
    theme_lift: float = 5.0
    """ ... and so many times as frequent there as elsewhere."""
    most_of_theme: int = 40
    """The heaviest pairs that a theme keeps: a long text that two send nearly alike is not the whole theme."""
    least_theme: float = 0.25
    """Weighted share of the group's theme that a member must speak of; those that do not are parted from it."""
    most_common: float = 0.06
    """A pair that is in a larger share of all messages is no theme and no place."""
    place_share: float = 0.5
    """A place's pair is in at least this share of the group."""
    least_place: float = 0.2
    """Weighted share of the group's place that a member must name, unless it names no place at all."""


def _none() -> Ids:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Subject:
    """Pairs and what each weighs."""

    theme: Ids = field(default_factory=_none)
    theme_weights: Floats = field(default_factory=lambda: np.empty(0))
    place: Ids = field(default_factory=_none)
    place_weights: Floats = field(default_factory=lambda: np.empty(0))

    def share_of_theme(self, pairs: Ids) -> float:
        """Return the weighted share of the theme that a message speaks of; 1 without any theme."""
        return _share(pairs, self.theme, self.theme_weights)

    def share_of_place(self, pairs: Ids) -> float:
        return _share(pairs, self.place, self.place_weights)


def _share(pairs: Ids, known: Ids, weights: Floats) -> float:
    """Return the weighted share of `known` that is among `pairs`, which are in order; 1 when nothing is known."""
    total = weights.sum()
    if not total:
        return 1.0
    if not len(pairs):
        return 0.0
    there = pairs[np.minimum(np.searchsorted(pairs, known), len(pairs) - 1)] == known
    return float(weights[there].sum() / total)


def _heaviest(which: NDArray[np.bool_], weights: Floats, most: int) -> Ids:
    """Return where the `most` heaviest of `which` are, in order."""
    places = np.flatnonzero(which)
    return np.sort(places[np.argsort(-weights[places], kind="stable")[:most]])


@dataclass(frozen=True)
class Said:
    """What one message says."""

    pairs: Ids
    names: Ids
    """Those of them that stand in what looks like the name of a place."""


class Words:
    """How often each pair of characters was seen, alone and in names of places."""

    def __init__(self, rule: SubjectRule) -> None:
        self.rule = rule
        self.total = 0
        """Messages with words of their own; what was sent again word for word does not change what is rare."""
        self._texts_with = np.zeros(SIZE)
        self._occurrences = np.zeros(SIZE)
        self._in_names = np.zeros(SIZE)

    def learn(self, grams: Grams) -> None:
        for kept, seen in (
            (self._texts_with, grams.counts.indices),
            (self._occurrences, grams.occurring),
            (self._in_names, grams.in_names),
        ):
            np.add.at(kept, seen, 1.0)
        self.total += grams.counts.shape[0]

    def rarity(self, pairs: Ids) -> Floats:
        """Return what each pair weighs: the more, the fewer texts have it. One that no other text has joins nothing."""
        texts = self._texts_with[pairs]
        return np.where(texts > 1, np.log((self.total + 1) / (texts + 0.5)), 0.0).clip(min=0.0)

    def vectors(self, counts: sparse.csr_matrix, most: int) -> sparse.csr_matrix:
        """Return the `most` heaviest pairs of each text, as vectors of length one."""
        weighted = counts.copy()
        weighted.data = weighted.data * self.rarity(weighted.indices)
        weighted.eliminate_zeros()
        return of_length_one(heaviest(weighted, most))

    def subject_of(self, messages: Sequence[Ids]) -> Subject:
        """Return what makes the messages one subject; names of places are no theme."""
        rule, size = self.rule, len(messages)
        pairs, within = np.unique(np.concatenate(messages), return_counts=True)
        frequent = within >= max(2, rule.theme_share * size)
        often, inside = pairs[frequent], within[frequent]
        share = inside / size
        outside = (self._texts_with[often] - inside) / max(self.total - size, 1)
        fit = (share >= rule.theme_lift * outside) & (outside < rule.most_common)
        named = self._in_names[often] >= 0.5 * np.maximum(self._occurrences[often], 1)
        weights = share * self.rarity(often)
        theme = _heaviest(fit & ~named, weights, rule.most_of_theme)
        place = fit & named & (share >= rule.place_share)
        return Subject(often[theme], weights[theme], often[place], weights[place])

    def fits(self, said: Said, subject: Subject) -> bool:
        """Say whether a message speaks of the theme, and names no other place."""
        return subject.share_of_theme(said.pairs) >= self.rule.least_theme and not self._is_elsewhere(
            said, subject
        )

    def _is_elsewhere(self, said: Said, subject: Subject) -> bool:
        if subject.share_of_place(said.pairs) >= self.rule.least_place:
            return False
        own = self._texts_with[said.names] < self.rule.most_common * max(self.total, 1)
        return int(own.sum()) >= 2
