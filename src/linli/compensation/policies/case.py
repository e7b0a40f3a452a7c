"""A case: who was hurt, what was lost, by whose vehicle, who is insured, who is liable, what was paid already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from linli.compensation.errors import (
    InsuranceUnsaid,
    Needs,
    NoVictims,
    OneOf,
    OnlyMotor,
    PassengerLiable,
    PersonTwice,
    RoleWithoutVehicle,
    SameIdTwice,
    SharesNotWhole,
    SideTwice,
    UnknownId,
)
from linli.compensation.policies.losses import Losses, Residence
from linli.compensation.policies.parts import Id, Money, Part, Percent, Words, as_list, short_for
from linli.compensation.policies.standards import CapBasis, Degree, Figures, Limits

WHOLE = Decimal(100)


class Place(Figures):
    """Which figures: a province's of a year, figures of the case's own, or both, the case's own first."""

    province: Annotated[str, Field(min_length=2, max_length=20)] | None = None
    """Division code of the province (`99`, `990000`) or its name."""
    year: Annotated[int, Field(ge=1990, le=2200, strict=True)] | None = None
    """The year the figures describe: the last one before the agreement or the end of the trial."""

    @property
    def own(self) -> Figures:
        return Figures.model_validate(self.model_dump(exclude={"province", "year"}))


class Named(Part):
    """Something that the case refers to by an id."""

    id: Id
    label: Words = ""
    """How pages and statements call it; no real name is needed."""

    @property
    def name(self) -> str:
        return self.label or self.id


class Used(Part):
    """What earlier victims of this accident already had from an insurance."""

    death_disability: Money = Decimal(0)
    medical: Money = Decimal(0)
    property: Money = Decimal(0)


class Compulsory(Part):
    """Compulsory traffic insurance of a motor vehicle."""

    insured: bool = True
    """False: who had to insure pays as the insurance would have."""
    insurer: Words = ""
    limits: Limits | None = None
    """Left out: the limits of the day of the accident."""
    used: Used = Used()


class Commercial(Part):
    """A commercial third-party policy. What is not said here it pays."""

    insurer: Words = ""
    limit: Money
    deductible_rate: Percent = Decimal(0)
    """Per cent that the insurer keeps back."""
    deductible: Money = Decimal(0)
    """Yuan that the insurer keeps back, before the rate."""
    excludes: tuple[Words, ...] = ()
    """Codes of items that it does not pay, such as `mental`."""
    covers_outside: bool = False
    """Also pays appraisal and what else stands outside the compulsory insurance."""
    used: Money = Decimal(0)
    """What earlier victims of this accident already had from it."""


class Seats(Part):
    """Insurance of a vehicle's own passengers."""

    insurer: Words = ""
    limit_per_person: Money


Role = Literal[
    "driver", "owner", "employer", "manager", "lessee", "affiliate", "instructor", "thief", "other"
]


class Person(Part):
    """Somebody who answers for a vehicle with their own money."""

    role: Role
    name: Words = ""
    """How the statement calls them; no real name is needed."""
    share: Percent | None = None
    """Of what the vehicle's side owes; left out: the employer, else the driver, answers for all."""
    joint: bool = False
    """Answers together with the others for the whole, such as a firm under whose name the vehicle runs."""
    had_to_insure: bool = False


Violation = Literal["unlicensed", "drunk", "drugged", "deliberate", "stolen", "fled"]


