"""How alike two texts are: the cosine of their pairs of characters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log, sqrt
from operator import add

from linli.language.policies.text import fold

LONGEST_TEXT = 2_000


@dataclass(frozen=True)
class Shingles:
    """The pairs of characters of a text, repeated ones weighing less than twice; `length` is the vector's."""

    weights: dict[str, float]
    length: float


def shingles(text: str) -> Shingles:
    """Return what `similarity` compares. Spaces and punctuation do not count; place names and numbers do."""
    signs = "".join(filter(str.isalnum, fold(text[:LONGEST_TEXT])))
    pairs = map(add, signs, signs[1:]) if len(signs) > 1 else iter(signs)
    weights = {pair: 1 + log(count) if count > 1 else 1.0 for pair, count in Counter(pairs).items()}
    return Shingles(weights, sqrt(sum([weight * weight for weight in weights.values()])))


def similarity(a: str | Shingles, b: str | Shingles) -> float:
    """Return 1 for texts of the same pairs, 0 for texts that share none, or where one is empty."""
    one, other = (each if isinstance(each, Shingles) else shingles(each) for each in (a, b))
    if not one.length or not other.length:
        return 0.0
    few, many = sorted((one.weights, other.weights), key=len)
    shared = sum([weight * many[pair] for pair, weight in few.items() if pair in many])
    return min(1.0, shared / (one.length * other.length))
