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
CODE_POINT = np.uint32((1 << 20) - 1)
BLOCK_BITS = np.uint64(60)
MARKS = tuple(np.uint64(block) << BLOCK_BITS for block in range(len(KEY_BLOCKS)))
GAP = ord(" ")
Keys = NDArray[np.uint64]
NO_KEYS: Keys = np.empty(0, np.uint64)


@dataclass(frozen=True)
class Pieces:
    """The pieces of one message; repeated pieces are repeated."""

    keys: Keys
    """Ascending. Each is the number of its block in KEY_BLOCKS (4 bits) and up to three characters (20 bits each,
    which all but private characters need): nothing is hashed."""
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
        (0, ones[0]),
        (0, pairs[0]),
        (1, triples[0]),
        (2, pairs[0][pairs[1].searchsorted(begin) : pairs[1].searchsorted(head - 1)]),
        (2, triples[0][triples[1].searchsorted(begin) : triples[1].searchsorted(head - 2)]),
    ]
    if title:  # most messages have none
        keys += [
            (3, ones[0][: ones[1].searchsorted(begin)]),
            (3, pairs[0][: pairs[1].searchsorted(begin)]),
            (4, triples[0][: triples[1].searchsorted(begin)]),
        ]
    together = np.concatenate([found | MARKS[block] for block, found in keys if len(found)] or [NO_KEYS])
    together.sort()
    return Pieces(together, (words(whole), words(title)))


def _overlapping(whole: str) -> list[tuple[Keys, NDArray[np.intp]]]:
    """Return the single characters, pairs and triples that contain no gap, each with their positions."""
    points = np.frombuffer(whole.encode("utf-32-le"), "<u4")
    sound = points != GAP
    ones = (points & CODE_POINT).astype(np.uint64)
    pairs = (ones[:-1] << BITS) | ones[1:]
    triples = (pairs[:-1] << BITS) | ones[2:]
    sound_pairs = sound[:-1] & sound[1:]
    places = [each.nonzero()[0] for each in (sound, sound_pairs, sound_pairs[:-1] & sound[2:])]
    return [(all_.take(place), place) for all_, place in zip((ones, pairs, triples), places, strict=True)]


def words(plain_text: str) -> list[str]:
    import rjieba

    return [word for word in rjieba.cut(plain_text) if word != " "] if plain_text else []
