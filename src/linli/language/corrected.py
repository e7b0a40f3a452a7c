"""The city's own labelled messages: an app above that knows what people corrected gives them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from linli.language.classifier.messages import LabelledMessage

Source = Callable[[], Iterable[LabelledMessage]]
_sources: list[Source] = []


def gives_corrected(source: Source) -> Source:
    _sources.append(source)
    return source


LEAST_OF_A_LABEL = 12
"""Fewer messages teach nothing; a city has kinds that hardly occur, and they must not keep it from learning."""


def corrected() -> list[LabelledMessage]:
    """Return all messages whose label a person has confirmed or put right, but none of very rare labels."""
    found = [message for source in _sources for message in source() if message.label]
    often = Counter(message.label for message in found)
    return [message for message in found if often[message.label] >= LEAST_OF_A_LABEL]
