"""The registers that the city has declared. From memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linli.registers.errors import RegisterNotFound
from linli.registers.policies.declaration import APP, Declaration
from linli.rulebook.errors import RuleExpired, RuleMissing
from linli.rulebook.policies import member
from linli.rulebook.queries import InForce, edition_named, in_force, keys_of_family, timeline


def kind_of(code: str) -> type[Declaration]:
    return member(Declaration, f"{APP}.{code}")


def declared(on: date) -> list[InForce[Declaration]]:
    """Return the registers in force on a day, in order of code."""
    found = []
    for key in keys_of_family(APP):
        try:
            found.append(in_force(member(Declaration, key), on))
        except (RuleMissing, RuleExpired):
            continue
    return found


def register_named(code: str, on: date) -> InForce[Declaration]:
    """Raises RegisterNotFound."""
    if f"{APP}.{code}" not in keys_of_family(APP):
        raise RegisterNotFound
    try:
        return in_force(kind_of(code), on)
    except (RuleMissing, RuleExpired) as refusal:
        raise RegisterNotFound from refusal


def as_written(code: str, edition: int) -> Declaration:
    """Return the declaration under which a record was written."""
    return edition_named(kind_of(code), edition).value


@dataclass(frozen=True)
class Edition:
    number: int
    valid_from: date
    declaration: Declaration
    is_current: bool


def editions(code: str, on: date) -> list[Edition]:
    """Return the editions of a register by first day."""
    current = register_named(code, on).edition
    return [
        Edition(each.edition, each.valid_from, each.value, each.edition == current)
        for each in timeline(kind_of(code))
    ]