class Vehicle(Named):
    """A vehicle in the accident, moving or not."""

    kind: Literal["motor", "non_motor"] = "motor"
    compulsory: (
        Annotated[Compulsory, BeforeValidator(short_for("insured"), json_schema_input_type=bool | Compulsory)]
        | None
    ) = None
    commercial: Annotated[
        tuple[
            Annotated[
                Commercial, BeforeValidator(short_for("limit"), json_schema_input_type=Money | Commercial)
            ],
            ...,
        ],
        BeforeValidator(as_list),
    ] = ()
    """Policies in the order in which they pay."""
    seats: (
        Annotated[Seats, BeforeValidator(short_for("limit_per_person"), json_schema_input_type=Money | Seats)]
        | None
    ) = None
    persons: tuple[Person, ...] = (Person(role="driver"),)
    violation: Violation | None = None
    unidentified: bool = False
    """Drove away and was never found."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.kind == "motor" and self.compulsory is None and not self.unidentified:
            raise ValueError(InsuranceUnsaid(), "compulsory")
        if self.kind != "motor" and self.compulsory is not None:
            raise ValueError(OnlyMotor(), "compulsory")
        roles = [person.role for person in self.persons]
        for place, role in enumerate(roles):
            if role in roles[:place]:
                raise ValueError(PersonTwice(role=role), "persons", place, "role")
        given = [person.share for person in self.persons if person.share is not None]
        if given and sum(given) != WHOLE:
            raise ValueError(SharesNotWhole(sum=sum(given)), "persons")
        return self


class OtherParty(Named):
    """Somebody else who is liable: a pedestrian who is unhurt, the keeper of the road."""


DEGREES_IN_CHINESE: Mapping[str, Degree] = {
    "全部": "full",
    "主要": "main",
    "同等": "equal",
    "次要": "secondary",
    "无": "none",
}


class Liability(Part):
    """How far one party is liable."""

    degree: Degree | None = None
    """As the police's determination has it."""
    share: Percent | None = None
    """Of what the compulsory insurance does not pay."""
    intentional: bool = False
    """Sought the collision: gets nothing from motor vehicles."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return value
        if not isinstance(value, str) or value.strip()[:1].isdigit():
            return {"share": value}
        return {"degree": DEGREES_IN_CHINESE.get(value.strip().removesuffix("责任"), value)}


class Victim(Named):
    """Somebody hurt or killed, or whose thing was damaged."""

    vehicle: Id | None = None
    """In or on which vehicle; left out: on foot."""
    role: Literal["driver", "passenger", "owner"] | None = None
    """Left out: the driver of the vehicle. Drivers and owners bear their own side's share, passengers do not."""
    age: Annotated[int, Field(ge=0, le=200, strict=True)] | None = None
    """On the day disability was fixed, or of death."""
    born: Annotated[int, Field(ge=1850, le=2200, strict=True)] | date | None = None
    disability_fixed_on: date | None = None
    died_on: date | None = None
    residence: Residence = "urban"
    own_share: Percent = Decimal(0)
    """Passengers: own fault, such as riding without a belt."""
    free_ride_reduction: Percent = Decimal(0)
    """Passengers carried for nothing in a private car: by how much its side pays less (Civil Code, 1217)."""
    shares: Mapping[Id, Percent] | None = None
    """Shares for this victim alone; add up to 100 with the victim's own side."""
    home: Place | None = None
    """Where the victim lives, when its figures are higher (interpretation, article 18)."""
    mental_first: bool | None = None
    losses: Losses

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.age is not None and self.born is not None:
            raise ValueError(OneOf(fields="age, born"))
        if self.role is not None and self.vehicle is None:
            raise ValueError(RoleWithoutVehicle(), "role")
        if self.shares is not None and sum(self.shares.values()) != WHOLE:
            raise ValueError(SharesNotWhole(sum=sum(self.shares.values())), "shares")
        return self

    @property
    def side(self) -> str:
        """Return the id of the party whose share this victim bears: the vehicle, or the person on foot."""
        return self.vehicle or self.id

    @property
    def is_passenger(self) -> bool:
        return self.role == "passenger"


class Advance(Part):
    """What was paid before the reckoning."""

    by: Annotated[str, Field(min_length=1, max_length=90)]
    """`car` (whoever answers for it), `car/driver`, `car/compulsory`, `car/commercial`, `fund`, or a party's id."""
    to: Id | None = None
    """Victim; may be left out when there is one."""
    amount: Money


