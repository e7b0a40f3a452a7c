"""A trained classifier: answering, and its file.

The file is a plain zip of NumPy arrays and a JSON header. Nothing in it can run: no pickle, no compression, and
its digest covers the header and every array, so a damaged or altered file is refused. The digest keeps out
accidents and tampering by hand; who may write into the models folder may of course train another model.
"""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain, pairwise
from pathlib import Path
from tokenize import TokenError
from typing import Any, Literal
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from linli.language.classifier.grams import BLOCKS, KEY_BLOCKS, Keys, pieces
from linli.language.errors import ModelMissing, ModelUnusable

LARGEST_FILE_BYTES = 60_000_000
FEWEST_KNOWN_PIECES = 4
"""A message of which less is known gets no answer."""
WHAT_READING_RAISES = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    RuntimeError,
    MemoryError,
    OverflowError,
    SyntaxError,
    TypeError,
    TokenError,  # NumPy reads an array's header as Python literals
    zipfile.BadZipFile,
)
NO_KEY = np.uint64(2**64 - 1)
ARRAYS = ("keys", "words", "ends", "idf", "weights", "intercepts")

Scores = NDArray[np.float32]


class Figures(BaseModel):
    """What was measured by cross-validation on the training data itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    macro_f1: float
    accuracy: float
    calibration_error: float
    """Mean distance between confidence and share of right answers, over ten bands."""
    folds: int


class Header(BaseModel):
    """What the file says of itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    labels: tuple[str, ...] = Field(min_length=2, max_length=1000)
    blocks: tuple[str, ...]
    messages: int
    data_digest: str
    """Names the training data: SHA-256 over its labels, titles and texts."""
    trained_on: date
    sharpness: float = Field(gt=0, allow_inf_nan=False)
    """Scores times this, through softmax, are probabilities."""
    figures: Figures


@dataclass(frozen=True)
class Answer:
    label: str
    confidence: float
    """Between 0 and 1: of answers with confidence 0.8, about 80 of 100 were right in cross-validation."""


@dataclass(frozen=True, eq=False)
class Classifier:
    """A linear classifier over pieces of text. Never changed after it was made, so threads may share it.

    Pieces are numbered through all blocks, keys first, then words.
    """

    header: Header
    keys: Keys
    """Known keys, ascending; so those of a block lie together."""
    words: tuple[str, ...]
    ends: NDArray[np.int64]
    """Where each block ends."""
    idf: Scores
    weights: Scores
    """For each piece and label; block weight and idf are already in them."""
    intercepts: Scores

    @cached_property
    def _sought(self) -> Keys:
        """The keys, and one larger than any, so that a search always ends on one."""
        return np.append(self.keys, NO_KEY)

    @cached_property
    def _word_blocks(self) -> list[dict[str, int]]:
        """For each block of words: word -> number + 1, so that none is 0."""
        first = len(self.keys)
        bounds = [0, *self.ends.tolist()][len(KEY_BLOCKS) :]
        return [
            {self.words[number - first]: number + 1 for number in range(start, end)}
            for start, end in pairwise(bounds)
        ]

    @cached_property
    def version(self) -> str:
        """A short name for what the classifier knows, whatever the day it was trained on. Takes 40 ms once."""
        known = hashlib.sha256("\n".join(self.header.labels).encode())
        known.update(np.ascontiguousarray(self.weights.astype("<f2")).tobytes())
        return known.hexdigest()[:12]

    def ready(self) -> Classifier:
        """Build the look-up tables now, so that the first message need not wait."""
        self._sought, self._word_blocks  # noqa: B018
        return self

    def scores(self, title: str, text: str) -> Scores | None:
        """Return a score for each label, None when too little of the message is known."""
        asked = pieces(title, text)
        bounds = _bounds(asked.keys)
        first = bounds[:-1]
        keys, counts = asked.keys.take(first), bounds[1:] - first
        places = self._sought.searchsorted(keys)
        known = (self._sought.take(places) == keys).nonzero()[0]
        blocks = zip(self._word_blocks, asked.words, strict=True)
        found = Counter(
            [*filter(None, chain.from_iterable(map(names.get, words) for names, words in blocks))]
        )
        if len(known) + len(found) < FEWEST_KNOWN_PIECES:
            return None
        numbers = np.concatenate((places.take(known), np.fromiter(found.keys(), np.int64, len(found)) - 1))
        return self._scores(numbers, np.concatenate((counts.take(known), [*found.values()])))

    def _scores(self, numbers: NDArray[np.int64], counts: NDArray[Any]) -> Scores:
        frequency = 1 + np.log(counts.astype(np.float32))
        block = self.ends.searchsorted(numbers, side="right")
        values = frequency * self.idf.take(numbers)
        lengths = np.sqrt(np.bincount(block, values * values, len(self.ends)))
        scaled = (frequency / lengths.take(block)).astype(np.float32)
        result: Scores = scaled @ self.weights.take(numbers, axis=0) + self.intercepts
        return result

    def answer(self, title: str, text: str) -> Answer | None:
        """Return the likeliest label, None when too little of the message is known."""
        scores = self.scores(title, text)
        if scores is None:
            return None
        best = int(scores.argmax())
        chances = np.exp((scores - scores[best]) * self.header.sharpness)
        return Answer(self.header.labels[best], float(1 / chances.sum()))

    def answers(self, messages: Iterable[tuple[str, str]]) -> list[Answer | None]:
        """Answer many (title, text) pairs, in one thread."""
        return [self.answer(title, text) for title, text in messages]

    def to_bytes(self) -> bytes:
        """Return the file: the same training gives the same bytes."""
        arrays = {
            "keys": self.keys.astype("<u8"),
            "words": np.frombuffer("\n".join(self.words).encode(), np.uint8),
            "ends": self.ends.astype("<i8"),
            "idf": self.idf.astype("<f4"),
            "weights": self.weights.astype("<f2"),
            "intercepts": self.intercepts.astype("<f4"),
        }
        header = self.header.model_dump_json().encode()
        stream = io.BytesIO()
        parts: dict[str, Any] = {
            "header": np.frombuffer(header, np.uint8),
            "digest": _digest(header, arrays),
            **arrays,
        }
        np.savez(stream, **parts)
        return stream.getvalue()


