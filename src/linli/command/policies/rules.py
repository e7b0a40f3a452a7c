from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from linli.rulebook.policies import Rule, RulePart, rule


class Rising(RulePart):
    """When a kind is called rising."""

    days: int = Field(default=7, ge=1, le=14)
    before_days: int = Field(default=28, ge=7, le=42)
    least: int = Field(default=5, ge=5)
    """Fewer say nothing, and could point to somebody."""
    factor: Decimal = Field(default=Decimal("1.5"), gt=1)
    shown: int = Field(default=6, ge=1, le=12)


@rule
class CommandFigures(Rule):
    """What the command pages show. A city without an entry has these numbers."""

    key: ClassVar[str] = "command.figures"

    days: int = Field(default=30, ge=7, le=56)
    """Length of the period that shares are taken of, up to now."""
    seconds: int = Field(default=5, ge=2, le=60)
    """So often figures are counted anew, and watchers ask for them."""
    stale_seconds: int = Field(default=30, ge=10, le=600)
    """After so long without an answer a page says that its figures are old."""
    wall_days: int = Field(default=30, ge=1, le=92)
    """So long a screen on a wall goes on without a new log-in."""
    rising: Rising = Rising()
