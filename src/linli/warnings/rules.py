"""What a city sets for hot issues, for what is alike, and for the advice on replies."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from linli.rulebook.policies import Rule, rule


@rule
class HotIssuesRule(Rule):
    """When several matters are proposed as one hot issue. A person confirms it."""

    key: ClassVar[str] = "warnings.hot_issues"

    window_days: int = Field(ge=7, le=1100)
    """Matters registered earlier make no new issue."""
    least_size: int = Field(ge=2, le=100)
    """Fewer matters are no issue."""
    least_heat: Decimal = Field(ge=0)
    most_kept: int = Field(ge=10, le=5000)
    """Hottest issues that a rebuild keeps."""
    most_compared: int = Field(ge=100, le=50_000)
    """Latest groups and single matters that a new matter is compared with."""
    least_likeness: Decimal = Field(gt=0, lt=1)
    """Mean likeness of its words from which a matter joins a group."""
    least_theme: Decimal = Field(gt=0, lt=1)
    """Share of the common theme that a member must speak of."""
    growth_days: int = Field(ge=1, le=92)
    grown_again: Decimal = Field(gt=1, le=10)
    """A dismissed or ended issue that has grown so many times is proposed again."""
    quiet_days: int = Field(ge=7, le=366)
    """A proposal that nobody looked at leaves the list after so many days without a new matter."""


@rule
class AlikeRule(Rule):
    """Which matters are shown beside one as the same event, or as the same class elsewhere."""

    key: ClassVar[str] = "warnings.alike"

    elsewhere_days: int = Field(ge=7, le=1100)
    least_words: Decimal = Field(gt=0, lt=1)
    """Likeness of words from which a matter elsewhere is of the same class."""
    most_shown: int = Field(ge=1, le=20)


@rule
class ReplyAdviceRule(Rule):
    """From which score on a reply is taken to have what it should. It is advice and stops nobody."""

    key: ClassVar[str] = "warnings.reply_advice"

    answers: Decimal = Field(gt=0, lt=1)
    grounds: Decimal = Field(gt=0, lt=1)
    next_step: Decimal = Field(gt=0, lt=1)
    empty_formula: Decimal = Field(gt=0, lt=1)
    """Above it the reply is called an empty formula."""
    examples_days: int = Field(ge=30, le=1100)
    """How old an answered matter may be to serve as an example."""
    most_examples: int = Field(ge=1, le=10)
