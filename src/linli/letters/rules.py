"""What a city sets for its letters: the texts of each kind, and how issuers number and sign them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Self

from pydantic import (
    Field,
    ValidationError,
    ValidationInfo,
    create_model,
    field_validator,
    model_validator,
)

from linli.calendars.policies import LimitField
from linli.core.errors import Refusal
from linli.letters.errors import (
    AgencyTwice,
    BasisNotNamed,
    CharacterTwice,
    FactNameTaken,
    FactUnknown,
    KindWithoutCharacter,
    SampleUnfit,
    TableUnknown,
    TemplateWithoutBasis,
)
from linli.letters.policies.document import Slip, blocks_of, clean
from linli.letters.policies.document import SlipRow as FilledRow
from linli.letters.policies.facts import FACTS_OF, Drawing, Facts, FactType, Figures, facts_model
from linli.letters.policies.kinds import FORM_OF, Form, LetterKind
from linli.letters.policies.templating import check, filled, names_in
from linli.rulebook.policies import Name, Rule, RulePart, rule

ABOUT_LETTER = ("issuer", "addressee", "due", "number")
"""Names that every template may use beside its facts; `due` and `number` may be empty."""


class Sample(RulePart):
    """A letter of this template for trying it out, with invented facts."""

    issuer: str = Field(min_length=1)
    """Code of a unit in `units.csv`."""
    addressee: str = ""
    issued_on: date
    due_on: date | None = None
    serial: int = Field(default=1, ge=1)
    facts: dict[str, Any]


class SlipRow(RulePart):
    """A row of a slip."""

    label: str = Field(min_length=1, max_length=20)
    text: str = ""
    """What is filled in beforehand; empty: whoever gets the letter writes here."""
    lines: int = Field(default=1, ge=1, le=12)
    """Room for so many lines."""


class SlipText(RulePart):
    """The form that goes with a letter, to be filled in and sent back."""

    title: str = Field(min_length=1, max_length=30)
    rows: tuple[SlipRow, ...] = Field(min_length=1, max_length=16)


class LetterTemplate(RulePart):
    """The text of one letter, with places for facts."""

    kind: ClassVar[LetterKind]

    name: Name
    form: Form | None = None
    facts: dict[str, FactType] = Field(default_factory=dict)
    """Facts beside those of the kind."""
    labels: dict[str, Name] = Field(default_factory=dict)
    """What a form calls them."""
    without: tuple[str, ...] = ()
    """Facts of the kind that this text does without."""
    basis: tuple[str, ...] = ()
    """Laws and rules on which every letter of this text rests."""
    title: str = Field(min_length=1)
    body: str = Field(min_length=1)
    addressee: str = ""
    """To whom, when it is not one unit."""
    copy_to: tuple[str, ...] = ()
    answer_within: LimitField | None = None
    """None: nobody owes an answer."""
    slip: SlipText | None = None
    standing_order: str = ""
    """Decision by which letters of this text may go out without a person looking at each; empty: none may."""
    sample: Sample

    @field_validator("facts")
    @classmethod
    def _new_names(cls, facts: dict[str, FactType]) -> dict[str, FactType]:
        for name in facts:
            if name in FACTS_OF[cls.kind].model_fields or name in ABOUT_LETTER:
                raise ValueError(FactNameTaken(name=name))
        return facts

    @field_validator("without")
    @classmethod
    def _known_names(cls, without: tuple[str, ...]) -> tuple[str, ...]:
        for name in without:
            if name not in FACTS_OF[cls.kind].model_fields:
                raise ValueError(FactUnknown(name=name))
        return without

    @field_validator("title", "body")
    @classmethod
    def _can_be_filled(cls, text: str, info: ValidationInfo) -> str:
        more = info.data.get("facts", {})
        try:
            check(text, {*FACTS_OF[cls.kind].model_fields, *more, *ABOUT_LETTER})
        except Refusal as refusal:
            raise ValueError(refusal) from refusal
        if info.field_name == "body" and "basis" not in names_in(text):
            raise ValueError(BasisNotNamed() if info.data.get("basis") else TemplateWithoutBasis())
        return text

    @field_validator("slip")
    @classmethod
    def _slip_can_be_filled(cls, slip: SlipText | None, info: ValidationInfo) -> SlipText | None:
        known = {*FACTS_OF[cls.kind].model_fields, *info.data.get("facts", {}), *ABOUT_LETTER}
        for row in slip.rows if slip else ():
            try:
                check(row.text, known)
            except Refusal as refusal:
                raise ValueError(refusal) from refusal
        return slip

    @model_validator(mode="after")
    def _sample_fills_it(self) -> Self:
        try:
            try_sample(self)
        except Refusal as refusal:
            raise ValueError(refusal) from refusal
        return self

    def model(self) -> type[Facts]:
        """Return the shape of the facts that this text is to be told."""
        return facts_model(self.kind, self.facts, self.without)


class LetterTemplates(Rule):
    """The texts of one kind, by name."""

    templates: dict[str, LetterTemplate] = Field(min_length=1)


def _rule_for(kind: LetterKind) -> type[LetterTemplates]:
    """Return the rule `letters.<kind>`; its texts know their kind, so that a fault is found at its own line."""
    name = kind.value.title().replace("_", "")
    text = type(f"{name}Template", (LetterTemplate,), {"kind": kind, "__module__": __name__})
    made = create_model(
        f"{name}Templates",
        __base__=LetterTemplates,
        __module__=__name__,
        templates=(dict[str, text], Field(min_length=1)),  # type: ignore[valid-type]
    )
    made.__doc__, made.key = f"Texts of the kind {kind.value}.", f"letters.{kind.value}"
    return rule(made)


TEMPLATES_OF: Mapping[LetterKind, type[LetterTemplates]] = {kind: _rule_for(kind) for kind in LetterKind}


def try_sample(template: LetterTemplate) -> None:
    """Fill a text with its own sample. Raises SampleUnfit, TableUnknown, TemplateBroken."""
    try:
        facts = template.model().model_validate(template.sample.facts)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise SampleUnfit(field=place, why=first["msg"]) from error
    values = values_of(template, facts)
    try:
        list(blocks_of(filled(template.body, values), tables_of(facts)))
    except KeyError as error:
        raise TableUnknown(name=error.args[0]) from error
    filled(template.title, values)
    slip_of(template, values)


def slip_of(template: LetterTemplate, values: Mapping[str, Any]) -> Slip | None:
    """Return the letter's form with what is known already. Raises TemplateBroken."""
    if template.slip is None:
        return None
    rows = ((row.label, filled(row.text, values), row.lines) for row in template.slip.rows)
    return Slip(
        template.slip.title, tuple(FilledRow(label, clean(text), lines) for label, text, lines in rows)
    )


