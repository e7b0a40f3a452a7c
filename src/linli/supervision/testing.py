"""The small city, supervising: Anhe's ladder with offices of the cast, and letters to write."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from linli.core.actor import SYSTEM
from linli.people.testing import NOW, value_of_rule

if TYPE_CHECKING:
    from datetime import datetime

SINCE = date(2024, 1, 1)
OFFICES = {"9901": "city", "990102": "riverside", "990103": "hillside"}


def set_ladder(now: datetime = NOW, **changed: Any) -> None:
    """Bring Anhe's ladder into force with the offices of the small city, and its letters."""
    from linli.letters.testing import set_rules_of_letters
    from linli.rulebook.actions import set_rule

    set_rules_of_letters(now)
    value = value_of_rule("supervision-ladder") | {"offices": OFFICES} | changed
    set_rule("supervision.ladder", value, SINCE, by=SYSTEM, now=now)
