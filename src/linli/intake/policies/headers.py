"""Where in a sheet each field stands: its header, under titles and over one or two rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from linli.intake.policies.cells import Cell, name_of, text_of


class NamesColumns(Protocol):
    """What knows the names of a sheet's columns."""

    def columns(self) -> Iterator[tuple[str, tuple[str, ...], bool]]:
        """Yield each field that comes from columns: its name, the columns' names, whether they may be missing."""


@dataclass(frozen=True)
class Header:
    """Where in a row each field stands."""

    places: Mapping[str, tuple[int, ...]]

    @property
    def found(self) -> int:
        """How many of the fields have a column."""
        return sum(map(bool, self.places.values()))

    def first(self, field: str, cells: Sequence[Cell]) -> Cell:
        """Return the first cell for a field that is not blank, None if all are."""
        for place in self.places.get(field, ()):
            if place < len(cells) and text_of(cells[place]):
                return cells[place]
        return None


def header_of(
    fields: NamesColumns, row: Sequence[Cell], above: Sequence[Cell] = ()
) -> tuple[Header, list[str]]:
    """Return where the fields stand if `row` is the header, and which columns are missing then.

    Names from the row `above` count where `row` is blank: cells that were merged downwards.
    """
    width = max(len(row), len(above))
    names = [_at(row, place) or _at(above, place) for place in range(width)]
    first: dict[str, int] = {}
    for place, name in enumerate(names):
        if name:
            first.setdefault(name, place)
    places: dict[str, tuple[int, ...]] = {}
    missing = []
    for field, columns, optional in fields.columns():
        places[field] = tuple(first[name_of(each)] for each in columns if name_of(each) in first)
        if not places[field] and not optional:
            missing.append("/".join(columns))
    return Header(places), missing


def _at(row: Sequence[Cell], place: int) -> str:
    return name_of(row[place]) if place < len(row) else ""
