"""The numbers a city sets for what comes in: dated entries of the rulebook."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from pydantic import Field

from linli.rulebook.policies import Rule, rule


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
