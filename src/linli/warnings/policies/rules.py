"""What a city sets for early warning and for going to the root: dated entries of the rulebook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, Field, model_validator

from linli.calendars.policies import Limit
from linli.people.policies import Role
from linli.rulebook.policies import Rule, RulePart, rule
from linli.warnings.errors import LinesOutOfOrder
from linli.warnings.policies.index import Level
from linli.warnings.policies.states import Hysteresis

DIGITS = {"county": 6, "township": 9, "village": 12}


def _limit(text: str) -> str:
    return str(Limit.parse(text))


class Family(TextChoices):
    """How a warning came about."""

    INDEX = "index", _("published index")
    SERIES = "series", _("counts by week")
    SCAN = "scan", _("neighbouring places together")


class Detector(TextChoices):
    """What judges a series. The names are those of `linli warnings backtest`."""

    SUMS = "sums", _("last weeks against two years and the season")
    EARS_C1 = "ears_c1", _("EARS C1: seven weeks before")
    EARS_C2 = "ears_c2", _("EARS C2: seven weeks, two left out")
    EARS_C3 = "ears_c3", _("EARS C3: three weeks together")
    CUSUM = "cusum", _("CUSUM: small rises added up")
    FARRINGTON = "farrington", _("regression on past years (Farrington)")
    FARRINGTON_FLEXIBLE = "farrington_flexible", _("regression with season and trend")


class Bands(RulePart):
    """Times the threshold at which each colour begins; blue begins at the threshold itself."""

    yellow: float = Field(default=1.5, gt=1)
    orange: float = Field(default=2.0, gt=1)
    red: float = Field(default=3.0, gt=1)

    @model_validator(mode="after")
    def _rise(self) -> Self:
        if not self.yellow < self.orange < self.red:
            raise ValueError(LinesOutOfOrder())
        return self

    def level_of(self, times: float) -> Level:
        starts = ((self.red, Level.RED), (self.orange, Level.ORANGE), (self.yellow, Level.YELLOW))
        return next((level for start, level in starts if times >= start), Level.BLUE)


class ScanSettings(RulePart):
    """The scan over neighbouring places."""

    weeks: int = Field(default=4, ge=1, le=12)
    """Of the longest window."""
    alpha: float = Field(default=0.001, gt=0, lt=0.2)
    """How often chance alone may bring a cluster as strong, for each kind and week."""
    trials: int = Field(default=199, ge=99, le=9999)
    baseline_weeks: int = Field(default=26, ge=6, le=104)
    """Weeks before whose mean each place is expected to bring."""


class Answerable(RulePart):
    """Who takes note of a warning of one colour, and within which time."""

    roles: tuple[Role, ...] = Field(min_length=1)
    hours: int = Field(ge=1, le=720)


@rule
class EarlyRule(Rule):
    """What is counted, which detectors judge it, and what becomes of a warning."""

    key: ClassVar[str] = "warnings.early"

    place: Literal["county", "township", "village"] = "township"
    kind_depth: int = Field(default=2, ge=1, le=4)
    """Parts of a kind's code that are counted together: 2 counts `utility.water`."""
    history_weeks: int = Field(default=260, ge=12, le=520)
    recount_weeks: int = Field(default=8, ge=2, le=520)
    """Weeks that every run counts anew: matters are classified and joined later."""
    detectors: tuple[Detector, ...] = Field(min_length=1)
    """In order: the first that has seen enough of a series judges it."""
    sums_alpha: float = Field(default=0.005, gt=0, lt=0.2)
    ears_alpha: float = Field(default=0.001, gt=0, lt=0.2)
    least_count: int = Field(default=5, ge=3)
    """Fewer matters in four weeks raise nothing: a tiny place is no warning."""
    leave: float = Field(default=0.8, gt=0, le=1)
    """A week below this part of the threshold is quiet."""
    quiet_weeks: int = Field(default=2, ge=1, le=12)
    """Quiet weeks in a row after which an unconfirmed warning ends and a new one may begin."""
    bands: Bands = Bands()
    scan: ScanSettings | None = None
    expire_days: int = Field(default=14, ge=1, le=90)
    """Days after which a proposal that nobody confirmed ends."""
    major_from: Literal["blue", "yellow", "orange", "red"] = "orange"
    """From this colour on a warning stands on the progress board."""
    acknowledge: Mapping[Literal["blue", "yellow", "orange", "red"], Answerable]
    letter: str = Field(default="advisory:plain", pattern=r"^[a-z_]+:[a-z_]+$")
    """Kind and text of the letter to the responsible unit."""
    answer_within: Annotated[str, AfterValidator(_limit)] = "5 working_days"

    @model_validator(mode="after")
    def _answers_all(self) -> Self:
        if len(self.acknowledge) != len(Level) - 1:
            raise ValueError(LinesOutOfOrder())
        return self

    @property
    def digits(self) -> int:
        return DIGITS[self.place]

    @property
    def major(self) -> Level:
        return Level[self.major_from.upper()]

    @property
    def hysteresis(self) -> Hysteresis:
        """Of values that are parts of the threshold."""
        return Hysteresis(1.0, self.leave, self.quiet_weeks)

    def answerable(self, level: Level) -> Answerable:
        return self.acknowledge[level.name.lower()]  # type: ignore[index]


@rule
class CauseRule(Rule):
    """When a class of matters is proposed to be looked into, and how the effect is measured."""

    key: ClassVar[str] = "warnings.causes"

    class_size: int = Field(default=3, ge=2)
    """Matters of one kind in one grid that propose an action."""
    class_days: int = Field(default=30, ge=7, le=365)
    weeks_before: int = Field(default=12, ge=4, le=104)
    weeks_after: int = Field(default=8, ge=2, le=104)
    least_weeks: int = Field(default=2, ge=1)
    """Whole weeks after the last measure before anything is said."""
    least_before: int = Field(default=10, ge=1)
    """Matters before, in the place itself and elsewhere; with fewer nothing can be told."""
    confidence: float = Field(default=0.95, gt=0.5, lt=1)