class Options(Part):
    """How to count where law leaves a choice."""

    dependant_cap_basis: CapBasis | None = None
    mental_first: bool = True
    """Mental damage is paid first out of the compulsory insurance."""
    insured_pay_first: bool = False
    """Vehicles with compulsory insurance pay before those without (traffic interpretation, article 18)."""
    standard: Literal["auto", "urban", "rural"] = "auto"
    """Whose figures; `auto`: urban since May 2022, before that as the victim lived."""


class Case(Part):
    """One accident with everybody who claims."""

    title: Words = ""
    accident_on: date
    reckoned_on: date | None = None
    """Day of the reckoning; the figures of the year before are used when no year is named."""
    parameters: Place = Place()
    vehicles: tuple[Vehicle, ...] = ()
    others: tuple[OtherParty, ...] = ()
    victims: tuple[Victim, ...]
    liability: Mapping[Id, Liability] = {}
    advances: tuple[Advance, ...] = ()
    options: Options = Options()

    @model_validator(mode="after")
    def _everybody_is_there(self) -> Self:
        if not self.victims:
            raise ValueError(NoVictims(), "victims")
        ids: list[str] = []
        for named, *where in self._named_where():
            if named in ids:
                raise ValueError(SameIdTwice(id=named), *where, "id")
            ids.append(named)
        vehicles = [each.id for each in self.vehicles]
        for used, known, *where in self._ids_used(ids, vehicles):
            if used not in known:
                raise ValueError(UnknownId(id=used, known=", ".join(known) or "–"), *where)
        return self

    def _named_where(self) -> Iterator[tuple[Any, ...]]:
        """Yield every id with where it stands."""
        for field in ("vehicles", "others", "victims"):
            for place, each in enumerate(getattr(self, field)):
                yield (each.id, field, place)

    def _ids_used(self, ids: list[str], vehicles: list[str]) -> Iterator[tuple[Any, ...]]:
        """Yield every id that is referred to, what it may be, and where it stands."""
        for place, victim in enumerate(self.victims):
            if victim.vehicle is not None:
                yield (victim.vehicle, vehicles, "victims", place, "vehicle")
            yield from ((each, ids, "victims", place, "shares", each) for each in victim.shares or ())
        yield from ((each, ids, "liability", each) for each in self.liability)
        injured = [each.id for each in self.victims]
        for place, advance in enumerate(self.advances):
            if advance.to is not None:
                yield (advance.to, injured, "advances", place, "to")
            elif len(injured) > 1:
                raise ValueError(Needs(fields="to"), "advances", place)

    @model_validator(mode="after")
    def _sides_are_told_once(self) -> Self:
        told: list[str] = []
        for party in self.liability:
            victim = next((each for each in self.victims if each.id == party), None)
            if victim is not None and victim.is_passenger:
                raise ValueError(PassengerLiable(id=party), "liability", party)
            if (side := self.side_of(party)) in told:
                raise ValueError(SideTwice(side=side), "liability", party)
            told.append(side)
        return self

    def side_of(self, id_: str) -> str:
        """Return the party that an id stands for: whoever drove stands for the vehicle."""
        return next((each.side for each in self.victims if each.id == id_ and not each.is_passenger), id_)

    @cached_property
    def sides(self) -> Mapping[str, Liability]:
        """Return how far each side is liable, by the id of its vehicle where it has one."""
        return {self.side_of(party): each for party, each in self.liability.items()}

    def named(self) -> tuple[Named, ...]:
        return (*self.vehicles, *self.others, *self.victims)

    def vehicle(self, id_: str) -> Vehicle | None:
        return next((each for each in self.vehicles if each.id == id_), None)

    def is_motor(self, party: str) -> bool:
        vehicle = self.vehicle(party)
        return vehicle is not None and vehicle.kind == "motor"

    def parties(self) -> list[str]:
        """Return everybody who may be liable, by id: vehicles, people on foot, others."""
        walkers = [each.id for each in self.victims if each.vehicle is None]
        return sorted({*(each.id for each in self.vehicles), *walkers, *(each.id for each in self.others)})
