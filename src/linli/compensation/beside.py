"""What apps above do with a result: each may offer to take it over, and the calculator knows none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from linli.core.errors import Sentence


@dataclass(frozen=True, slots=True)
class Offer:
    """A button below a result. Its address gets the answers, in the field `answers`."""

    label: Sentence
    url: str


Offerer = Callable[[HttpRequest, datetime], Offer | None]
_offerers: list[Offerer] = []


def beside_results(offerer: Offerer) -> Offerer:
    """Let a function offer to take results over. None: nothing for whoever asks."""
    _offerers.append(offerer)
    return offerer


def offers_to(request: HttpRequest, now: datetime) -> list[Offer]:
    return [offer for each in _offerers if (offer := each(request, now)) is not None]
