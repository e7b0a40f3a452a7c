"""Learning from labelled messages.

One linear support vector machine for each label, over pieces weighted by how much oftener they occur with the label
than without it (naive Bayes log-count ratios, after Wang and Manning 2012). Sums of linear machines are linear, so
all weights fold into one table, and answering is one small sum. Nothing is random but the order in which the solver
visits messages, and that has a fixed seed: the same messages give the same model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from linli.language.classifier.grams import BLOCK_BITS, BLOCKS, KEY_BLOCKS, WORD_BLOCKS, Keys, has_gap, pieces
from linli.language.classifier.messages import LabelledMessage, digest_of
from linli.language.classifier.model import Classifier, Figures, Header
from linli.language.errors import LabelsTooFew, LabelTooRare

FOLDS = 3
FEWEST_OF_A_LABEL = 2 * FOLDS
RARE = 2
"""A piece that fewer messages contain teaches nothing, and might give its writer away."""
SMOOTHING = 0.1
RATIO_SHARE = 0.9
"""The rest of a piece's weight is the same for all pieces, so that a chance ratio does not rule alone."""
PENALTY = 0.3
TOLERANCE = 0.01
SEED = 0

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Advance = Callable[[str], None]


@dataclass(frozen=True)
class Counts:
    """How often each piece occurs in each message."""

    table: sparse.csr_array
    keys: Keys
    words: list[str]
    ends: Places


@dataclass(frozen=True)
class Learnt:
    """Weights over the pieces in `kept`; still apart from idf and block weights."""

    kept: Places
    ends: Places
    idf: Floats
    weights: Floats
    intercepts: Floats


def train(
    messages: Sequence[LabelledMessage], *, on: date, advance: Advance = lambda step: None
) -> Classifier:
    """Return a classifier with figures from cross-validation; `advance` hears of each of STEPS steps.

    Raises LabelsTooFew or LabelTooRare.
    """
    labels, wanted = _labels(messages)
    counts = _count(messages)
    advance("pieces")
    margins = np.zeros((len(messages), len(labels)))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for known, asked in folds.split(wanted, wanted):
        learnt = _learn(counts.table[known], counts.ends, wanted[known], len(labels))
        margins[asked] = _margins(learnt, counts.table[asked])
        advance("cross-validation")
    sharpness, shifts = _calibrated(margins, wanted)
    learnt = _learn(counts.table, counts.ends, wanted, len(labels))
    advance("weights")
    header = Header(
        labels=tuple(labels),
        blocks=tuple(name for name, _ in BLOCKS),
        messages=len(messages),
        data_digest=digest_of(messages),
        trained_on=on,
        sharpness=sharpness,
        figures=_figures(margins + shifts, wanted, sharpness),
    )
    return _classifier(header, counts, replace(learnt, intercepts=learnt.intercepts + shifts))


STEPS = FOLDS + 2


def _labels(messages: Sequence[LabelledMessage]) -> tuple[list[str], Places]:
    found = Counter(each.label for each in messages)
    if len(found) < 2:
        raise LabelsTooFew(needed=FEWEST_OF_A_LABEL, found=len(found))
    rarest = min(sorted(found), key=lambda label: found[label])
    if found[rarest] < FEWEST_OF_A_LABEL:
        raise LabelTooRare(label=rarest, found=found[rarest], needed=FEWEST_OF_A_LABEL)
    labels = sorted(found)
    place = {label: number for number, label in enumerate(labels)}
    return labels, np.array([place[each.label] for each in messages], dtype=np.intp)


def _count(messages: Sequence[LabelledMessage]) -> Counts:
    """Return the table of pieces that RARE or more messages contain."""
    found = [pieces(each.title, each.text) for each in messages]
    keys, numbers = np.unique(np.concatenate([each.keys for each in found]), return_inverse=True)
    table = _table([len(each.keys) for each in found], numbers, len(keys))
    kept = np.flatnonzero((_documents(table) >= RARE) & ~has_gap(keys))
    tables, keys = [table[:, kept]], keys[kept]
    blocks = np.arange(1, len(KEY_BLOCKS), dtype=np.uint64) << BLOCK_BITS
    ends = [*keys.searchsorted(blocks), len(keys)]
    names: list[str] = []
    for block in range(len(WORD_BLOCKS)):
        seen = sorted({word for each in found for word in each.words[block]})
        place = {word: number for number, word in enumerate(seen)}
        numbers = np.fromiter((place[word] for each in found for word in each.words[block]), np.intp)
        table = _table([len(each.words[block]) for each in found], numbers, len(seen))
        kept = np.flatnonzero(_documents(table) >= RARE)
        tables.append(table[:, kept])
        names += [seen[number] for number in kept]
        ends.append(len(keys) + len(names))
    return Counts(sparse.hstack(tables, format="csr"), keys, names, np.array(ends))


def _table(lengths: list[int], numbers: Places, width: int) -> sparse.csr_array:
    starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
    ones = np.ones(len(numbers))
    table = sparse.csr_array((ones, numbers.astype(np.int32), starts), shape=(len(lengths), width))
    table.sum_duplicates()
    return table


def _documents(table: sparse.csr_array) -> Places:
    """Return in how many rows each column occurs."""
    return np.bincount(table.indices, minlength=table.shape[1])


