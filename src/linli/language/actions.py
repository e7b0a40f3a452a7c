from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from linli.language.classifier.messages import LabelledMessage
from linli.language.classifier.model import Classifier, save


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
