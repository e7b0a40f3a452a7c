"""What somebody lost. Each item is given as an amount, or by what it is computed from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from linli.compensation.errors import (
    DatesOutOfOrder,
    DeathAndDisability,
    DependantsWithoutCause,
    FuneralWithoutDeath,
    GradeUnknown,
    Needs,
    OneOf,
    TooManyYears,
)
from linli.compensation.policies.parts import (
    Id,
    Money,
    Number,
    Part,
    Percent,
    Whole,
    Words,
    as_list,
    short_for,
)
from linli.compensation.policies.standards import Grade

Residence = Literal["urban", "rural"]


class Sum(Part):
    """A proven amount, or several receipts."""

    amount: Annotated[tuple[Money, ...], BeforeValidator(as_list)]
    """One amount or a list of receipts."""


Receipts = Annotated[
    Sum, BeforeValidator(short_for("amount"), json_schema_input_type=Money | list[Money] | Sum)
]


class Given(Part):
    """An item that may be given as an amount instead of being computed."""

    amount: Money | None = None

    @model_validator(mode="after")
    def _amount_or_parts(self) -> Self:
        others = self.model_fields_set - {"amount", "name"}
        if (self.amount is None) == (not others):
            names = [name for name in type(self).model_fields if name not in ("amount", "name")]
            raise ValueError(OneOf(fields=f"amount / {', '.join(names)}"))
        return self


class Rated(Given):
    """So many days at a rate: meals in hospital, nutrition."""

    days: Whole | None = None
    rate: Number | None = None
    """Yuan a day; left out: the place's rate."""
    persons: Annotated[int, Field(ge=1, le=10, strict=True)] = 1

    @model_validator(mode="after")
    def _days(self) -> Self:
        if self.amount is None and self.days is None:
            raise ValueError(Needs(fields="days"))
        return self


WAYS = ("daily", "monthly", "yearly", "total", "last_three_years", "trade")


class Earnings(Given):
    """What is earned in a day, in one of six ways."""

    daily: Number | None = None
    monthly: Number | None = None
    yearly: Number | None = None
    total: Number | None = None
    """Earned in `over_days` days."""
    over_days: Annotated[int, Field(ge=1, le=40_000, strict=True)] | None = None
    last_three_years: Annotated[tuple[Number, ...], Field(min_length=1, max_length=3)] | None = None
    """Income of each of the last years, without fixed income."""
    trade: Words | None = None
    """Same or similar trade: the province's average wage."""

    @property
    def way(self) -> str | None:
        return next((name for name in WAYS if getattr(self, name) is not None), None)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(getattr(self, name) is not None for name in WAYS) > 1:
            raise ValueError(OneOf(fields=", ".join(WAYS)))
        if (self.total is None) != (self.over_days is None):
            raise ValueError(Needs(fields="total, over_days"))
        return self


class LostWages(Earnings):
    """Days without work times what a day is worth, less what was still paid."""

    days: Whole | None = None
    since: date | None = None
    until: date | None = None
    """Last day, inclusive; left out: the day before disability was fixed."""
    persons: Annotated[int, Field(ge=1, le=20, strict=True)] = 1
    received: Money = Decimal(0)
    """What the employer went on paying in this time."""

    @model_validator(mode="after")
    def _days_and_pay(self) -> Self:
        if self.amount is not None:
            return self
        if (self.days is None) == (self.since is None):
            raise ValueError(OneOf(fields="days, since"))
        if self.since and self.until and self.until < self.since:
            why = DatesOutOfOrder(since=self.since.isoformat(), until=self.until.isoformat())
            raise ValueError(why, "until")
        if self.way is None:
            raise ValueError(OneOf(fields=", ".join(WAYS)))
        return self


