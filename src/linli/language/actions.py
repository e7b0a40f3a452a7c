from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zlib import crc32

from linli.language.classifier.messages import LabelledMessage
from linli.language.classifier.model import Classifier, load, save
from linli.language.errors import ModelMissing, ModelUnusable, ModelWorse

ASKED_OF = 5
"""One message in so many is kept aside to compare by."""


def train_classifier(
    messages: Sequence[LabelledMessage],
    *,
    path: Path,
    on: date,
    advance: Callable[[str], None] = lambda step: None,
) -> tuple[Classifier, int]:
    """Train on `messages`, keep the model at `path`, return it and its size in bytes.

    Running processes take up the new model within seconds. Raises LabelsTooFew or LabelTooRare; then, and when the
    process is killed, the old model stays.
    """
    from linli.language.classifier.training import train

    classifier = train(messages, on=on, advance=advance)
    return classifier, save(classifier, path)


@dataclass(frozen=True)
class Compared:
    """Two models on the same messages, of which neither the new one nor its rival here had learnt."""

    asked: int
    new_f1: float
    old_f1: float | None
    """None: there was no model in force."""


def replace_classifier(
    messages: Sequence[LabelledMessage],
    *,
    path: Path,
    on: date,
    advance: Callable[[str], None] = lambda step: None,
) -> tuple[Classifier, int, Compared]:
    """Train on `messages` and put the model in force, unless the one in force answers better.

    A fifth of the messages, chosen by their words, is kept aside; a model made of the others and the one in force are
    asked about it. Then the new model learns from all. Raises ModelWorse, LabelsTooFew, LabelTooRare; then the old one
    stays.
    """
    compared = compare(messages, path=path, on=on)
    if compared.old_f1 is not None and compared.new_f1 < compared.old_f1:
        raise ModelWorse(new=f"{compared.new_f1:.3f}", old=f"{compared.old_f1:.3f}", asked=compared.asked)
    classifier, size = train_classifier(messages, path=path, on=on, advance=advance)
    return classifier, size, compared


def compare(messages: Sequence[LabelledMessage], *, path: Path, on: date) -> Compared:
    """Return how a model made of these messages and the one in force answer the same questions."""
    from linli.language.classifier.figures import evaluate
    from linli.language.classifier.training import train

    old = _in_force(path)
    if old is None:
        return Compared(0, 0.0, None)
    known: list[LabelledMessage] = []
    asked: list[LabelledMessage] = []
    for each in messages:
        (asked if _is_asked(each) else known).append(each)
    if not asked:
        return Compared(0, 0.0, None)
    new_f1 = evaluate(train(known, on=on), asked, model_bytes=0).macro_f1
    return Compared(len(asked), new_f1, evaluate(old, asked, model_bytes=0).macro_f1)


def _is_asked(message: LabelledMessage) -> bool:
    """By its words alone: what is repeated stands on one side, whatever its label."""
    return crc32(f"{message.title}\n{message.text}".encode()) % ASKED_OF == 0


def _in_force(path: Path) -> Classifier | None:
    try:
        return load(path)
    except (ModelMissing, ModelUnusable):
        return None