def _learn(counts: sparse.csr_array, ends: Places, wanted: Places, labels: int) -> Learnt:
    documents = _documents(counts)
    kept = np.flatnonzero(documents >= RARE)
    ends = np.searchsorted(kept, ends)
    idf = np.log((1 + counts.shape[0]) / (1 + documents[kept])) + 1
    table = _scaled(counts[:, kept], ends, idf)
    found = [
        _machine(table, factors, wanted == label)
        for label, factors in enumerate(_ratios(table, wanted, labels))
    ]
    weights = np.column_stack([weight for weight, _ in found])
    return Learnt(kept, ends, idf, weights, np.array([intercept for _, intercept in found]))


def _scaled(counts: sparse.csr_array, ends: Places, idf: Floats) -> sparse.csr_array:
    """Return sublinear tf-idf, each block of a row scaled to its block's weight."""
    table = counts.copy()
    table.data = (1 + np.log(table.data)) * idf[table.indices]
    starts = [0, *ends[:-1]]
    blocks = [
        normalize(table[:, start:end]) * weight
        for start, end, (_, weight) in zip(starts, ends, BLOCKS, strict=True)
    ]
    whole: sparse.csr_array = sparse.hstack(blocks, format="csr")
    whole.indices, whole.indptr = whole.indices.astype(np.int32), whole.indptr.astype(np.int32)
    return whole


def _ratios(table: sparse.csr_array, wanted: Places, labels: int) -> Iterator[Floats]:
    """Yield for each label how much each piece speaks for or against it, as a factor of its weight."""
    sums = np.column_stack([table[wanted == label].sum(axis=0) for label in range(labels)]) + SMOOTHING
    rest = sums.sum(axis=1, keepdims=True) - sums
    ratios = np.abs(np.log(sums / sums.sum(axis=0)) - np.log(rest / rest.sum(axis=0)))
    for ratio in ratios.T:
        yield (1 - RATIO_SHARE) * ratio.mean() + RATIO_SHARE * ratio


def _machine(table: sparse.csr_array, factors: Floats, wanted: NDArray[np.bool_]) -> tuple[Floats, float]:
    machine = LinearSVC(C=PENALTY, tol=TOLERANCE, random_state=SEED)
    weighted = sparse.csr_matrix(
        (table.data * factors[table.indices], table.indices, table.indptr), table.shape
    )
    machine.fit(weighted, wanted)
    return machine.coef_[0] * factors, float(machine.intercept_[0])


def _margins(learnt: Learnt, counts: sparse.csr_array) -> Floats:
    table = _scaled(counts[:, learnt.kept], learnt.ends, learnt.idf)
    margins: Floats = table @ learnt.weights + learnt.intercepts
    return margins


def _calibrated(margins: Floats, wanted: Places) -> tuple[float, Floats]:
    """Return the factor and the shift of each label under which the right labels are likeliest.

    The shifts make up for labels that the machines name too seldom or too often.
    """
    every = np.arange(len(wanted))

    def surprise(settings: Floats) -> tuple[float, Floats]:
        factor = np.exp(settings[0])
        scaled = margins * factor + settings[1:]
        chances = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        loss = -np.log(np.maximum(chances[every, wanted], 1e-12)).mean()
        chances[every, wanted] -= 1
        slope = (chances * margins).sum() * factor / len(wanted)
        return float(loss), np.concatenate(([slope], chances.mean(axis=0)))

    bounds = [(-1.0, 3.0)] + [(-2.0, 2.0)] * margins.shape[1]
    found = minimize(surprise, np.zeros(1 + margins.shape[1]), jac=True, bounds=bounds, method="L-BFGS-B").x
    sharpness = round(float(np.exp(found[0])), 3)
    return sharpness, np.round(found[1:] / sharpness, 3)


def _figures(margins: Floats, wanted: Places, sharpness: float) -> Figures:
    chances = np.exp((margins - margins.max(axis=1, keepdims=True)) * sharpness)
    confidence = 1 / chances.sum(axis=1)
    answers = margins.argmax(axis=1)
    right = answers == wanted
    band = np.minimum((confidence * 10).astype(int), 9)
    off = sum(abs((confidence - right)[band == each].sum()) for each in range(10)) / len(wanted)
    return Figures(
        macro_f1=round(float(f1_score(wanted, answers, average="macro")), 4),
        accuracy=round(float(right.mean()), 4),
        calibration_error=round(float(off), 4),
        folds=FOLDS,
    )


def _classifier(header: Header, counts: Counts, learnt: Learnt) -> Classifier:
    sizes = np.diff(learnt.ends, prepend=0)
    block_weights = np.repeat([weight for _, weight in BLOCKS], sizes)
    weights = learnt.weights * (learnt.idf * block_weights)[:, None]
    return Classifier(
        header,
        counts.keys[learnt.kept[: learnt.ends[len(KEY_BLOCKS) - 1]]],
        tuple(
            counts.words[number - len(counts.keys)]
            for number in learnt.kept[learnt.ends[len(KEY_BLOCKS) - 1] :]
        ),
        learnt.ends.astype(np.int64),
        learnt.idf.astype(np.float32),
        weights.astype(np.float16).astype(np.float32),
        learnt.intercepts.astype(np.float32),
    )
