"""What apps above hold about a matter or an area: each fills a block of its own, and the page knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Exists, Model, QuerySet

from linli.areas.queries.tree import AreaView
from linli.core.errors import Sentence
from linli.matters.models import Matter
from linli.matters.policies import Verb
from linli.people.access import Viewer
from linli.people.policies import Permission


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
    part: str = ""
    """Address of a fragment that takes its place once the page stands: what takes a search is not waited for."""


T = TypeVar("T", bound=Model)
Teller = Callable[[Viewer, T], Block | None]


@dataclass(frozen=True, slots=True)
class _Told(Generic[T]):
    teller: Teller[T]
    needs: tuple[Permission, ...]
    of: tuple[QuerySet[Any], ...]

    def is_for(self, viewer: Viewer) -> bool:
        return any(map(viewer.may, self.needs))


class Beside(Generic[T]):
    """The blocks that stand beside one kind of thing; apps above fill them, each at a place of its own."""

    def __init__(self) -> None:
        self._told: dict[int, _Told[T]] = {}

    def __call__(
        self, place: int, *needs: Permission, of: Sequence[QuerySet[Any]] = ()
    ) -> Callable[[Teller[T]], Teller[T]]:
        """Let a function fill the block at a place of its own, from the top. None: nothing to show.

        It is asked for viewers who hold one of `needs`, and tells what its own access lets them see, in a constant
        number of queries. `of`: rows that belong to the thing, `OuterRef("pk")`; where there are none it is not asked.
        """

        def register(teller: Teller[T]) -> Teller[T]:
            if place in self._told:
                raise ValueError(f"two blocks stand at place {place}")
            self._told[place] = _Told(teller, needs, tuple(of))
            return teller

        return register

    def blocks_of(self, viewer: Viewer, row: T) -> list[Block]:
        """Return what stands beside a row for one viewer, in order. One query, and those of what there is."""
        told = {place: each for place, each in sorted(self._told.items()) if each.is_for(viewer)}
        empty = _empty(row, {place: each.of for place, each in told.items() if each.of})
        found = (each.teller(viewer, row) for place, each in told.items() if place not in empty)
        return [block for block in found if block is not None and (block.lines or block.url)]


def _empty(row: Model, of: Mapping[int, Sequence[QuerySet[Any]]]) -> set[int]:
    """Return the places of which the row has nothing at all, whoever looks. One query, none for no places."""
    if not of:
        return set()
    asked = {f"at_{place}_{number}": Exists(rows) for place in of for number, rows in enumerate(of[place])}
    there = type(row)._default_manager.filter(pk=row.pk).values(**asked).get()
    return {
        place for place in of if not any(there[f"at_{place}_{number}"] for number in range(len(of[place])))
    }


beside_matters = Beside[Matter]()
blocks_of = beside_matters.blocks_of


# Beside the public page of an area


@dataclass(frozen=True, slots=True)
class AreaPart:
    """A part of an area's public page that an app above fills: its template, and what the template is told."""

    template: str
    said: Mapping[str, Any]


AreaTeller = Callable[[Viewer, AreaView], AreaPart]
_of_areas: list[AreaTeller] = []


def beside_areas(teller: AreaTeller) -> AreaTeller:
    """Let a function fill a part at the end of an area's page. It asks no query for a viewer without account."""
    _of_areas.append(teller)
    return teller


def parts_of_area(viewer: Viewer, area: AreaView) -> list[AreaPart]:
    return [teller(viewer, area) for teller in _of_areas]


# Beside the words of a step that is being written

_advisers: dict[Verb, str] = {}


def advises_on(verb: Verb, view: str) -> None:
    """Let a view of an app above look over what is written for a step: it is posted the form, and answers a fragment.

    The view's address is made of the case code. What it says is advice; the step does not wait for it.
    """
    if _advisers.setdefault(verb, view) != view:
        raise ValueError(f"two views advise on {verb}")


def adviser_of(verb: Verb) -> str:
    """Return the name of the view that advises on a step, empty where none does."""
    return _advisers.get(verb, "")