class Nursing(Earnings):
    """One carer's or several carers' time; long-term care in years."""

    days: Whole | None = None
    years: Annotated[Number, Field(le=40)] | None = None
    """Care after disability was fixed; at most 20."""
    carers: Annotated[int, Field(ge=1, le=10, strict=True)] = 1
    dependency: Percent = Decimal(100)
    """How far the person depends on care, of full care."""

    @model_validator(mode="after")
    def _days_or_years(self) -> Self:
        if self.amount is not None:
            return self
        if (self.days is None) == (self.years is None):
            raise ValueError(OneOf(fields="days, years"))
        if self.years is not None and self.years > 20:
            raise ValueError(TooManyYears(), "years")
        return self


class Device(Given):
    """A suitable ordinary device, as often as it must be replaced."""

    name: Words = ""
    cost: Money | None = None
    times: Annotated[int, Field(ge=1, le=100, strict=True)] | None = None
    every_years: Annotated[Number, Field(gt=0)] | None = None
    years: Annotated[Number, Field(le=60)] | None = None
    """With `every_years`: bought for so many years; a started period counts whole."""
    upkeep_per_year: Money = Decimal(0)

    @model_validator(mode="after")
    def _cost_and_number(self) -> Self:
        if self.amount is None and self.cost is None:
            raise ValueError(Needs(fields="cost"))
        if (self.every_years is None) != (self.years is None) and not (self.years and self.upkeep_per_year):
            raise ValueError(Needs(fields="every_years, years"))
        if self.times is not None and self.every_years is not None:
            raise ValueError(OneOf(fields="times, every_years"))
        return self


class Disability(Given):
    """Lasting disability by its grades, 1 the gravest."""

    grades: Annotated[tuple[Grade, ...], BeforeValidator(as_list)] = ()
    additions: Annotated[tuple[Percent, ...], BeforeValidator(as_list)] | None = None
    """What the further injuries add, in per cent; left out: by the place's usage."""
    coefficient: Percent | None = None
    """Instead of grades: how far the capacity to work is lost."""

    @model_validator(mode="after")
    def _amount_or_parts(self) -> Self:
        """Let an amount stand beside the grades: dependants are still counted by them."""
        if self.grades and self.coefficient is not None:
            raise ValueError(OneOf(fields="grades, coefficient"))
        return self

    @model_validator(mode="after")
    def _graded(self) -> Self:
        if self.amount is None and not self.grades and self.coefficient is None:
            raise ValueError(GradeUnknown(), "grades")
        return self


class Death(Given):
    """Death compensation; `true` in a case file when nothing else is to say."""

    happened: Literal[True] = True


class Funeral(Given):
    """Six average monthly wages; `true` in a case file."""

    usual: Literal[True] = True


class Dependant(Part):
    """Somebody whom the victim had to support."""

    id: Id | None = None
    label: Words = ""
    age: Annotated[int, Field(ge=0, le=200, strict=True)] | None = None
    born: Annotated[int, Field(ge=1850, le=2200, strict=True)] | date | None = None
    """Year of birth, or the day."""
    supporters: Annotated[int, Field(ge=1, le=50, strict=True)] = 1
    """How many people have to support them, the victim included."""
    cannot_work: bool | None = None
    """Adults: has lost the capacity to work and has no other income. From 60 on presumed."""
    years: Annotated[Number, Field(le=20)] | None = None
    """Instead of the years that follow from the age."""
    residence: Residence | None = None

    @model_validator(mode="after")
    def _one_age(self) -> Self:
        if self.years is None and (self.age is None) == (self.born is None):
            raise ValueError(OneOf(fields="age, born"))
        return self


class Property(Part):
    """What was damaged or lost."""

    repair: Receipts | None = None
    replacement: Receipts | None = None
    goods: Receipts | None = None
    rescue: Receipts | None = None
    lost_business: Annotated[Rated, BeforeValidator(short_for("amount"))] | None = None
    substitute: Annotated[Rated, BeforeValidator(short_for("amount"))] | None = None
    other: Receipts | None = None


