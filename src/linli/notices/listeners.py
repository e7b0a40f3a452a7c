from __future__ import annotations

from linli.journal.events import Event, Happened, adds_rows_to
from linli.notices import actions


@adds_rows_to(Event)
def tell_whom_it_concerns(happened: Happened[Event]) -> None:
    actions.tell(happened)
