from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Generic, ParamSpec, TypeVar

from django.utils.module_loading import autodiscover_modules

from linli.rulebook import book
from linli.rulebook.errors import EditionUnknown, KeyUnknown, RuleExpired, RuleMissing
from linli.rulebook.policies import FAMILIES, KEY, RULES, Rule, member

R = TypeVar("R", bound=Rule)
R_co = TypeVar("R_co", bound=Rule, covariant=True)
T = TypeVar("T")
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class InForce(Generic[R_co]):
    """A rule as it applies, with the number to keep in whatever is judged by it."""

    value: R_co
    edition: int
    valid_from: date
    valid_until: date | None = None
    """Last day in force; None: until a later entry begins."""


def in_force(rule: type[R], on: date) -> InForce[R]:
    """Return the rule that applies on the city's day `on`. One small query every five seconds.

    The entry with the latest first day not after `on` applies, even when an earlier one would reach further.
    Raises RuleMissing before the first entry, RuleExpired after the last day of an entry that ends.
    """
    edition = book.current().latest(rule.key, on)
    if edition is None:
        raise RuleMissing(key=rule.key, on=on.isoformat())
    if edition.valid_until is not None and edition.valid_until < on:
        raise RuleExpired(key=rule.key, on=on.isoformat(), until=edition.valid_until.isoformat())
    return _in_force(rule, edition)


def edition_named(rule: type[R], edition: int) -> InForce[R]:
    """Return an edition that a record was judged by, superseded or not. Raises EditionUnknown."""
    found = book.current().editions.get(edition)
    if found is None or found.key != rule.key:
        raise EditionUnknown(key=rule.key, edition=edition)
    return _in_force(rule, found)


def timeline(rule: type[R]) -> tuple[InForce[R], ...]:
    """Return the standing editions of a rule by first day. Each applies until the next begins, or it ends."""
    return tuple(_in_force(rule, each) for each in book.current().standing.get(rule.key, ()))


def _in_force(rule: type[R], edition: book.Edition) -> InForce[R]:
    if edition.in_force is None:
        value = rule.model_validate(edition.value)
        edition.in_force = InForce(value, edition.number, edition.valid_from, edition.valid_until)
    return edition.in_force  # type: ignore[no-any-return]


def from_rulebook(build: Callable[[], T]) -> Callable[[], T]:
    """Decorate a function of the rulebook alone: it runs once, and again after the rulebook has changed."""

    def remembered() -> T:
        return book.derived(build)

    remembered.__name__, remembered.__doc__ = build.__name__, build.__doc__
    return remembered


@cache
def known_rules() -> dict[str, type[Rule]]:
    """Return every kind of rule by key, after importing the rooms of all apps that may hold some."""
    autodiscover_modules("policies", "rules")
    return RULES


def rule_named(key: str) -> type[Rule]:
    """Return the kind of rule with this key. Raises KeyUnknown, which names the most similar key."""
    rules = known_rules()
    if key not in rules:
        base = FAMILIES.get(key.partition(".")[0])
        if base is not None and KEY.fullmatch(key):
            return member(base, key)
        raise KeyUnknown(key=key, nearest=", ".join(difflib.get_close_matches(key, rules, n=1, cutoff=0)))
    return rules[key]


def keys_of_family(app: str) -> list[str]:
    """Return the keys that the city has set in an app's family, in order of key. From memory."""
    rules = known_rules()
    return sorted(key for key in book.current().standing if key.startswith(f"{app}.") and key not in rules)