def _bounds(ascending: Keys) -> NDArray[np.intp]:
    """Return where each different key begins, and where the last one ends."""
    new = np.ones(len(ascending) + 1, np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=new[1:-1])
    return new.nonzero()[0]


def save(classifier: Classifier, path: Path) -> int:
    """Write the file in one step, so that no reader sees half of it. Returns its size in bytes."""
    content = classifier.to_bytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with draft.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return len(content)


def load(path: Path) -> Classifier:
    """Read a file that may be anything. Raises ModelMissing or ModelUnusable."""
    if not path.is_file():
        raise ModelMissing(path=path)
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise ValueError("larger than any model")
        return _parse(path.read_bytes())
    except WHAT_READING_RAISES as problem:
        raise ModelUnusable(path=path) from problem


def _parse(content: bytes) -> Classifier:
    """Raise ValueError and its like for anything that is not exactly what `to_bytes` makes."""
    arrays = _arrays(content)
    raw, digest = arrays.pop("header").tobytes(), arrays.pop("digest")
    if not np.array_equal(digest, _digest(raw, arrays)):
        raise ValueError("altered")
    header = Header.model_validate_json(raw)
    words = arrays["words"].tobytes().decode()
    result = Classifier(
        header,
        arrays["keys"],
        tuple(words.split("\n")) if words else (),
        arrays["ends"],
        arrays["idf"],
        arrays["weights"].astype(np.float32),
        arrays["intercepts"],
    )
    _check(result, arrays)
    return result


def _arrays(content: bytes) -> dict[str, NDArray[Any]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        wanted = {f"{name}.npy" for name in (*ARRAYS, "header", "digest")}
        if {each.filename for each in archive.infolist()} != wanted or len(archive.infolist()) != len(wanted):
            raise ValueError("other parts than a model's")
        if any(each.compress_type != zipfile.ZIP_STORED for each in archive.infolist()):
            raise ValueError("compressed")
        parts: dict[str, NDArray[Any]] = {}
        for name in sorted(wanted):
            stream = io.BytesIO(archive.read(name))  # its checksum is looked at before its content
            parts[name.removesuffix(".npy")] = np.lib.format.read_array(stream, allow_pickle=False)
    return parts


def _check(model: Classifier, arrays: dict[str, NDArray[Any]]) -> None:
    labels, known = len(model.header.labels), len(model.keys) + len(model.words)
    shapes = {
        "keys": ((len(model.keys),), "<u8"),
        "ends": ((len(BLOCKS),), "<i8"),
        "idf": ((known,), "<f4"),
        "weights": ((known, labels), "<f2"),
        "intercepts": ((labels,), "<f4"),
    }
    for name, (shape, kind) in shapes.items():
        if arrays[name].shape != shape or arrays[name].dtype != np.dtype(kind):
            raise ValueError(f"{name} has another shape")
        if not np.isfinite(arrays[name]).all():
            raise ValueError(f"{name} is not finite")
    ends = model.ends.tolist()
    if (
        ends != sorted(ends)
        or ends[0] < 0
        or ends[-1] != known
        or ends[len(KEY_BLOCKS) - 1] != len(model.keys)
    ):
        raise ValueError("blocks do not fit")
    if (model.keys[:-1] >= model.keys[1:]).any():
        raise ValueError("keys are not in order")
    if model.header.blocks != tuple(name for name, _ in BLOCKS):
        raise ValueError("other blocks than this version's")


def _digest(header: bytes, arrays: dict[str, NDArray[Any]]) -> NDArray[np.uint8]:
    digest = hashlib.sha256(len(header).to_bytes(8, "big") + header)
    for name in ARRAYS:
        array = arrays[name]
        digest.update(f"{name} {array.dtype.str} {array.shape};".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return np.frombuffer(digest.digest(), np.uint8)