def basis_of(template: LetterTemplate, facts: Facts) -> tuple[str, ...]:
    """Return the laws and rules of a letter, each once: the template's, then its own."""
    return tuple(dict.fromkeys((*template.basis, *facts.basis)))


def values_of(template: LetterTemplate, facts: Facts, **about: str) -> dict[str, Any]:
    """Return what fills a template."""
    given = {name: getattr(facts, name) for name in type(facts).model_fields}
    return {**dict.fromkeys(ABOUT_LETTER, ""), **given, "basis": basis_of(template, facts), **about}


def tables_of(facts: Facts) -> dict[str, Any]:
    """Return the facts that are tables and charts, by name."""
    given = ((name, getattr(facts, name)) for name in type(facts).model_fields)
    return {name: value.block() for name, value in given if isinstance(value, (Figures, Drawing))}


class Issuer(RulePart):
    """How one unit signs and numbers its letters."""

    agency: str = Field(min_length=1, max_length=12)
    """机关代字: 安综治."""
    mark: str = Field(default="", max_length=40)
    """The red line of its documents; empty: the unit's name, with 文件 in file layout."""
    office: str = Field(default="", max_length=60)
    """印发机关; empty: the unit itself."""


@rule
class LetterNumbers(Rule):
    """Which units issue letters, and what stands in their numbers."""

    key: ClassVar[str] = "letters.numbers"

    kinds: dict[LetterKind, str]
    """Each kind's character: 督 for supervision orders."""
    issuers: dict[str, Issuer]
    """By code of the unit."""

    @model_validator(mode="after")
    def _each_once(self) -> LetterNumbers:
        if missing := set(LetterKind) - self.kinds.keys():
            raise ValueError(KindWithoutCharacter(kinds=", ".join(sorted(missing))))
        if len(set(self.kinds.values())) != len(self.kinds):
            raise ValueError(CharacterTwice())
        agencies = [each.agency for each in self.issuers.values()]
        if len(set(agencies)) != len(agencies):
            raise ValueError(AgencyTwice())
        return self

    def number(self, issuer: str, kind: LetterKind, year: int, serial: int) -> str:
        """Return 安综治督〔2026〕3号: hexagonal brackets, four digits of year, no leading zeros."""
        return f"{self.issuers[issuer].agency}{self.kinds[kind]}〔{year}〕{serial}号"


def form_of(kind: LetterKind, template: LetterTemplate) -> Form:
    return template.form or FORM_OF[kind]


def mark_of(issuer: Issuer, unit_name: str, kind: LetterKind, form: Form) -> str:
    """Return the red line at the head: a letter names the unit alone, minutes say what they are."""
    if form is Form.MINUTES:
        return f"{unit_name}会议纪要"
    base = issuer.mark or unit_name
    return base if form is Form.LETTER or base.endswith("文件") else f"{base}文件"
