"""What a city sets for the calculator: figures of provinces by year, and how its courts count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from linli.compensation.errors import FiguresTooEarly
from linli.compensation.policies.standards import CompulsoryLimits, Figures, Limits, Practice
from linli.rulebook.policies import Name, Rule, RulePart, rule

ProvinceCode = Annotated[str, Field(pattern=r"^[1-9][0-9]0000$")]


class ProvinceFigures(RulePart):
    """One province's figures."""

    name: Name
    figures: Figures


@rule
class YearOfFigures(Rule):
    """The statistical figures of one year, province by province, from the day they are published."""

    key: ClassVar[str] = "compensation.figures"

    year: int = Field(ge=1990, le=2200)
    """The year they describe; they are used in the year after."""
    provinces: Mapping[ProvinceCode, ProvinceFigures] = Field(min_length=1)

    def check_dates(self, valid_from: date, valid_until: date | None) -> None:
        if valid_from.year <= self.year:
            raise ValueError(FiguresTooEarly(year=self.year, valid_from=valid_from.isoformat()))


@rule
class LocalPractice(Rule):
    """How the courts of the place count where law leaves a choice."""

    key: ClassVar[str] = "compensation.practice"

    practice: Practice


@rule
class NewLimits(Rule):
    """Limits of the compulsory insurance, when they change before the software does."""

    key: ClassVar[str] = "compensation.compulsory"

    liable: Limits
    faultless: Limits

    def limits(self) -> CompulsoryLimits:
        return CompulsoryLimits(liable=self.liable, faultless=self.faultless)
