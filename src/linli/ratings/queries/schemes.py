from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linli.ratings.errors import SchemeNotFound
from linli.ratings.models import FactKind, Run
from linli.ratings.policies.scheme import FactKinds, Scheme, Schemes
from linli.rulebook.queries import edition_named, in_force


@dataclass(frozen=True)
class SchemeInForce:
    scheme: Scheme
    edition: int
    valid_from: date


def schemes_on(day: date) -> list[SchemeInForce]:
    entry = in_force(Schemes, day)
    return [SchemeInForce(each, entry.edition, entry.valid_from) for each in entry.value.schemes]


def scheme_on(code: str, day: date) -> SchemeInForce:
    """Raises SchemeNotFound."""
    found = next((each for each in schemes_on(day) if each.scheme.code == code), None)
    if found is None:
        raise SchemeNotFound(scheme=code, on=day.isoformat())
    return found


def scheme_of(run: Run) -> Scheme:
    """Return the scheme a run was reckoned by, superseded or not."""
    found = edition_named(Schemes, run.edition).value.coded(run.scheme)
    if found is None:
        raise SchemeNotFound(scheme=run.scheme, on=run.last_on.isoformat())
    return found


def kinds_on(day: date) -> FactKinds:
    return in_force(FactKinds, day).value


def numbers_of_kinds() -> dict[str, int]:
    return dict(FactKind.objects.values_list("code", "id"))
