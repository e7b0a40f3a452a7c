"""How steps write figures, days, years and people."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import ngettext

from linli.compensation.policies.money import cents, plain, yuan


def shown(value: Fraction) -> str:
    """Return yuan for a step: exact where it has few places, else rounded and marked."""
    written = plain(value)
    return f"{yuan(cents(value))}…" if "/" in written else written


def percent(share: Fraction) -> str:
    return f"{plain(share * 100)}%"


def days_words(days: int | Fraction) -> str:
    return ngettext("%(n)s day", "%(n)s days", int(days)) % {"n": plain(days)}


def years_words(years: int | Fraction) -> str:
    return ngettext("%(n)s year", "%(n)s years", int(years)) % {"n": plain(years)}


def people_words(people: int) -> str:
    return ngettext("%(n)s person", "%(n)s persons", people) % {"n": people}
