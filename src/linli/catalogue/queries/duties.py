from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from linli.areas.policies.codes import significant_prefix
from linli.catalogue.errors import NotOnCommunityList
from linli.catalogue.models import Duty
from linli.catalogue.policies.duties import DutyIndex, DutyMatch, DutyRow, Level, UnitAt
from linli.catalogue.queries.edition import Copies
from linli.catalogue.queries.kinds import in_force, today
from linli.people.models import Unit


def duty_for(kind_code: str, area_code: str, on: date | None = None) -> DutyMatch | None:
    """Return the unit that answers for a kind at a 12-digit place; None when nobody is named at all.

    `on` is today in the city when None. No query, and some microseconds, once the process has its copy.
    """
    return _indexes.of(on or today()).duty_for(kind_code, area_code)


def is_on_community_list(kind_code: str, area_code: str, on: date | None = None) -> bool:
    """Whether a residents' or villagers' committee may be given a matter of this kind at this place."""
    return _indexes.of(on or today()).is_on_community_list(kind_code, area_code)


def require_on_community_list(kind_code: str, area_code: str, on: date | None = None) -> None:
    """Raise NotOnCommunityList unless the community's duty list names the kind."""
    if not is_on_community_list(kind_code, area_code, on):
        raise NotOnCommunityList(kind=kind_code)


def units() -> Iterable[UnitAt]:
    """Return every unit as dispatch must know it."""
    rows = Unit.objects.filter(is_active=True).values_list("id", "code", "kind", "area_code", "name")
    return [UnitAt(pk, code, kind, significant_prefix(area), name) for pk, code, kind, area, name in rows]


def _build(on: date) -> DutyIndex:
    rows = Duty.objects.filter(in_force(on)).values_list(
        "id", "kind_code", "area_prefix", "unit_kind", "unit_code", "level", "certain", "priority"
    )
    return DutyIndex((DutyRow(*row[:5], Level(row[5]), *row[6:]) for row in rows), units())


_indexes: Copies[date, DutyIndex] = Copies(_build)
