"""What apps above show beside a matter: links that a person may follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from linli.core.errors import Sentence
from linli.matters.models import Matter
from linli.people.access import Viewer


@dataclass(frozen=True)
class Beside:
    """One link beside a matter."""

    url: str
    label: Sentence
    hint: str = ""


Shower = Callable[[Matter, Viewer], Iterable[Beside]]
_showers: list[Shower] = []


def shows_beside(shower: Shower) -> Shower:
    """Ask the function on every matter's page. It returns only what the viewer may open, in constant queries."""
    _showers.append(shower)
    return shower


def beside(matter: Matter, viewer: Viewer) -> list[Beside]:
    return [each for shower in _showers for each in shower(matter, viewer)]
