"""A group as numbers that a row can keep, and back."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from linli.warnings.issues.grouping import Group

PAIRS, WEIGHTS = np.dtype("<u4"), np.dtype("<f4")


def packed(group: Group) -> bytes:
    """Return what is needed to recognise further members: pairs as hashes with their weights, no text."""
    counts = np.array([len(group.pairs), len(group.theme)], dtype=PAIRS)
    parts = (
        counts,
        group.pairs.astype(PAIRS),
        group.weights.astype(WEIGHTS),
        group.theme.astype(PAIRS),
        group.theme_weights.astype(WEIGHTS),
    )
    return zlib.compress(b"".join(part.tobytes() for part in parts))


def unpacked(traits: bytes, *, key: int, older: int) -> Group:
    """Return the group of a row that has `older` members."""
    content = zlib.decompress(traits)
    pairs, theme = (int(each) for each in np.frombuffer(content, PAIRS, 2))
    at = 2 * PAIRS.itemsize

    def take(kind: np.dtype[np.generic], count: int) -> NDArray[np.generic]:
        nonlocal at
        found = np.frombuffer(content, kind, count, at)
        at += count * kind.itemsize
        return found

    return Group(
        members=[],
        pairs=take(PAIRS, pairs).astype(np.int64),
        weights=take(WEIGHTS, pairs).astype(float),
        theme=take(PAIRS, theme).astype(np.int64),
        theme_weights=take(WEIGHTS, theme).astype(float),
        key=key,
        older=older,
    )
