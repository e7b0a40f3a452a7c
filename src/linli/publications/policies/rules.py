"""What a city sets for what it publishes."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from linli.rulebook.policies import Name, Rule, RulePart, rule


class Coded(RulePart):
    code: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    name: Name


@rule
class PublicationRule(Rule):
    """How often published projects are brought up to date, and how comments and complaints are treated."""

    key: ClassVar[str] = "publications.publication"

    update_months: int = Field(ge=1, le=6)
    """A project is brought up to date at least as often; the law's spirit allows no more than half a year."""
    remind_before: int = Field(default=14, ge=0, le=90)
    """Days."""
    refusals: tuple[Coded, ...] = Field(min_length=1)
    """Reasons for which a comment is not shown."""
    complaint_kinds: tuple[Coded, ...] = Field(min_length=1)
    least: int = Field(default=5, ge=3)
    """Smaller counts of complaints are not published."""
    answer_days: int = Field(default=15, ge=1, le=90)
    """Days within which a complaint is answered."""

    def kind_name(self, code: str) -> str:
        return next((str(each.name) for each in self.complaint_kinds if each.code == code), code)

    def refusal_name(self, code: str) -> str:
        return next((str(each.name) for each in self.refusals if each.code == code), code)
