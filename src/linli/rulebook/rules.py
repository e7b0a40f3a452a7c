"""The rulebook's own rule: which city this is."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from linli.rulebook.policies import Name, Rule, rule


@rule
class City(Rule):
    """The city that this installation serves."""

    key: ClassVar[str] = "rulebook.city"

    name: Name
    code: str = Field(pattern=r"^[1-9][0-9]{3}00$")
    """Six digits of the prefecture in the national division codes; 99 begins an invented city."""
    zone: str
    """Time zone in which days are counted, as the time zone database names it."""
