"""What amounts rest on: a province's figures of a year, national limits by date, and the usage of a city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from linli.compensation.errors import BeforeCompulsoryInsurance, CaseRefused
from linli.compensation.policies.parts import Money, Number, Part, Percent

Degree = Literal["full", "main", "equal", "secondary", "none"]
CapBasis = Literal["before", "after"]
Grade = Annotated[int, Field(ge=1, le=10, strict=True)]
GradeKey = Annotated[int, Field(ge=1, le=10)]
"""As a key of a mapping: there JSON knows only text."""


class Figures(Part):
    """A province's figures of one year, in yuan. Only those that an item needs must be there."""

    urban_disposable_income: Number | None = None
    """城镇居民人均可支配收入, a year."""
    urban_consumption: Number | None = None
    """城镇居民人均消费支出, a year."""
    rural_disposable_income: Number | None = None
    """农村居民人均可支配（纯）收入, for accidents before rural and urban people were treated alike."""
    rural_consumption: Number | None = None
    avg_monthly_wage: Number | None = None
    """职工月平均工资."""
    trade_wages: Mapping[str, Number] = {}
    """Trade -> average wage of a year."""
    meals_per_day: Number | None = None
    nutrition_per_day: Number | None = None
    carer_per_day: Number | None = None

    def over(self, other: Figures) -> Figures:
        """Return these figures, and the other's where this has none."""
        wages = {**other.trade_wages, **self.trade_wages}
        mine = {name: value for name, value in self if value is not None}
        return other.model_copy(update={**mine, "trade_wages": wages})


FIGURE_NAMES = {
    "urban_disposable_income": _("urban disposable income per head"),
    "urban_consumption": _("urban consumption expenditure per head"),
    "rural_disposable_income": _("rural income per head"),
    "rural_consumption": _("rural consumption expenditure per head"),
    "avg_monthly_wage": _("average monthly wage"),
    "meals_per_day": _("meal allowance a day"),
    "nutrition_per_day": _("nutrition rate a day"),
    "carer_per_day": _("carer's pay a day"),
    "mental": _("scale of mental damage"),
}


class Limits(Part):
    """How much one vehicle's compulsory insurance pays for one accident, in yuan."""

    death_disability: Money
    medical: Money
    property: Money

    def of(self, bucket: str) -> int:
        amount: Decimal = getattr(self, bucket)
        return int(amount * 100)


class CompulsoryLimits(Part):
    """Limits for a vehicle that is liable and for one that is not."""

    liable: Limits
    faultless: Limits


class Practice(Part):
    """What law leaves to the place: how courts there count."""

    dependant_cap_basis: CapBasis
    """Whether one year's consumption caps the dependants' sum before or after the coefficient."""
    added_per_grade: Mapping[GradeKey, Percent]
    """What each further disability adds to the gravest one, by its grade."""
    motor_shares: Mapping[Degree, Percent]
    """What a side pays to a motor vehicle's people, and anybody to whom article 76 gives no more."""
    non_motor_shares: Mapping[Degree, Percent]
    """What the side of a motor vehicle pays to riders and pedestrians."""
    mental_scale: Mapping[GradeKey | Literal["death"], Money] = {}
    """Usual sums for mental damage by the gravest grade, or for death."""
    days_in_month: Number = Decimal(30)
    days_in_year: Number = Decimal(365)


FAULTLESS_MOST = Decimal(10)
"""Per cent that a motor side without fault pays at most: Road Traffic Safety Law, article 76."""


class DatedLimits(CompulsoryLimits):
    """National limits with the first day of the accidents they hold for."""

    valid_from: date


class National(Part):
    """What is the same in the whole country."""

    alike_from: date
    """First day of accidents for which urban figures hold for everybody."""
    compulsory: tuple[DatedLimits, ...]
    """By first day."""
    practice: Practice
    """Usage where a city has set none."""


@dataclass(frozen=True, slots=True)
class Standards:
    """All that a case is computed with."""

    figures: Figures
    """Of the court's place."""
    source: str
    """Where the figures come from, in words."""
    practice: Practice
    national: National
    homes: Mapping[str, Figures]
    """Victim -> the figures of where they live, when the case claims these."""

    def limits_on(self, on: date) -> CompulsoryLimits:
        """Return the limits for accidents of a day. Raises CaseRefused before the first."""
        standing = [each for each in self.national.compulsory if each.valid_from <= on]
        if not standing:
            first = min(each.valid_from for each in self.national.compulsory)
            why = BeforeCompulsoryInsurance(on=on.isoformat(), first=first.isoformat())
            raise CaseRefused(field="accident_on", why=why)
        return max(standing, key=lambda each: each.valid_from)
