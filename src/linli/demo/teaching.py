"""Teaches the classifier what Anhe's kinds sound like, so that a clerk gets a suggestion at intake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import date

from linli.catalogue.policies.kinds import KindView
from linli.catalogue.policies.messages import Composed
from linli.catalogue.queries import kinds
from linli.demo.messages import Places, messages
from linli.language.actions import train_classifier
from linli.language.classifier.messages import LabelledMessage
from linli.language.classifier.model import Figures
from linli.language.queries import classifier_path

FEWEST = 6
"""Examples of a kind below which nothing is learnt about it."""
SEED = 1


def teach(
    composed: Sequence[Composed], *, on: date, advance: Callable[[str], None] = lambda step: None
) -> Figures:
    """Train on the composed messages and on the catalogue's own words; keep the model. Labels are codes of kinds."""
    lessons = list(lessons_from(composed, kinds().leaves))
    classifier, _size = train_classifier(lessons, path=classifier_path(), on=on, advance=advance)
    return classifier.header.figures


def lessons_from(composed: Sequence[Composed], leaves: Iterable[KindView]) -> list[LabelledMessage]:
    """Return examples for each kind that has enough of them, in the order of their codes."""
    found = [*_told(composed), *(each for kind in leaves for each in _described(kind))]
    often = Counter(each.label for each in found)
    kept = [each for each in found if often[each.label] >= FEWEST]
    return sorted(kept, key=lambda each: each.label)


def _told(composed: Sequence[Composed]) -> Iterable[LabelledMessage]:
    """Yield each message as it was composed, and one of each kind as a resident in a hurry would write it."""
    filled = {each.name: getattr(Places(), each.name)[0] for each in fields(Places)}
    for each in composed:
        yield LabelledMessage(each.kind_code, each.title.format(**filled), each.text.format(**filled))
    kinds_of = {each.kind_code for each in composed}
    for written in messages(composed, seed=SEED, count=len(kinds_of), duplicates=0):
        yield LabelledMessage(written.kind_code, written.title, written.text)


def _described(kind: KindView) -> Iterable[LabelledMessage]:
    """Yield the kind in the catalogue's words, turned in several ways: residents use them too."""
    words = "，".join(kind.keywords)
    yield LabelledMessage(kind.code, kind.name_zh, kind.opening_zh)
    yield LabelledMessage(kind.code, kind.name_zh, words)
    yield LabelledMessage(kind.code, words, kind.opening_zh + kind.name_zh)
    yield LabelledMessage(kind.code, "，".join(kind.keywords[:2]), f"{kind.name_zh}：{kind.opening_zh}")
