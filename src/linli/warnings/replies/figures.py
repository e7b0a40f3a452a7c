"""How well the check "gives its grounds" tells labelled replies apart, beside what their length alone tells.

Curve and cut are learnt anew in each division from replies of other offices and other wording, for the length alone
as well. The lists of words and the round weights in force are not learnt: who wrote them had read such replies. So
there are also figures for weights that are learnt too.
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
from scipy.special import logit
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

from linli.warnings.errors import RepliesNotLabelled
from linli.warnings.replies.checks import GROUNDS, POLITE, Grounds, check, plain
from linli.warnings.replies.clauses import Weights, clauses
from linli.warnings.replies.files import Reply

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]
Learner = Callable[[Numbers], Callable[[Numbers], Floats]]
"""Learns from some replies and then says of others by how much they lack grounds; above 0: it calls them without."""

CHOICES = tuple(Weights(*each) for each in product((0.3, 0.4, 0.5, 0.6), (0.0, 0.1, 0.2), (0.0, 10.0)))
"""Weights among which one is chosen where the weights are learnt too; those in force are among them."""
IN_FORCE = CHOICES.index(GROUNDS.weights)
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
    """Return the figures of what the replies are labelled with: grounds, or whether they say nothing.

    Raises RepliesNotLabelled.
    """
    if coded := [each for each in replies if each.says_nothing is not None]:
        return {"empty_formula": _formulas(coded)}
    return {"grounds": _figures([each for each in replies if each.label in ("0", "1")])}


def _figures(replies: Sequence[Reply]) -> dict[str, Any]:
    known = _labelled(replies)
    everything = np.arange(len(known.none))
    return {
        "replies": len(known.none),
        "without_grounds": int(known.none.sum()),
        "model": asdict(_grounds(known, everything)),
        "groups": {name: _compared(known, name) for name in known.groups},
    }


def _formulas(replies: Sequence[Reply]) -> dict[str, Any]:
    """Compare the score with the length: chance that a reply that says nothing stands above one that does."""
    nothing = np.array([bool(each.says_nothing) for each in replies])
    _require_both(nothing)
    scores = {
        "check": np.array([check(each.question, each.reply).empty_formula for each in replies]),
        "length": np.array([-float(len(plain(each.reply))) for each in replies]),
    }
    random = np.random.default_rng(0)
    draws = [random.integers(0, len(nothing), len(nothing)) for _ in range(DRAWS // 4)]
    drawn = {
        name: np.array(
            [roc_auc_score(nothing, score)] + [roc_auc_score(nothing[at], score[at]) for at in draws]
        )
        for name, score in scores.items()
    }
    areas = {name: _interval(each, "auc") for name, each in drawn.items()}
    return {"replies": len(nothing), "say_nothing": int(nothing.sum())} | areas


def _labelled(replies: Sequence[Reply]) -> Labelled:
    none = np.array([each.label == "0" for each in replies], dtype=bool)
    _require_both(none)
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


def _require_both(labels: NDArray[np.bool_], fewest: int = FEWEST) -> None:
    fewer = int(min(labels.sum(), (~labels).sum()))
    if fewer < fewest:
        raise RepliesNotLabelled(needed=FEWEST, found=fewer)


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


def _grounds(known: Labelled, rows: Numbers, choices: Sequence[int] = (IN_FORCE,)) -> Grounds:
    """Return what these replies teach: of the weights to choose from those whose curve is the likeliest."""
    curves = [(_curve(known.told[rows, choice], known.none[rows]), choice) for choice in choices]
    curve, choice = min(curves, key=lambda pair: pair[0].surprise)
    return Grounds(CHOICES[choice], round(-curve.constant, 2), round(-curve.slope, 2), round(curve.cut, 1))


@dataclass(frozen=True)
class Curve:
    """A logistic curve over log(1 + amount) for "without grounds"."""

    surprise: float
    constant: float
    slope: float
    cut: float
    """The amount below which to call a reply without grounds, for the best F1 if the curve is right."""


def _curve(amounts: Floats, none: NDArray[np.bool_]) -> Curve:
    table = np.log1p(amounts)[:, None]
    fitted = LogisticRegression(C=100, solver="newton-cholesky").fit(table, none)
    chances = fitted.predict_proba(table)[:, 1]
    constant, slope = float(fitted.intercept_[0]), float(fitted.coef_[0, 0])
    called = np.sort(chances)[::-1]
    f1 = 2 * called.cumsum() / (np.arange(1, len(called) + 1) + called.sum())
    # The best F1 is reached by calling whatever is likelier than half of that F1.
    cut = np.expm1((logit(f1.max() / 2) - constant) / slope)
    surprise = -np.log(np.where(none, chances, 1 - chances).clip(1e-12)).mean()
    return Curve(float(surprise), constant, slope, float(cut))


def _compared(known: Labelled, name: str) -> dict[str, Any]:
    learners = {
        "check": _check(known, (IN_FORCE,)),
        "check_weights_learnt_too": _check(known, range(len(CHOICES))),
    } | {each: _only(length, known.none) for each, length in known.lengths.items()}
    margins = {each: _margins(known, name, learner) for each, learner in learners.items()}
    drawn = {each: _drawn(known.none, known.groups[name], found) for each, found in margins.items()}
    best = max(known.lengths, key=lambda each: drawn[each][0])
    return {
        each: _figure(known.none, margins[each], drawn[each])
        | ({} if each in known.lengths else {"better_than_length_by": _interval(drawn[each] - drawn[best])})
        for each in learners
    }


def _check(known: Labelled, choices: Sequence[int]) -> Learner:
    def learn(rows: Numbers) -> Callable[[Numbers], Floats]:
        made = _grounds(known, rows, choices)
        told = known.told[:, CHOICES.index(made.weights)]
        return lambda asked: np.log1p(made.cut) - np.log1p(told[asked])

    return learn


def _only(length: Floats, none: NDArray[np.bool_]) -> Learner:
    def learn(rows: Numbers) -> Callable[[Numbers], Floats]:
        cut = _curve(length[rows], none[rows]).cut
        return lambda asked: cut - length[asked]

    return learn


def _margins(known: Labelled, name: str, learner: Learner) -> Floats:
    """Return for each division what is said of each reply by what was learnt without its group and its wording."""
    margins = np.zeros((DIVISIONS, len(known.none)))
    for division in range(DIVISIONS):
        for rows, asked in _divided(known, name, division):
            _require_both(known.none[rows], FEWEST // FOLDS)
            margins[division, asked] = learner(rows)(asked)
    return margins


def _divided(known: Labelled, name: str, seed: int) -> Iterator[tuple[Numbers, Numbers]]:
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    wording = known.groups["wording"]
    for rows, asked in folds.split(known.none, known.none, known.groups[name]):
        yield rows[~np.isin(wording[rows], wording[asked])], asked


def _drawn(none: NDArray[np.bool_], groups: Numbers, margins: Floats) -> Floats:
    """Return the F1 (mean of the divisions), then that of each draw of whole groups: the same draws for all."""
    called = margins > 0
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


def _interval(drawn: Floats, name: str = "f1") -> dict[str, Any]:
    low, high = np.percentile(drawn[1:], (2.5, 97.5))
    return {name: round(float(drawn[0]), 3), "interval": [round(float(low), 3), round(float(high), 3)]}
