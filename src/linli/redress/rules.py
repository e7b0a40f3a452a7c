"""What a city sets for administrative cases and suggestions."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from linli.calendars.policies import LimitField
from linli.people.policies import UnitKind
from linli.rulebook.policies import Rule, rule


@rule
class Redress(Rule):
    """Days of administrative cases and of answers to suggestions."""

    key: ClassVar[str] = "redress.limits"

    bodies: tuple[UnitKind, ...] = Field(min_length=1)
    """Units that take administrative cases."""
    apply_days: int = Field(default=60, ge=1)
    """From the day on which the person learnt of the act (Administrative Reconsideration Law art. 20)."""
    take: LimitField
    decide: LimitField
    extension: LimitField
    most_extensions: int = Field(default=1, ge=0)
    reply_days: int = Field(default=30, ge=1)
    """For a push or a lead."""
    procurator_reply_days: int = Field(default=60, ge=1)
    most_reply_days: int = Field(default=90, ge=1)
    remind_before: tuple[int, ...] = (7, 3, 0)
    law: str
