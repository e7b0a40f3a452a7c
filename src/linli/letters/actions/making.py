"""What drafting and issuing share: reading a letter's text and facts, and writing down what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from linli.calendars.policies import Limit
from linli.calendars.policies import due_at as end_of
from linli.calendars.queries import working_calendar
from linli.core.actor import Actor
from linli.core.rows import new
from linli.core.time import city_day, city_zone
from linli.journal.models import Subject
from linli.letters.composing import Circumstances, compose, facts_of
from linli.letters.errors import (
    DueInThePast,
    IssuerWithoutNumbers,
    NoAddressee,
    PersonalNumber,
    ToOneself,
    UnknownTemplate,
)
from linli.letters.models import Letter
from linli.letters.policies import TO_MANY, Document, LetterKind, Status
from linli.letters.policies.facts import Facts
from linli.letters.policies.privacy import personal_number_in
from linli.letters.policies.wording import day_in_chinese, instant_in_chinese
from linli.letters.rules import TEMPLATES_OF, Issuer, LetterNumbers, LetterTemplate
from linli.people.models import Unit
from linli.rulebook.queries import InForce, edition_named, in_force

KEYS = "SELECT nextval(pg_get_serial_sequence('letters_letter', 'id')) FROM generate_series(1, %s)"


@dataclass(frozen=True, slots=True)
class About:
    """What a letter is about: a row of any app that keeps a journal."""

    kind: str
    """Label of its table: `matters.matter`."""
    id: int

    @classmethod
    def of(cls, subject: Subject) -> About:
        return cls(subject._meta.label_lower, subject.pk)


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter that somebody, or a rule, wants written."""

    kind: LetterKind
    issuer: Unit
    facts: Mapping[str, Any]
    addressee: Unit | None = None
    """None for bulletins and minutes to many."""
    template: str = "plain"
    due: Limit | date | None = None
    """By when to answer; None: as the template says. A day is the last one, inclusive."""
    about: About | None = None
    copy_units: tuple[int, ...] = ()
    occasion: str = ""
    """What a sweep writes about. A second letter for the same occasion is never written."""
    in_reply_to: Letter | None = field(default=None, compare=False)


def template_on(kind: LetterKind, name: str, on: date) -> tuple[LetterTemplate, int]:
    """Return a text as it applies on a day, with the edition to keep. Raises UnknownTemplate, RuleMissing."""
    entry = in_force(TEMPLATES_OF[kind], on)
    return _named(entry, kind, name), entry.edition


def template_of(letter: Letter) -> LetterTemplate:
    """Return the text a letter was drafted from, superseded or not."""
    kind = LetterKind(letter.kind)
    return _named(edition_named(TEMPLATES_OF[kind], letter.edition), kind, letter.template)


def _named(entry: InForce[Any], kind: LetterKind, name: str) -> LetterTemplate:
    found: LetterTemplate | None = entry.value.templates.get(name)
    if found is None:
        raise UnknownTemplate(kind=kind.label, template=name)
    return found


def issuer_rule(unit: Unit, on: date) -> Issuer:
    """Raises IssuerWithoutNumbers."""
    found = in_force(LetterNumbers, on).value.issuers.get(unit.code)
    if found is None:
        raise IssuerWithoutNumbers(unit=unit.name)
    return found


def due_instant(due: Limit | date, now: datetime) -> datetime:
    """Return when an answer is late: a limit counts from now, a day is over at its midnight."""
    if isinstance(due, Limit):
        return end_of(now, due, working_calendar())
    return datetime.combine(due + timedelta(days=1), time.min, city_zone())


def require_future(due: Limit | date | None, now: datetime) -> None:
    """Raises DueInThePast for a day before today in the city."""
    if isinstance(due, date) and due < city_day(now):
        raise DueInThePast(due=day_in_chinese(due))


def row_of(draft: Draft, *, by: Actor, now: datetime) -> tuple[Letter, LetterTemplate, Facts]:
    """Return a draft as an unsaved row, its document not composed yet.

    Raises UnknownTemplate, FactsUnfit, LetterWithoutBasis, NoAddressee, ToOneself, DueInThePast, IssuerWithoutNumbers.
    """
    today = city_day(now)
    template, edition = template_on(draft.kind, draft.template, today)
    facts = facts_of(template, draft.facts)
    issuer_rule(draft.issuer, today)
    if draft.addressee is None and draft.kind not in TO_MANY:
        raise NoAddressee(kind=draft.kind.label)
    if draft.addressee is not None and draft.addressee.pk == draft.issuer.pk:
        raise ToOneself
    due = draft.due or (template.answer_within if draft.addressee is not None else None)
    require_future(due, now)
    row = new(
        Letter,
        kind=draft.kind.value,
        template=draft.template,
        edition=edition,
        status=Status.DRAFT.value,
        issuer_id=draft.issuer.pk,
        issuer_area=draft.issuer.area_code,
        addressee_id=draft.addressee.pk if draft.addressee else None,
        area_code=(draft.addressee or draft.issuer).area_code,
        copy_units=list(draft.copy_units),
        facts=facts.model_dump(mode="json", exclude_defaults=True),
        limit=str(due) if isinstance(due, Limit) else "",
        due_on=due if isinstance(due, date) else None,
        about_kind=draft.about.kind if draft.about else "",
        about_id=draft.about.id if draft.about else None,
        occasion=draft.occasion or None,
        in_reply_to_id=draft.in_reply_to.pk if draft.in_reply_to else None,
        drafted_by_id=by.account,
        drafted_at=now,
    )
    row.issuer, row.addressee = draft.issuer, draft.addressee
    return row, template, facts


def keys(count: int) -> list[int]:
    """Return new primary keys, so that rows and their entries go out in one round trip."""
    with connection.cursor() as cursor:
        cursor.execute(KEYS, [count])
        return [key for (key,) in cursor.fetchall()]


def due_of(letter: Letter, now: datetime) -> datetime | None:
    """Return when the answer would be late if the letter were issued now; None: none is owed."""
    due = Limit.parse(letter.limit) if letter.limit else letter.due_on
    require_future(due, now)
    return due_instant(due, now) if due else None


def document_of(
    letter: Letter,
    template: LetterTemplate,
    facts: Facts,
    *,
    now: datetime,
    due_at: datetime | None,
    number: str = "",
    signer: str = "",
) -> Document:
    """Return what the letter says, dated today if it has a number. Raises PersonalNumber."""
    around = Circumstances(
        kind=LetterKind(letter.kind),
        issuer=issuer_rule(letter.issuer, city_day(now)),
        issuer_name=letter.issuer.name,
        addressee_name=letter.addressee.name if letter.addressee else "",
        number=number,
        issued_on=city_day(now) if number else None,
        due=instant_in_chinese(due_at) if due_at else "",
        signer=signer,
        wording=letter.wording,
    )
    document = compose(template, facts, around)
    shown = personal_number_in(document)
    if shown is not None:
        raise PersonalNumber(shown=shown)
    return document


def is_upward(letter: Letter) -> bool:
    """Say whether it goes to a unit above the issuer: then it names who signed it."""
    above = letter.addressee
    return above is not None and letter.issuer.path.startswith(above.path) and above.pk != letter.issuer_id
