"""The numbers and lists a city sets for whistles, meetings, deliberations and sharing."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from linli.calendars.policies import LimitField
from linli.community.policies.whistles import Level, Proof, Urgency
from linli.people.policies.units import UnitKind
from linli.rulebook.policies import Rule, RulePart, rule


class Named(RulePart):
    """One entry of a list that people choose from."""

    code: str = Field(pattern=r"^[a-z_]{2,30}$")
    zh: str = Field(min_length=1, max_length=60)
    en: str = Field(min_length=1, max_length=120)

    def in_language(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


def each_once(several: tuple[Named, ...]) -> None:
    codes = [each.code for each in several]
    if len(set(codes)) != len(codes):
        raise ValueError("a code stands twice")


class DemandKind(Named):
    """What a community may whistle for."""

    level: Level


class UrgencyLimits(RulePart):
    """How long each step may take."""

    direct: LimitField
    """For the street office to send a big one out."""
    arrive: LimitField
    """From the call until somebody of the unit has signed in at the place."""
    answer: LimitField
    """From the call until it is solved or planned with a date."""


class SignIn(RulePart):
    """How coming to the place is shown."""

    needed: Literal["code", "position", "both", "either"] = "either"
    within_metres: int = Field(ge=20, le=5_000)
    """How far from the place a position may be: phones measure badly between high houses."""
    wrong_codes: int = Field(ge=3, le=50)
    """So many wrong codes may a unit enter for one call."""

    @property
    def proof(self) -> Proof | None:
        return None if self.needed == "either" else Proof(self.needed)


@rule
class Whistles(Rule):
    """Whistles: what for, how fast, what is big, and how coming is shown."""

    key: ClassVar[str] = "community.whistles"

    callers: tuple[UnitKind, ...] = Field(min_length=1)
    """Kinds of units that whistle."""
    kinds: tuple[DemandKind, ...] = Field(min_length=1)
    limits: dict[Urgency, UrgencyLimits]
    many_units: int = Field(ge=2)
    """A demand that names so many units is big."""
    many_households: int = Field(ge=2)
    """A demand that touches so many households is big."""
    most_units: int = Field(ge=1, le=50)
    sign_in: SignIn
    plan_within_days: int = Field(ge=1)
    """A plan's date lies no further ahead."""
    plan_changes: int = Field(ge=0)
    """How often a unit may put the date of its plan off."""
    calls_again: int = Field(ge=0)
    """How often a unit is called once more because the community finds nothing solved."""
    close_unrated_after_days: int = Field(ge=1)

    @model_validator(mode="after")
    def _is_complete(self) -> Whistles:
        each_once(self.kinds)
        if missing := set(Urgency) - set(self.limits):
            raise ValueError(f"no limits for {', '.join(sorted(missing))}")
        return self

    def kind(self, code: str) -> DemandKind | None:
        return next((each for each in self.kinds if each.code == code), None)


@rule
class Meetings(Rule):
    """Joint study meetings of the integrated centre."""

    key: ClassVar[str] = "community.meetings"

    most_representatives: int = Field(ge=1, le=20)
    """Of the requesters, at one meeting; petition law allows five for a common matter."""
    most_demands: int = Field(ge=1, le=50)
    notice: LimitField
    """Units and representatives are invited at least so long before."""
    carry_out_within_days: int = Field(ge=1)
    """The day by which an answer is carried out lies no further ahead."""


@rule
class Deliberations(Rule):
    """Public deliberations of communities."""

    key: ClassVar[str] = "community.deliberations"

    parts: tuple[Named, ...] = Field(min_length=1)
    """In which part somebody speaks: as a household, for the owners' committee. Never who."""
    notice_days: int = Field(ge=0)
    """A proposal is public for so many days before it may be decided."""

    @model_validator(mode="after")
    def _parts_stand_once(self) -> Deliberations:
        each_once(self.parts)
        return self


@rule
class Sharing(Rule):
    """What units share with communities."""

    key: ClassVar[str] = "community.sharing"

    kinds: tuple[Named, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _kinds_stand_once(self) -> Sharing:
        each_once(self.kinds)
        return self
