"""How well the check "gives its grounds" tells labelled replies apart, beside what their length alone tells.

All that is learnt (weights, curve and cut; for length its cut) is learnt anew in each division from replies of other
offices or of other wording. The lists of words in `clauses` are not: people wrote them who had read such replies.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, log_loss
from sklearn.model_selection import StratifiedGroupKFold

from linli.warnings.errors import RepliesNotLabelled
from linli.warnings.replies.checks import POLITE, Grounds, plain
from linli.warnings.replies.clauses import Weights, clauses
from linli.warnings.replies.files import Reply

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]
Learner = Callable[[Numbers], Callable[[Numbers], Floats]]
"""Learns from some replies and then says of others by how much they lack grounds; above 0: it calls them without."""

CHOICES = tuple(
    Weights(*each) for each in product((0.2, 0.3, 0.5), (0.1, 0.2, 0.3), (0.0, 10.0))
)  # aside, greeting, ground
FOLDS = 5
DIVISIONS = 10
FEWEST = 20
"""Replies of either label."""
DRAWS = 2_000
"""Resamples of the groups for an interval of 95 %."""
SAME_WORDING = 0.5
"""Share of common triples of characters from which two replies are of one wording."""
PLACE = re.compile(r"[A-Z][0-9]*(?=[市区县])")
NUMBER = re.compile(r"[0-9]+")


@dataclass(frozen=True, eq=False)
class Labelled:
    """Labelled replies; each array has one row for each."""

    none: NDArray[np.bool_]
    """Whether a reader found no grounds."""
    told: Floats
    """How much it tells, one column for each of CHOICES."""
    lengths: dict[str, Floats]
    groups: dict[str, Numbers]
    """By "wording" and by "office"; where no office is known, the wording stands for it."""


def evaluate(replies: Sequence[Reply]) -> dict[str, Any]:
    """Return the model that all replies make, and figures on replies it was not made from.

    Raises RepliesNotLabelled.
    """
    known = _labelled([each for each in replies if each.label in ("0", "1")])
    everything = np.arange(len(known.none))
    return {
        "replies": len(known.none),
        "without_grounds": int(known.none.sum()),
        "model": asdict(_grounds(known, everything)),
        "groups": {name: _compared(known, name) for name in known.groups},
    }


def _labelled(replies: Sequence[Reply]) -> Labelled:
    none = np.array([each.label == "0" for each in replies], dtype=bool)
    if min(none.sum(), (~none).sum()) < FEWEST:
        raise RepliesNotLabelled(needed=FEWEST, found=int(min(none.sum(), (~none).sum())))
    said = [plain(each.reply) for each in replies]
    read = [list(clauses(each)) for each in said]
    wording = _wordings(said)
    return Labelled(
        none=none,
        told=np.array([[weights.of(each) for weights in CHOICES] for each in read]),
        lengths={
            "length": np.array([len(each) for each in said], float),
            "length_without_politeness": np.array([len(POLITE.sub("", each)) for each in said], float),
        },
        groups={"office": _offices(replies, wording), "wording": wording},
    )


def _wordings(said: Sequence[str]) -> Numbers:
    """Return the same number for replies that, but for places and numbers, are nearly the same."""
    masked = [NUMBER.sub("0", PLACE.sub("P", each)) for each in said]
    table = CountVectorizer(analyzer="char", ngram_range=(3, 3), binary=True).fit_transform(masked)
    shared = (table @ table.T).tocoo()
    sizes = np.asarray(table.sum(axis=1)).ravel()
    alike = shared.data >= SAME_WORDING * (sizes[shared.row] + sizes[shared.col] - shared.data)
    pairs = coo_array((shared.data[alike], (shared.row[alike], shared.col[alike])), shape=shared.shape)
    numbers: Numbers = connected_components(pairs, directed=False)[1].astype(np.intp)
    return numbers


def _offices(replies: Sequence[Reply], wording: Numbers) -> Numbers:
    places = (PLACE.search(plain(each.reply)) or PLACE.search(plain(each.question)) for each in replies)
    names = [place[0] if place else f"wording {at}" for place, at in zip(places, wording, strict=True)]
    return np.unique(names, return_inverse=True)[1]


def _grounds(known: Labelled, rows: Numbers) -> Grounds:
    none = known.none[rows]
    best = (np.inf, 0, 0.0, 0.0)
    for choice in range(len(CHOICES)):
        told = np.log1p(known.told[rows, choice])[:, None]
        curve = LogisticRegression(C=1e4).fit(told, ~none)
        loss = log_loss(~none, curve.predict_proba(told)[:, 1])
        best = min(best, (loss, choice, float(curve.intercept_[0]), float(curve.coef_[0, 0])))
    _, choice, constant, slope = best
    cut = _best_cut(known.told[rows, choice], none)
    return Grounds(CHOICES[choice], round(constant, 2), round(slope, 2), round(cut, 1))


def _best_cut(amounts: Floats, none: NDArray[np.bool_]) -> float:
    """Return the amount under which calling a reply without grounds has the best F1."""
    order = amounts.argsort(kind="stable")
    sorted_, right = amounts[order], none[order].cumsum()
    f1 = 2 * right / (np.arange(1, len(order) + 1) + none.sum())
    ends = np.append(sorted_[1:] > sorted_[:-1], True)
    at = int(np.where(ends, f1, -1).argmax())
    return float((sorted_[at] + sorted_[min(at + 1, len(order) - 1)]) / 2)


def _compared(known: Labelled, name: str) -> dict[str, Any]:
    def check(rows: Numbers) -> Callable[[Numbers], Floats]:
        made = _grounds(known, rows)
        told = known.told[:, CHOICES.index(made.weights)]
        return lambda asked: np.log1p(made.cut) - np.log1p(told[asked])

    def only(length: Floats) -> Learner:
        return lambda rows: (lambda cut: lambda asked: cut - length[asked])(
            _best_cut(length[rows], known.none[rows])
        )

    learners = {"check": check} | {each: only(length) for each, length in known.lengths.items()}
    margins = {each: _margins(known, name, learner) for each, learner in learners.items()}
    drawn = {each: _drawn(known.none, known.groups[name], found) for each, found in margins.items()}
    best = max(known.lengths, key=lambda each: drawn[each][0])
    return {each: _figure(known.none, margins[each], drawn[each]) for each in learners} | {
        "better_than_length_by": _interval(drawn["check"] - drawn[best])
    }


def _margins(known: Labelled, name: str, learner: Learner) -> Floats:
    """Return for each division what is said of each reply by what was learnt without its group and its wording."""
    margins = np.zeros((DIVISIONS, len(known.none)))
    for division in range(DIVISIONS):
        for rows, asked in _divided(known, name, division):
            margins[division, asked] = learner(rows)(asked)
    return margins


def _divided(known: Labelled, name: str, seed: int) -> Iterator[tuple[Numbers, Numbers]]:
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    wording = known.groups["wording"]
    for rows, asked in folds.split(known.none, known.none, known.groups[name]):
        yield rows[~np.isin(wording[rows], wording[asked])], asked


def _drawn(none: NDArray[np.bool_], groups: Numbers, margins: Floats) -> Floats:
    """Return the F1 (mean of the divisions), then that of each draw of whole groups: the same draws for all."""
    called = margins >= 0
    count = groups.max() + 1
    hits, calls = (
        np.stack([np.bincount(groups, each, count) for each in rows]) for rows in (called & none, called)
    )
    wanted = np.bincount(groups, none, count)
    draws = np.random.default_rng(0).multinomial(count, np.full(count, 1 / count), DRAWS)
    weights = np.vstack([np.ones((1, count), int), draws])
    f1: Floats = (2 * (weights @ hits.T) / (weights @ calls.T + (weights @ wanted)[:, None])).mean(axis=1)
    return f1


def _figure(none: NDArray[np.bool_], margins: Floats, drawn: Floats) -> dict[str, Any]:
    areas = [average_precision_score(none, each) for each in margins]
    return _interval(drawn) | {"pr_auc": round(float(np.mean(areas)), 3)}


def _interval(drawn: Floats) -> dict[str, Any]:
    low, high = np.percentile(drawn[1:], (2.5, 97.5))
    return {
        "f1": round(float(drawn[0]), 3),
        "interval": [round(float(low), 3), round(float(high), 3)],
    }
