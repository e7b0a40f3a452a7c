"""Pytest plug-in: the cast as an office that writes letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from linli.core.actor import SYSTEM, Actor, ActorKind
from linli.core.testing import CHECKOUT
from linli.people.testing import NOW, Cast, entries_of, value_of_rule

if TYPE_CHECKING:
    from linli.letters.models import Letter
    from linli.letters.policies import LetterKind

LETTERS = CHECKOUT / "cities" / "anhe" / "letters"
SINCE = date(2020, 1, 1)
AGENCIES = {"city": "安政", "hotline": "安热线", "housing": "安住建", "riverside": "临政", "street": "河东办"}
"""Units of the cast that issue letters."""


def set_rules_of_letters(now: datetime = NOW) -> None:
    """Give the small city Anhe's texts, and numbers for its own units. The calendar is Anhe's too."""
    from linli.rulebook.actions import set_rule

    for path in sorted(LETTERS.glob("*.yaml")):
        (entry,) = entries_of(path)
        value = entry["value"]
        if entry["key"] == "letters.numbers":
            value = {
                "kinds": value["kinds"],
                "issuers": {code: {"agency": name} for code, name in AGENCIES.items()},
            }
        set_rule(entry["key"], value, SINCE, by=SYSTEM, now=now)


def set_calendar(now: datetime = NOW) -> None:
    from linli.rulebook.actions import set_rule

    set_rule("calendars.hours", value_of_rule("working-hours"), SINCE, by=SYSTEM, now=now)
    for year in (2026, 2027):
        value = value_of_rule(f"calendar-{year}")
        set_rule(
            "calendars.year", value, date(year, 1, 1), by=SYSTEM, now=now, valid_until=date(year, 12, 31)
        )


def sample_facts(kind: LetterKind) -> dict[str, Any]:
    """Return the facts of Anhe's own sample of a kind."""
    (entry,) = entries_of(LETTERS / f"{kind.value}.yaml")
    facts: dict[str, Any] = entry["value"]["templates"]["plain"]["sample"]["facts"]
    return facts


@dataclass
class Office:
    """The cast, writing: `office.draft()`, `office.issued()`, `office.by("supervisor", "city")`."""

    cast: Cast
    now: datetime

    def by(self, name: str, unit: str | None = None) -> Actor:
        """Return somebody of the cast, acting for a unit."""
        number = self.cast.unit(unit).pk if unit else None
        return Actor(ActorKind.ACCOUNT, self.cast.accounts[name].pk, number)

    def draft(self, kind: str = "supervision_order", **given: Any) -> Letter:
        from linli.letters import actions
        from linli.letters.policies import LetterKind

        kind_ = LetterKind(kind)
        asked: dict[str, Any] = {
            "kind": kind_,
            "issuer": self.cast.unit("city"),
            "addressee": self.cast.unit("street"),
            "facts": sample_facts(kind_),
            "by": self.by("supervisor", "city"),
            "now": self.now,
        }
        return actions.draft(**(asked | given))

    def issued(self, kind: str = "supervision_order", **given: Any) -> Letter:
        from linli.letters import actions

        letter = self.draft(kind, **given)
        reviewer = Actor(ActorKind.ACCOUNT, self.cast.leader.pk, letter.issuer_id)
        actions.review(letter=letter, by=reviewer, now=self.now)
        actions.issue(letter=letter, by=reviewer, now=self.now)
        return letter


@pytest.fixture
def office(cast: Cast) -> Office:
    """The small city with the texts, numbers, calendar and files that letters need."""
    from linli.rulebook.actions import set_rule

    set_calendar()
    set_rules_of_letters()
    for name in ("accepted", "retention"):
        set_rule(f"files.{name}", value_of_rule(f"files-{name}"), SINCE, by=SYSTEM, now=cast.now)
    return Office(cast, cast.now)
