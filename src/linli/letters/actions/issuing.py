from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from linli.core.actor import Actor, ActorKind
from linli.core.time import city_day
from linli.journal.actions import record, record_many
from linli.letters.actions.making import Draft, document_of, due_of, is_upward, keys, row_of, template_of
from linli.letters.actions.moving import identity, reference
from linli.letters.composing import facts_of
from linli.letters.errors import NotForMachines
from linli.letters.events import LetterIssued
from linli.letters.models import Letter
from linli.letters.policies import LetterKind, Status, Verb, digest_of
from linli.letters.policies.facts import Facts
from linli.letters.policies.proof import make_code
from linli.letters.rules import LetterNumbers, LetterTemplate
from linli.letters.stepping import check
from linli.people.models import Account
from linli.rulebook.queries import in_force

TAKE = """
    INSERT INTO letters_series (issuer_id, kind, year, last) VALUES (%s, %s, %s, %s)
    ON CONFLICT (issuer_id, kind, year) DO UPDATE SET last = letters_series.last + EXCLUDED.last
    RETURNING last
"""
"""The row stays locked until the transaction ends: whoever comes second waits, and a rollback gives all back."""
Run = tuple[int, str, int]
"""Issuer, kind and year of a series."""
Prepared = tuple[Letter, LetterTemplate, Facts]
"""A letter before it gets its number."""


def _take(run: Run, count: int) -> int:
    """Return the first of `count` numbers, next after the last one taken; with 0, only lock the series."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [*run, count])
        (last,) = cursor.fetchone()
    return int(last) - count + 1


@transaction.atomic
def issue(*, letter: Letter, by: Actor, now: datetime) -> None:
    """Give a reviewed letter its number and date, freeze what it says, and send it.

    The number is the next of its issuer, kind and year, in the same transaction: refused or undone, none is lost.
    Raises MoveNotAllowed, WrongUnit, DueInThePast, ChangedMeanwhile.
    """
    check(letter, Verb.ISSUE, by)
    template, kind = template_of(letter), LetterKind(letter.kind)
    facts, due_at = facts_of(template, letter.facts), due_of(letter, now)
    signer = _name_of(by) if is_upward(letter) else ""
    year = city_day(now).year
    serial = _take((letter.issuer_id, kind.value, year), 1)
    number = _number(letter, year, serial, now)
    document = document_of(letter, template, facts, now=now, due_at=due_at, number=number, signer=signer)
    columns = _frozen(document.as_data(), number) | {
        "title": document.full_title,
        "year": year,
        "serial": serial,
        "due_at": due_at,
        "issued_at": now,
        "status": Status.ISSUED.value,
    }
    event = _event(letter, columns)
    record(event, subject=letter, by=by, now=now, changes=columns)


def _number(letter: Letter, year: int, serial: int, now: datetime) -> str:
    rule = in_force(LetterNumbers, city_day(now)).value
    return rule.number(letter.issuer.code, LetterKind(letter.kind), year, serial)


def _frozen(data: dict[str, Any], number: str) -> dict[str, Any]:
    digest = digest_of(data)
    code = make_code(settings.LINLI.cipher_suite, number, digest)
    return {"content": data, "digest": digest, "number": number, "code": code}


def _event(letter: Letter, columns: dict[str, Any], standing_order: str = "") -> LetterIssued:
    told = identity(letter) | {"number": columns["number"], "title": columns["title"]}
    given = {name: columns[name] for name in ("year", "serial", "digest", "due_at")}
    return LetterIssued(**told, **given, **reference(letter), standing_order=standing_order)


def _name_of(by: Actor) -> str:
    return Account.objects.get(pk=by.account).display_name if by.account else ""


@transaction.atomic
def issue_directly(*, drafts: Sequence[Draft], by: Actor, now: datetime) -> list[Letter]:
    """Issue many letters in one go, without drafts to review: for sweeps. Nothing is rendered yet.

    The city must have given a standing order for each text, which the journal names. A draft whose occasion has a
    letter already is left out. Some statements for each series, and one round trip for all rows. All or none.
    Raises NotForMachines, and as `draft`.
    """
    year = city_day(now).year
    for run in _in_order((draft.issuer.pk, draft.kind.value, year) for draft in drafts):
        _take(run, 0)
    prepared = prepare(drafts=drafts, by=by, now=now)
    issue_prepared(prepared, by=by, now=now)
    return [letter for letter, _, _ in prepared]


def prepare(*, drafts: Sequence[Draft], by: Actor, now: datetime) -> list[Prepared]:
    """Return letters that lack nothing but their numbers: they have keys, and dates by when to answer. Writes nothing.

    For whoever makes sure that nobody else writes for the same occasions. Two queries. Raises as `issue_directly`.
    """
    rows = [row_of(draft, by=by, now=now) for draft in drafts]
    for _letter, template, _facts in rows:
        if by.kind is ActorKind.SYSTEM and not template.standing_order:
            raise NotForMachines(template=template.name)
    prepared = _without_doubles(rows)
    dues: dict[tuple[str, date | None], datetime | None] = {}
    for (letter, _template, _facts), key in zip(prepared, keys(len(prepared)), strict=True):
        limit = (letter.limit, letter.due_on)
        if limit not in dues:
            dues[limit] = due_of(letter, now)
        letter.pk, letter.due_at = key, dues[limit]
    return prepared


def issue_prepared(prepared: Sequence[Prepared], *, by: Actor, now: datetime) -> None:
    """Number prepared letters, freeze what they say, and write them. To be called inside a transaction.

    Nobody else gets a number of the same series until it ends: what else there is to write is better written before.
    """
    year = city_day(now).year
    counts = Counter((letter.issuer_id, letter.kind, year) for letter, _, _ in prepared)
    serials = {run: iter(range(_take(run, counts[run]), 10**9)) for run in _in_order(counts)}
    for letter, template, facts in prepared:
        _fill(
            letter,
            template,
            facts,
            year=year,
            serial=next(serials[letter.issuer_id, letter.kind, year]),
            now=now,
        )
    record_many(_events(prepared), by=by, now=now)


def _in_order(runs: Iterable[Run]) -> list[Run]:
    """Return each series once, always in the same order, so that two sweeps never wait for each other."""
    return sorted(set(runs))


def _without_doubles(written: Sequence[Prepared]) -> list[Prepared]:
    """Leave out letters whose occasion is taken, in the database or earlier in the list. One query."""
    asked = [letter.occasion for letter, _, _ in written if letter.occasion]
    seen: set[str | None] = set(
        Letter.objects.filter(occasion__in=asked).values_list("occasion", flat=True) if asked else ()
    )
    kept = []
    for each in written:
        occasion = each[0].occasion
        if occasion not in seen or occasion is None:
            kept.append(each)
            seen.add(occasion)
    return kept


def _fill(
    letter: Letter, template: LetterTemplate, facts: Facts, *, year: int, serial: int, now: datetime
) -> None:
    number = _number(letter, year, serial, now)
    document = document_of(letter, template, facts, now=now, due_at=letter.due_at, number=number)
    columns = _frozen(document.as_data(), number) | {
        "title": document.full_title,
        "year": year,
        "serial": serial,
        "issued_at": now,
        "status": Status.ISSUED.value,
    }
    for name, value in columns.items():
        setattr(letter, name, value)


def _events(written: Sequence[Prepared]) -> Iterator[tuple[LetterIssued, Letter]]:
    for letter, template, _facts in written:
        yield _event(letter, vars(letter), template.standing_order), letter
