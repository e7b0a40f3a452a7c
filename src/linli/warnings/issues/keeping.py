"""A group as numbers that a row can keep, and back."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from linli.warnings.issues.grouping import Group
from linli.warnings.issues.subject import Subject

PAIRS, WEIGHTS = np.dtype("<u4"), np.dtype("<f4")


def packed(group: Group) -> bytes:
    """Return what is needed to recognise further members: pairs as hashes with their weights, no text."""
    subject = group.subject
    counts = np.array([len(group.pairs), len(subject.theme)], dtype=PAIRS)
    parts = (
        counts,
        group.pairs.astype(PAIRS),
        group.weights.astype(WEIGHTS),
        subject.theme.astype(PAIRS),
        subject.theme_weights.astype(WEIGHTS),
        subject.place.astype(PAIRS),
        subject.place_weights.astype(WEIGHTS),
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

    mean, mean_weights = take(PAIRS, pairs), take(WEIGHTS, pairs)
    said, said_weights = take(PAIRS, theme), take(WEIGHTS, theme)
    place = (len(content) - at) // (PAIRS.itemsize + WEIGHTS.itemsize)  # what was kept before has none
    where, where_weights = take(PAIRS, place), take(WEIGHTS, place)
    return Group(
        members=[],
        pairs=mean.astype(np.int64),
        weights=mean_weights.astype(float),
        subject=Subject(
            said.astype(np.int64),
            said_weights.astype(float),
            where.astype(np.int64),
            where_weights.astype(float),
        ),
        key=key,
        older=older,
    )
