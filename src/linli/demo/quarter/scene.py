"""What the plots of the quarter share: the stage, the lot, units by code, and people who act for a unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random

from linli.calendars.queries import working_calendar
from linli.core.actor import Actor, ActorKind
from linli.core.time import city_day, city_zone
from linli.demo.stage import Stage
from linli.people.models import Account, Unit

CITY_CENTRE, COMMITTEE = "9901-governance_centre", "9901-political_legal_committee"
COUNTY_CENTRE, STREET, COMMUNITY = (
    "990102-governance_centre",
    "990102001-street_office",
    "990102001001-committee",
)


@dataclass
class Scene:
    stage: Stage
    seed: int
    answered: set[int] = field(default_factory=set)
    """Letters whose course is already being played."""

    def chance(self, what: str) -> Random:
        """Return a lot of its own for each plot, so that what one draws changes nothing for the others."""
        return Random(f"{self.seed}-{what}")  # noqa: S311  (a story, not a secret)

    @cached_property
    def _units(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in Unit.objects.filter(is_active=True)}

    @cached_property
    def _accounts(self) -> dict[str, int]:
        return dict(Account.objects.values_list("username", "pk"))

    def unit(self, code: str) -> Unit:
        return self._units[code]

    def unit_of(self, number: int) -> Unit:
        return next(unit for unit in self._units.values() if unit.pk == number)

    def communities(self) -> list[Unit]:
        """Return the committees of the featured street, in order."""
        begin = STREET[:9]
        return [
            unit for code, unit in sorted(self._units.items()) if code.startswith(begin) and "-comm" in code
        ]

    def by(self, username: str, unit: Unit | int, role: str = "supervisor") -> Actor:
        """Return somebody of the cast, acting for a unit."""
        number = unit if isinstance(unit, int) else unit.pk
        return Actor(ActorKind.ACCOUNT, self._accounts[username], number, role)

    def of(self, unit: Unit | int, *, head: bool = False) -> Actor:
        """Return who works for a unit, or heads it."""
        number = unit if isinstance(unit, int) else unit.pk
        names = self.stage.cast.heads if head else self.stage.cast.handlers
        role = "unit_head" if head else "handler"
        username = names.get(number)
        account = self._accounts[username] if username else None
        return Actor(ActorKind.ACCOUNT, account, number, role)

    # Time

    @property
    def now(self) -> datetime:
        return self.stage.now

    @property
    def today(self) -> date:
        return city_day(self.stage.now)

    def morning(self, day: date, minutes: int = 0) -> datetime:
        """Return nine o'clock and some minutes on that day, or the first working day after it."""
        calendar = working_calendar()
        while not calendar.is_working_day(day):
            day += timedelta(days=1)
        return datetime.combine(day, time(9), city_zone()) + timedelta(minutes=minutes)

    def later(self, days: int, minutes: int = 0) -> datetime:
        """Return a morning so many working days on."""
        return self.morning(working_calendar().working_days_after(self.today, days), minutes)
