from __future__ import annotations

from linli.journal.events import Happened, listens_to
from linli.matters.events import MatterAnonymised
from linli.supervision.actions.answering import forget_reasons


@listens_to(MatterAnonymised)
def forget_what_points_to_a_person(happened: Happened[MatterAnonymised]) -> None:
    """The words in which a unit said why it was late may name somebody."""
    forget_reasons(happened.subject_id)
