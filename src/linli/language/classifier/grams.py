"""What the classifier sees of a message: pieces of its title and text, never who wrote it or when."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linli.language.policies.text import fold

LONGEST_TITLE = 200
LONGEST_TEXT = 3_000
"""Characters that are looked at; later ones hardly change the subject and would cost time."""
HEAD = 60
"""Characters of the text that count as its opening: whom it addresses and what it is about."""

SPACE = re.compile(r"\s+")
PLACE = re.compile(r"[a-z][0-9]*(?=[市区县])")
DIGITS = re.compile(r"[0-9]+")
SIGNS = re.compile(r"\W+")

KEY_BLOCKS = (
    ("characters", 1.0),
    ("triples", 0.7),
    ("opening", 0.5),
    ("title characters", 0.6),
    ("title triples", 0.5),
)
WORD_BLOCKS = (("words", 1.0), ("title words", 0.5))
BLOCKS = KEY_BLOCKS + WORD_BLOCKS
"""The kinds of pieces and their weight. Each kind is scaled to length 1 for itself, so that a long text does not
drown its title. Characters are singles and pairs; the opening is pairs and triples."""

BITS = np.uint64(20)
CODE_POINT = np.uint64((1 << 20) - 1)
BLOCK_BITS = np.uint64(60)
MARKS = tuple(np.uint64(block) << BLOCK_BITS for block in range(len(KEY_BLOCKS)))
GAP = ord(" ")
Keys = NDArray[np.uint64]


@dataclass(frozen=True)
class Pieces:
    """The pieces of one message; repeated pieces are repeated."""

    keys: Keys
    """Ascending. Each is the number of its block in KEY_BLOCKS (4 bits) and up to three characters (20 bits each,
    which all but private characters need): nothing is hashed. Keys with a gap are among them, and no model knows
    one: looking for it costs less than leaving it out."""
    words: tuple[list[str], ...]
    """For each of WORD_BLOCKS."""


def plain(text: str) -> str:
    """Return folded text in which all numbers, and all lettered places, look the same."""
    if not text:
        return ""
    joined = SPACE.sub("", fold(text))
    return SIGNS.sub(" ", DIGITS.sub("0", PLACE.sub("P", joined)))


def pieces(title: str, text: str) -> Pieces:
    title = plain(title[:LONGEST_TITLE])
    whole = f"{title} {plain(text[:LONGEST_TEXT])}"
    begin, head = len(title) + 1, len(title) + 1 + HEAD
    ones, pairs, triples = _overlapping(whole)
    keys = [
        ones,
        pairs,
        triples | MARKS[1],
        pairs[begin : head - 1] | MARKS[2],
        triples[begin : head - 2] | MARKS[2],
    ]
    if title:  # most messages have none
        keys += [ones[:begin] | MARKS[3], pairs[:begin] | MARKS[3], triples[:begin] | MARKS[4]]
    together = np.concatenate(keys)
    together.sort()
    return Pieces(together, (words(whole), words(title)))


def _overlapping(whole: str) -> tuple[Keys, Keys, Keys]:
    """Return the single characters, pairs and triples, in the order of their first characters."""
    ones = np.frombuffer(whole.encode("utf-32-le"), "<u4").astype(np.uint64) & CODE_POINT
    pairs = (ones[:-1] << BITS) | ones[1:]
    return ones, pairs, (pairs[:-1] << BITS) | ones[2:]


def has_gap(keys: Keys) -> NDArray[np.bool_]:
    """Tell which keys have a gap among their characters, so are no piece of any word."""
    fields = (keys, keys >> BITS, keys >> BITS >> BITS)
    found: NDArray[np.bool_] = np.logical_or.reduce([(each & CODE_POINT) == GAP for each in fields])
    return found


def words(plain_text: str) -> list[str]:
    import rjieba

    return [word for word in rjieba.cut(plain_text) if word != " "] if plain_text else []
