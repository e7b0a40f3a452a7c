"""What a city sets for its stations: where they are, what can be done there, how times are booked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar, Self

from pydantic import Field, model_validator

from linli.people.policies.units import AREA_CODE, PLAIN_CODE
from linli.rulebook.policies import Name, Rule, RulePart, rule
from linli.stations.errors import CodeTwice, MaterialUnknown
from linli.stations.policies import Group

CODE = r"^[a-z][a-z0-9_]{1,39}$"


class Material(RulePart):
    """Something to bring."""

    code: str = Field(pattern=CODE)
    name: Name


class Service(RulePart):
    """One service of the guide."""

    code: str = Field(pattern=CODE)
    group: Group
    name: Name
    whom: Name
    """For whom it is, and on which condition."""
    materials: tuple[str, ...] = ()
    """Codes, in the order in which they are asked for."""
    working_days: int = Field(ge=0, le=90)
    """Until the result, from when everything is there; 0: on the spot."""
    by_booking: bool = True
    """No: people simply come. Services that would show what somebody believes are never booked."""
    note: Name | None = None
    """What else is good to know."""


@rule
class ServiceGuide(Rule):
    """The catalogue of the stations: every service with its guide."""

    key: ClassVar[str] = "stations.guide"

    materials: tuple[Material, ...]
    services: tuple[Service, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        for several in (self.materials, self.services):
            require_once([each.code for each in several])
        for service in self.services:
            for code in service.materials:
                if code not in self.by_material:
                    raise ValueError(MaterialUnknown(code=code, service=service.code))
            if service.group is Group.PARTY and service.by_booking:
                raise ValueError("services for party members are not booked: nobody is to know who is one")
        return self

    @cached_property
    def by_material(self) -> dict[str, Material]:
        return {each.code: each for each in self.materials}

    @cached_property
    def by_code(self) -> dict[str, Service]:
        return {each.code: each for each in self.services}

    def materials_of(self, service: Service) -> list[Material]:
        return [self.by_material[code] for code in service.materials]


class Station(RulePart):
    """One station."""

    code: str = Field(pattern=CODE)
    name: Name
    unit: str = Field(pattern=f"^{PLAIN_CODE}$")
    """Code of the unit that runs it."""
    area: str = Field(pattern=f"^{AREA_CODE}$")
    address: Name
    phone: str = Field(pattern=r"^[0-9 +-]{3,20}$")
    windows: int = Field(ge=1, le=20)
    """So many people are served at the same time."""


@rule
class Stations(Rule):
    """Where the stations are."""

    key: ClassVar[str] = "stations.places"

    stations: tuple[Station, ...]

    @model_validator(mode="after")
    def _stand_once(self) -> Self:
        require_once([each.code for each in self.stations])
        return self

    @cached_property
    def by_code(self) -> dict[str, Station]:
        return {each.code: each for each in self.stations}


@rule
class BookingRule(Rule):
    """How times are booked. Stations open in the city's working hours."""

    key: ClassVar[str] = "stations.booking"

    slot_minutes: int = Field(ge=10, le=120)
    days_ahead: int = Field(ge=1, le=60)
    """Calendar days from today, both ends included."""
    notice_minutes: int = Field(ge=0, le=1440)
    """A time is booked at least so long before it begins."""
    most_for_one_phone: int = Field(ge=1, le=20)
    """Bookings that lie ahead."""
    rating_days: int = Field(default=365, ge=30, le=1096)
    """Ratings of so many days make a station's figures."""


def require_once(codes: Sequence[str]) -> None:
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice is not None:
        raise ValueError(CodeTwice(code=twice))
