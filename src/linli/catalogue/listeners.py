"""What the catalogue does when a lower app changes what its copies were made of."""

from __future__ import annotations

from linli.catalogue.actions.edition import new_edition
from linli.journal.events import Event, Happened, listens_to
from linli.people.events import UnitAdded, UnitChanged, UnitClosedDown


@listens_to(UnitAdded, UnitChanged, UnitClosedDown)
def duty_looks_again(_happened: Happened[Event]) -> None:
    new_edition()
