"""What apps above hold about a matter, for its page: each fills a block of its own, and the page knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from linli.core.errors import Sentence
from linli.matters.models import Matter
from linli.people.access import Viewer


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that belongs to the matter, with the way to it."""

    title: Sentence
    url: str
    status: Sentence = ""
    detail: Sentence = ""
    is_alert: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    heading: Sentence
    lines: Sequence[Line]
    url: str = ""
    """Where all of it is; empty: nowhere else."""
    more: Sentence = ""
    """What the way there is called."""


Teller = Callable[[Viewer, Matter], Block | None]
_tellers: dict[int, Teller] = {}


def beside_matters(place: int) -> Callable[[Teller], Teller]:
    """Let a function fill the block at a place of its own, from the top. None: nothing to show.

    It asks its own access what the viewer may see, in a constant number of queries, and none without a grant.
    """

    def register(teller: Teller) -> Teller:
        if _tellers.setdefault(place, teller) is not teller:
            raise ValueError(f"two blocks stand at place {place}")
        return teller

    return register


def blocks_of(viewer: Viewer, matter: Matter) -> list[Block]:
    """Return what stands beside a matter for one viewer, in order."""
    found = (teller(viewer, matter) for _place, teller in sorted(_tellers.items()))
    return [block for block in found if block is not None and (block.lines or block.url)]
