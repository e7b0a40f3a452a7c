"""Pairs of characters of many texts at once, and which of them belong to the names of places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from linli.language.policies.places import BREAK, CODE, spans

BITS = 20
SIZE = 1 << BITS
TITLE_WEIGHT = 4
"""How often a title's pairs count: it says what the message is about."""
END = "\x00"
Ids = NDArray[Any]
Floats = NDArray[Any]


@dataclass(frozen=True)
class Grams:
    """Texts x pairs: how often each pair occurs, damped."""

    counts: sparse.csr_matrix
    occurring: Ids
    """Each occurrence of a pair."""
    in_names: Ids
    """Those inside what looks like the name of a place."""
    names: sparse.csr_matrix
    """Texts x pairs that are inside such a name there."""


def grams_of(texts: Sequence[tuple[str, str]]) -> Grams:
    """Return the pairs of titles and texts that were made comparable."""
    joined = END.join((title + BREAK) * TITLE_WEIGHT + text for title, text in texts)
    signs = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    inside = _in_names(joined)
    text_of = np.cumsum(signs == 0)
    counted = _says_something(signs)
    pairs = counted[:-1] & counted[1:]
    ids = _hashed(signs)[pairs]
    named = (inside[:-1] & inside[1:])[pairs]
    every = text_of[:-1][pairs] * SIZE + ids
    keys, times = np.unique(every, return_counts=True)
    names = np.unique(every[named])
    return Grams(
        _matrix(keys, 1 + np.log(times), len(texts)),
        ids,
        ids[named],
        _matrix(names, np.ones(len(names)), len(texts)),
    )


def _matrix(keys: Ids, values: Floats, texts: int) -> sparse.csr_matrix:
    return sparse.csr_matrix((values, (keys >> BITS, keys & (SIZE - 1))), shape=(texts, SIZE))


def _says_something(signs: NDArray[np.uint64]) -> NDArray[np.bool_]:
    han = (signs >= 0x3400) & (signs <= 0x9FFF)
    digit = (signs >= ord("0")) & (signs <= ord("9"))
    letter = (signs >= ord("A")) & (signs <= ord("Z"))
    other = signs >= 0xC0  # other scripts, emoji
    punctuation = ((signs >= 0x2000) & (signs <= 0x206F)) | ((signs >= 0x3000) & (signs <= 0x303F))
    punctuation |= (signs >= 0xFE00) & (signs <= 0xFFEF)
    return (han | digit | letter | other) & ~punctuation


def _hashed(signs: NDArray[np.uint64]) -> Ids:
    mixed = signs[:-1] * np.uint64(0x9E3779B97F4A7C15) + signs[1:] * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed ^= mixed >> np.uint64(29)
    return ((mixed * np.uint64(0xBF58476D1CE4E5B9)) >> np.uint64(64 - BITS)).astype(np.int64)


def _in_names(joined: str) -> NDArray[np.bool_]:
    inside = np.zeros(len(joined), dtype=bool)
    for begin, end in spans(joined):
        inside[begin:end] = True
    for found in CODE.finditer(joined):
        inside[found.start() : found.end()] = True
    return inside


def heaviest(rows: sparse.csr_matrix, most: int) -> sparse.csr_matrix:
    """Keep the `most` heaviest entries of each row."""
    lengths = np.diff(rows.indptr)
    row = np.repeat(np.arange(rows.shape[0]), lengths)
    order = np.lexsort((-rows.data, row))
    rank = np.arange(len(order)) - np.repeat(rows.indptr[:-1], lengths)
    kept = order[rank < most]
    return sparse.csr_matrix((rows.data[kept], (row[kept], rows.indices[kept])), shape=rows.shape)


def of_length_one(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    return sparse.csr_matrix(sparse.diags(1 / lengths) @ rows)
