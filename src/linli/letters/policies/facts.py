"""What a letter of each kind must be told. A template may ask for more; it cannot ask for less."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator

from linli.letters.errors import ChartUneven, TableUneven
from linli.letters.policies.document import Chart, Table
from linli.letters.policies.kinds import LetterKind

Line = Annotated[str, Field(min_length=1, max_length=300)]
Text = Annotated[str, Field(min_length=1, max_length=8000)]
Lines = Annotated[tuple[Annotated[str, Field(min_length=1, max_length=2000)], ...], Field(max_length=60)]
SomeLines = Annotated[Lines, Field(min_length=1)]


class Figures(BaseModel):
    """A table: a caption, the heads of its columns, and rows of as many cells."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    caption: str = Field(default="", max_length=100)
    head: tuple[str, ...] = Field(min_length=1, max_length=12)
    rows: tuple[tuple[str, ...], ...] = Field(max_length=2000)

    @model_validator(mode="after")
    def _even(self) -> Figures:
        for place, row in enumerate(self.rows, start=1):
            if len(row) != len(self.head):
                raise ValueError(TableUneven(row=place, cells=len(row), columns=len(self.head)))
        return self

    def block(self) -> Table:
        return Table(self.caption, self.head, self.rows)


class Drawing(BaseModel):
    """A chart: for each value its name, what it says, and how long it is drawn."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    caption: str = Field(default="", max_length=100)
    names: tuple[str, ...] = Field(min_length=1, max_length=60)
    words: tuple[str, ...]
    lengths: tuple[Annotated[int, Field(ge=0, le=1000)], ...]
    """Thousandths of the longest."""
    is_line: bool = False

    @model_validator(mode="after")
    def _even(self) -> Drawing:
        if not len(self.names) == len(self.words) == len(self.lengths):
            raise ValueError(ChartUneven())
        return self

    def block(self) -> Chart:
        return Chart(self.caption, self.names, self.words, self.lengths, self.is_line)


class Facts(BaseModel):
    """What every letter is told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: Line
    """What it is about, as it stands in the title."""
    basis: Lines = ()
    """Laws and rules beside those of the template: 《…》第…条."""
    attachments: Lines = ()
    copy_to: Lines = ()
    contact: str = Field(default="", max_length=200)
    """Which office answers questions, with its telephone."""


class AdvisoryFacts(Facts):
    period: Line
    situation: Text
    figures: Figures | None = None
    causes: Lines = ()
    suggestions: SomeLines


class WarningFacts(Facts):
    situation: Text
    missed: Text
    """The rule or target that was missed."""
    earlier: str = Field(default="", max_length=100)
    """Number of the advisory letter that went before."""
    measures: SomeLines
    consequence: Text


class SupervisionFacts(Facts):
    rung: int = Field(ge=1, le=3)
    """Step of the supervision ladder."""
    matter: Text
    earlier: Text
    """How it was handled so far."""
    requirements: SomeLines
    responsible: str = Field(default="", max_length=100)
    """The post that is in charge, never a private person."""


class AssignmentFacts(Facts):
    source: Line
    summary: Text
    requirements: SomeLines
    co_units: Lines = ()
    report_form: Line


class BulletinFacts(Facts):
    """Without the names of requesters or parties."""

    period: Line
    scope: Line
    figures: Figures
    definitions: Lines = ()
    progress: Text
    problems: Lines = ()
    good: Lines = ()
    requirements: SomeLines


class MinutesFacts(Facts):
    held_on: date
    place: Line
    chair: Line
    present: SomeLines
    absent: Lines = ()
    topics: SomeLines
    decisions: SomeLines


class ReplyFacts(Facts):
    question: Text
    findings: Text
    reasons: Text
    decision: Text
    remedy: str = Field(default="", max_length=2000)
    """What whoever disagrees may do, and within what time."""


FACTS_OF: Mapping[LetterKind, type[Facts]] = {
    LetterKind.ADVISORY: AdvisoryFacts,
    LetterKind.WARNING: WarningFacts,
    LetterKind.SUPERVISION_ORDER: SupervisionFacts,
    LetterKind.ASSIGNMENT_ORDER: AssignmentFacts,
    LetterKind.BULLETIN: BulletinFacts,
    LetterKind.MINUTES: MinutesFacts,
    LetterKind.REPLY: ReplyFacts,
}


class FactType(Enum):
    """What a template may ask for beside the facts of its kind."""

    LINE = "line"
    TEXT = "text"
    LINES = "lines"
    DAY = "day"
    NUMBER = "number"
    TABLE = "table"
    CHART = "chart"


TYPES: Mapping[FactType, tuple[Any, Any]] = {
    FactType.LINE: (Line, ...),
    FactType.TEXT: (Text, ...),
    FactType.LINES: (SomeLines, ...),
    FactType.DAY: (date, ...),
    FactType.NUMBER: (int, ...),
    FactType.TABLE: (Figures, ...),
    FactType.CHART: (Drawing, ...),
}


def facts_model(
    kind: LetterKind, more: Mapping[str, FactType], optional: tuple[str, ...] = ()
) -> type[Facts]:
    """Return what a template is to be told: the facts of its kind and its own. Made once for each such text.

    `optional` names facts of the kind that this template does without; each is then empty when not told.
    """
    return _facts_model(kind, tuple(more.items()), optional)


@cache
def _facts_model(
    kind: LetterKind, more: tuple[tuple[str, FactType], ...], optional: tuple[str, ...]
) -> type[Facts]:
    base = FACTS_OF[kind]
    given: dict[str, Any] = {name: TYPES[each] for name, each in more}
    for name in optional:
        field = base.model_fields[name]
        given[name] = (field.annotation | None, None)  # type: ignore[operator]
    return create_model(f"{base.__name__}Of", __base__=base, **given) if given else base
