"""How good a classifier is on messages it has not seen."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from linli.language.classifier.messages import LabelledMessage
from linli.language.classifier.model import Classifier


@dataclass(frozen=True)
class LabelFigures:
    """A figure whose denominator is zero is 0, as is usual for F1."""

    precision: float
    recall: float
    f1: float
    support: int
    """Messages of the test file with this label."""


@dataclass(frozen=True)
class Evaluation:
    macro_f1: float
    """Mean F1 over every label that occurs in the test file or among the answers."""
    accuracy: float
    per_class: dict[str, LabelFigures]
    messages_per_second: float
    """For each second that one core worked on them, one message after the other, cutting into words included."""
    model_bytes: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def evaluate(classifier: Classifier, test: Sequence[LabelledMessage], *, model_bytes: int) -> Evaluation:
    """Answer every test message and compare. A message without an answer counts as wrong."""
    classifier.ready().answers([(each.title, each.text) for each in test[:20]])
    started = time.process_time()
    answers = classifier.answers([(each.title, each.text) for each in test])
    seconds = max(time.process_time() - started, 1e-9)
    given = [answer.label if answer else None for answer in answers]
    per_class = _per_class([each.label for each in test], given)
    return Evaluation(
        macro_f1=sum(each.f1 for each in per_class.values()) / len(per_class),
        accuracy=sum(each.label == label for each, label in zip(test, given, strict=True)) / len(test),
        per_class=per_class,
        messages_per_second=round(len(test) / seconds, 1),
        model_bytes=model_bytes,
    )


def _per_class(wanted: Sequence[str], given: Sequence[str | None]) -> dict[str, LabelFigures]:
    right = Counter(label for label, answer in zip(wanted, given, strict=True) if label == answer)
    support, answered = Counter(wanted), Counter(label for label in given if label)
    return {
        label: LabelFigures(
            precision=right[label] / answered[label] if answered[label] else 0.0,
            recall=right[label] / support[label] if support[label] else 0.0,
            f1=2 * right[label] / (support[label] + answered[label]),
            support=support[label],
        )
        for label in sorted(support | answered)
    }