class Relatives(Part):
    """What it cost relatives to bury the dead."""

    lost_wages: (
        Annotated[
            tuple[Annotated[LostWages, BeforeValidator(short_for("amount"))], ...], BeforeValidator(as_list)
        ]
        | None
    ) = None
    transport: Receipts | None = None
    accommodation: Receipts | None = None


class Dependants(Given):
    """All dependants of a victim together."""

    persons: tuple[Dependant, ...] = ()


class Other(Part):
    """Any other item, with the bucket it belongs to."""

    name: Words
    amount: Money
    bucket: Literal["medical", "death_disability", "property", "outside"]


def _dependants(value: object) -> object:
    return {"persons": value} if isinstance(value, (list, tuple)) else short_for("amount")(value)


def _flag(field: str) -> Callable[[object], object]:
    """Let `true` stand for an object with only this field, `false` for nothing."""

    def open_up(value: object) -> object:
        if value is False:
            return None
        return {field: True} if value is True else short_for("amount")(value)

    return open_up


RatedDays = Annotated[Rated, BeforeValidator(short_for("amount"), json_schema_input_type=Money | Rated)]
Wages = Annotated[
    tuple[
        Annotated[LostWages, BeforeValidator(short_for("amount"), json_schema_input_type=Money | LostWages)],
        ...,
    ],
    BeforeValidator(as_list),
]
Care = Annotated[
    tuple[
        Annotated[Nursing, BeforeValidator(short_for("amount"), json_schema_input_type=Money | Nursing)], ...
    ],
    BeforeValidator(as_list),
]
Devices = Annotated[
    tuple[
        Annotated[Device, BeforeValidator(short_for("amount"), json_schema_input_type=Money | Device)], ...
    ],
    BeforeValidator(as_list),
]


class Losses(Part):
    """Everything one person lost."""

    medical: Receipts | None = None
    follow_up: Receipts | None = None
    cosmetic: Receipts | None = None
    rehabilitation: Receipts | None = None
    hospital_meals: RatedDays | None = None
    nutrition: RatedDays | None = None
    lost_wages: Wages | None = None
    nursing: Care | None = None
    transport: Receipts | None = None
    accommodation: Receipts | None = None
    disability: (
        Annotated[Disability, BeforeValidator(short_for("amount"), json_schema_input_type=Money | Disability)]
        | None
    ) = None
    death: Annotated[
        Death | None, BeforeValidator(_flag("happened"), json_schema_input_type=bool | Money | Death)
    ] = None
    dependants: (
        Annotated[
            Dependants,
            BeforeValidator(_dependants, json_schema_input_type=Money | list[Dependant] | Dependants),
        ]
        | None
    ) = None
    devices: Devices | None = None
    funeral: Annotated[
        Funeral | None, BeforeValidator(_flag("usual"), json_schema_input_type=bool | Money | Funeral)
    ] = None
    relatives: Relatives | None = None
    mental: (
        Annotated[
            Sum | Literal["scale"],
            BeforeValidator(lambda each: each if each == "scale" else short_for("amount")(each)),
        ]
        | None
    ) = None
    """An amount, or `scale`: the place's usual sum."""
    property: Annotated[Property, BeforeValidator(short_for("repair"))] | None = None
    appraisal: Receipts | None = None
    other: tuple[Other, ...] = ()

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        if self.death and self.disability:
            raise ValueError(DeathAndDisability(), "disability")
        if (self.funeral or self.relatives) and not self.death:
            raise ValueError(FuneralWithoutDeath(), "funeral" if self.funeral else "relatives")
        if self.dependants and self.dependants.persons:
            if not (self.death or self.disability):
                raise ValueError(DependantsWithoutCause(), "dependants")
            if self.disability and not self.disability.grades and self.disability.coefficient is None:
                raise ValueError(Needs(fields="grades / coefficient"), "disability")
        return self
