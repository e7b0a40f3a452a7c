"""Whether duplicates are told from other things at the same place, and how long a proposal takes while one files."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

import yaml

from linli.bench.duplicates_pairs import SAME, Pair, pairs
from linli.bench.preparing import PACK
from linli.intake.policies.duplicates import METRES_PER_DEGREE, Traits, likeness
from linli.intake.queries.duplicates import said_of
from linli.intake.rules import DuplicateRule
from linli.language.classifier.messages import LabelledMessage, read_messages
from linli.language.policies import similarity

FAR_METRES = 100
"""Two reports of one thing, and of two things at one place, are at most so far apart."""
ASKED_RECALL = 0.8


@dataclass(frozen=True)
class PairFigures:
    """Of pairs made from real messages, by the numbers of the invented city."""

    pairs: Mapping[str, int]
    proposed: Mapping[str, float]
    """Share of each sort that is proposed."""
    precision: float
    recall: float
    precision_at_recall: float
    """Precision at the highest bound of the score that still finds four fifths."""


@dataclass(frozen=True)
class FilingFigures:
    matters: int
    asked: int
    p50_ms: float
    p95_ms: float
    most_queries: int
    proposals: int
    """Found in all, so that it shows whether there was something to compare."""


def told_apart(file: Path, *, count: int, seed: int) -> PairFigures:
    """Make pairs from labelled messages (CSV: label, title, detail) and say which would be proposed."""
    rule = _rule()
    chance = Random(seed)  # noqa: S311 — where it is reported, no secret
    scores = defaultdict[str, list[float]](list)
    for pair in pairs(read_messages(file), count=count, seed=seed):
        scores[pair.sort].append(_score(pair, rule, chance.uniform(0, FAR_METRES)))
    same = sorted((each for sort, found in scores.items() if sort in SAME for each in found), reverse=True)
    other = [each for sort, found in scores.items() if sort not in SAME for each in found]
    right, wrong = sum(each > 0 for each in same), sum(each > 0 for each in other)
    bound = same[min(len(same) - 1, int(ASKED_RECALL * len(same)))]
    above, not_same = sum(each >= bound for each in same), sum(each >= bound for each in other)
    return PairFigures(
        pairs={sort: len(found) for sort, found in scores.items()},
        proposed={
            sort: round(sum(each > 0 for each in found) / len(found), 3) for sort, found in scores.items()
        },
        precision=round(right / max(1, right + wrong), 4),
        recall=round(right / max(1, len(same)), 4),
        precision_at_recall=round(above / max(1, above + not_same), 4),
    )


def at_filing(home: Path, *, samples: int, seed: int) -> FilingFigures:
    """Ask a filled home, as a resident who files one is asked. It is only read."""
    from linli.bench.lists import inside
    from linli.bench.serving import bench_home

    with bench_home(home) as place:
        return FilingFigures(**json.loads(inside(place, "linli.bench.duplicates_asking", samples, seed)))


def _rule() -> DuplicateRule:
    entry = yaml.safe_load((PACK / "rules" / "intake-duplicates.yaml").read_text(encoding="utf-8"))
    return DuplicateRule.model_validate(entry["value"])


def _score(pair: Pair, rule: DuplicateRule, metres: float) -> float:
    """Return the score of the pair, 0 where nothing is proposed."""
    one, other = _traits(pair.one, 0.0), _traits(pair.other, metres)
    found = likeness(one, other, similarity(one.words, other.words), rule, days=0)
    return found.score if found else 0.0


def _traits(message: LabelledMessage, metres: float) -> Traits:
    words = said_of(message.title, message.text)
    return Traits(words=words, label=message.label, lon=114.3, lat=35.7 + metres / METRES_PER_DEGREE)
