"""The numbers a city sets for what comes in: dated entries of the rulebook."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar, Self

from pydantic import Field, model_validator

from linli.intake.errors import WeightsNotWhole
from linli.rulebook.policies import Rule, RulePart, rule


@rule
class SheetLimits(Rule):
    """How large a spreadsheet may be, and what in its rows is taken for a mistake."""

    key: ClassVar[str] = "intake.sheets"

    most_bytes: int = Field(gt=0)
    """Of the file as it lies on the disk."""
    most_unpacked_bytes: int = Field(gt=0)
    """Of what a compressed file unpacks to: the bound on memory."""
    most_cells: int = Field(gt=0)
    """Rows times columns of one sheet."""
    longest_text: int = Field(gt=0)
    """Characters of one message."""
    earliest_on: date
    """A message from before this day is taken for a mistyped date."""


class DuplicateWeights(RulePart):
    """How much each likeness counts; together 1."""

    words: Decimal = Field(ge=0, le=1)
    near: Decimal = Field(ge=0, le=1)
    kind: Decimal = Field(ge=0, le=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.words + self.near + self.kind != 1:
            raise ValueError(WeightsNotWhole())
        return self


@rule
class DuplicateRule(Rule):
    """Which matters are proposed as the same while somebody files one. Nothing is joined by itself."""

    key: ClassVar[str] = "intake.duplicates"

    metres: int = Field(gt=0, le=5000)
    days: int = Field(gt=0, le=366)
    same_grid: Decimal = Field(ge=0, le=1)
    """Nearness of a matter in the same grid where one of the two has no point."""
    same_area: Decimal = Field(ge=0, le=1)
    """Nearness of a matter in the same village, township or whatever both name, where a point is missing."""
    weights: DuplicateWeights
    least_words: Decimal = Field(ge=0, le=1)
    """Matters whose words are less alike are not proposed, however near."""
    least: Decimal = Field(ge=0, le=1)
    """Lowest score that is proposed."""
    most_candidates: int = Field(default=200, gt=0, le=1000)
    most_compared: int = Field(default=20, gt=0, le=200)
    """How many of the likeliest candidates are compared word by word."""
    most_shown: int = Field(default=5, gt=0, le=20)


@rule
class VoiceBoxes(Rule):
    """How letter boxes are emptied."""

    key: ClassVar[str] = "intake.voice_boxes"

    rhythm_days: int = Field(gt=0, le=92)
    """A box is due when this many days have passed since it was last opened."""
