from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import orjson
from django.db import IntegrityError, transaction
from pydantic import ValidationError

from linli.core.actor import Actor
from linli.journal.actions import record
from linli.rulebook import book
from linli.rulebook.errors import DatesOutOfOrder, SetMeanwhile, ValueRefused
from linli.rulebook.events import EntrySet
from linli.rulebook.models import Entry
from linli.rulebook.policies import Rule
from linli.rulebook.queries import rule_named


@transaction.atomic
def set_rule(
    key: str,
    value: Rule | Mapping[str, Any],
    valid_from: date,
    valid_until: date | None = None,
    *,
    by: Actor,
    now: datetime,
    source: str = "",
) -> int | None:
    """Let a value apply from `valid_from` until a later entry begins, or until the end of `valid_until`.

    Returns the number of the new edition, None when the same value already stands for that day. A different
    value for the same day supersedes the edition that stood; that one is kept, and so is its number wherever
    something was judged by it.
    Raises KeyUnknown, ValueRefused, DatesOutOfOrder, SetMeanwhile.
    """
    rule = rule_named(key)
    plain = _checked(rule, value, valid_from, valid_until).model_dump(mode="json")
    book.look_again()
    stood = book.current().starting(key, valid_from)
    if stood and (stood.value, stood.valid_until) == (plain, valid_until):
        return None
    entry = Entry(
        key=key,
        value=plain,
        valid_from=valid_from,
        valid_until=valid_until,
        supersedes_id=stood.number if stood else None,
        source=source,
        loaded_at=now,
    )
    _insert(entry, by=by, now=now)
    return entry.pk


def _checked(
    rule: type[Rule], value: Rule | Mapping[str, Any], valid_from: date, valid_until: date | None
) -> Rule:
    if valid_until is not None and valid_until < valid_from:
        raise DatesOutOfOrder(
            key=rule.key, valid_from=valid_from.isoformat(), valid_until=valid_until.isoformat()
        )
    try:
        checked = rule.model_validate(value)
        checked.check_dates(valid_from, valid_until)
    except ValidationError as error:
        raise ValueRefused(key=rule.key, why=str(error)) from error
    except ValueError as error:
        raise ValueRefused(key=rule.key, why=str(error)) from error
    return checked


def _insert(entry: Entry, *, by: Actor, now: datetime) -> None:
    digest = hashlib.sha256(orjson.dumps(entry.value, option=orjson.OPT_SORT_KEYS)).hexdigest()
    event = EntrySet(entry.key, entry.valid_from, entry.valid_until, entry.supersedes_id, digest)
    try:
        with transaction.atomic():
            record(event, subject=entry, by=by, now=now)
    except IntegrityError as error:
        raise SetMeanwhile(key=entry.key, valid_from=entry.valid_from.isoformat()) from error
    book.changed()
