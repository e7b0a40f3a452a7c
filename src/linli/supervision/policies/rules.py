"""The numbers and lists a city sets for supervision: dated entries of the rulebook."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, model_validator

from linli.calendars.policies import Limit
from linli.catalogue.policies.kinds import Tier
from linli.matters.policies import Step
from linli.rulebook.policies import Name, Rule, RulePart, rule
from linli.supervision.errors import (
    OfficeUnknown,
    RemindersOutOfOrder,
    SectorTwice,
    TierWithoutWaits,
)

AT_ONCE = "at_once"
NEXT_MORNING = "next_morning"


def _readable(wait: str) -> str:
    if wait not in (AT_ONCE, NEXT_MORNING):
        Limit.parse(wait)
    return wait


def _limit(wait: str) -> str:
    return str(Limit.parse(wait))


Wait = Annotated[str, AfterValidator(_readable)]
"""`at_once`, `next_morning` (when work begins on the next working day), or a limit: `1 working_days`."""
LimitText = Annotated[str, AfterValidator(_limit)]
Percent = Annotated[int, Field(ge=1, le=99)]


TextName = Annotated[str, Field(pattern=r"^([a-z_]+:[a-z_]+)?$")]
"""Kind and text of a letter, `supervision_order:overdue`; empty: none."""


class Waits(RulePart):
    """How long after its date a promise reaches each level."""

    notice: Wait
    order: Wait
    city: LimitText
    """Counted from the first letter."""

    def keeps_hours(self, rung: str) -> bool:
        """Say whether the rung's letter waits for working hours: where its wait is counted in days."""
        wait = getattr(self, rung)
        return wait == NEXT_MORNING or (wait != AT_ONCE and Limit.parse(wait).unit.is_by_day)


class Receiver(RulePart):
    """Who is told: a post, in a unit."""

    unit: Literal["lead", "office"]
    """The unit whose promise it is, or the office that supervises it."""
    post: Name
    audience: str = Field(pattern=r"^[a-z_]{2,30}$")
    """What the rules of notices call it."""


class RungRule(RulePart):
    receivers: tuple[Receiver, ...] = Field(min_length=1)
    letter: TextName = ""
    """Without a standing order of the city for the text, the letter is only drafted and waits for somebody to look at
    it."""
    most: int = Field(default=1, ge=1, le=500)
    """So many promises of one unit stand in one letter."""


@rule
class LadderRule(Rule):
    """When which rung of the ladder is climbed, and who is told."""

    key: ClassVar[str] = "supervision.ladder"

    steps: tuple[Step, ...] = Field(min_length=1)
    """Which promises have a ladder. Only those of a unit can: somebody must be told."""
    reminders: tuple[Percent, Percent]
    """Percent of the limit."""
    tiers: dict[Tier, Waits]
    reworks: int = Field(ge=1)
    """So many times done again, and the second level holds at once."""
    reopenings: int = Field(ge=1)
    look_again: LimitText
    """How long a stated reason, or an answer, holds the third level back before it is looked at again."""
    first_reminder: RungRule
    second_reminder: RungRule
    notice: RungRule
    order: RungRule
    city: RungRule
    offices: dict[Annotated[str, Field(pattern=r"^\d{4,12}$")], str]
    """Beginning of an area's code -> code of the unit that supervises there and signs the letters."""

    @property
    def shares(self) -> tuple[Decimal, Decimal]:
        first, second = self.reminders
        return Decimal(first) / 100, Decimal(second) / 100

    @model_validator(mode="after")
    def _is_complete(self) -> LadderRule:
        if self.reminders[0] >= self.reminders[1]:
            raise ValueError(RemindersOutOfOrder())
        if missing := set(Tier) - self.tiers.keys():
            raise ValueError(TierWithoutWaits(tiers=", ".join(sorted(missing))))
        if not self.offices:
            raise ValueError(OfficeUnknown(area="*"))
        return self

    def offices_for(self, area: str) -> list[str]:
        """Return the offices whose area holds `area`, the nearest first."""
        found = [prefix for prefix in self.offices if area.startswith(prefix)]
        return [self.offices[prefix] for prefix in sorted(found, key=len, reverse=True)]


@rule
class ListingRule(Rule):
    """How problems are listed in public."""

    key: ClassVar[str] = "supervision.listing"

    months: int = Field(ge=1, le=24)
    """Time to solve it where the list names no day."""
    most_months: int = Field(ge=1, le=36)
    """No deadline lies further ahead."""
    extensions: int = Field(ge=0, le=5)
    progress_day: int = Field(ge=1, le=28)
    """Day of the month by which the owner reports on the month before."""
    listed_letter: TextName = ""
    """Kind and text of the letter that is drafted when a problem is listed; empty: none."""
    delisted_letter: TextName = ""


class Sector(RulePart):
    name: Name
    rectify_within_days: int = Field(ge=1, le=365)
    """Longest time for an ordinary hazard; a major one gets the day its recorder names."""


@rule
class SectorRule(Rule):
    """The sectors whose hazards are kept in ledgers."""

    key: ClassVar[str] = "supervision.sectors"

    sectors: dict[Annotated[str, Field(pattern=r"^[a-z_]{2,30}$")], Sector] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_once(self) -> SectorRule:
        names = [each.name.zh for each in self.sectors.values()]
        if len(set(names)) != len(names):
            raise ValueError(SectorTwice())
        return self

    def labels(self) -> Mapping[str, str]:
        return {code: str(each.name) for code, each in self.sectors.items()}
