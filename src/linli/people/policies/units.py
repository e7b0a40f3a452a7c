"""Units: their kinds, their tree, and what may be wrong with a list of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

PLAIN_CODE = r"[A-Za-z0-9_.-]{1,60}"
AREA_CODE = r"[1-9][0-9]{11}"


def is_area_code(value: str) -> bool:
    return re.fullmatch(AREA_CODE, value, re.ASCII) is not None


class UnitKind(TextChoices):
    """What sort of organisation a unit is."""

    PARTY_COMMITTEE = "party_committee", _("Party committee")
    GOVERNMENT = "government", _("people's government")
    POLITICAL_LEGAL_COMMITTEE = "political_legal_committee", _("political and legal affairs committee")
    GOVERNANCE_CENTRE = "governance_centre", _("governance centre")
    DISPUTE_CENTRE = "dispute_centre", _("dispute resolution centre")
    HOTLINE_CENTRE = "hotline_centre", _("12345 hotline")
    PETITION_OFFICE = "petition_office", _("petition office")
    JUSTICE_BUREAU = "justice_bureau", _("justice bureau")
    JUSTICE_OFFICE = "justice_office", _("justice office")
    POLICE_STATION = "police_station", _("police station")
    TRAFFIC_POLICE = "traffic_police", _("traffic police")
    COURT = "court", _("court")
    TRIBUNAL = "tribunal", _("tribunal")
    PROCURATORATE = "procuratorate", _("procuratorate")
    CITY_MANAGEMENT = "city_management", _("city management bureau")
    HOUSING_BUREAU = "housing_bureau", _("housing and construction bureau")
    NATURAL_RESOURCES_BUREAU = "natural_resources_bureau", _("natural resources bureau")
    HUMAN_RESOURCES_BUREAU = "human_resources_bureau", _("human resources and social security bureau")
    MARKET_REGULATOR = "market_regulator", _("market regulator")
    EMERGENCY_BUREAU = "emergency_bureau", _("emergency management bureau")
    FIRE_RESCUE = "fire_rescue", _("fire and rescue")
    ECOLOGY_BUREAU = "ecology_bureau", _("ecology and environment bureau")
    WATER_BUREAU = "water_bureau", _("water bureau")
    TRANSPORT_BUREAU = "transport_bureau", _("transport bureau")
    CIVIL_AFFAIRS_BUREAU = "civil_affairs_bureau", _("civil affairs bureau")
    HEALTH_COMMISSION = "health_commission", _("health commission")
    EDUCATION_BUREAU = "education_bureau", _("education bureau")
    FINANCIAL_OFFICE = "financial_office", _("financial office")
    UTILITY_COMPANY = "utility_company", _("utility company")
    STREET_OFFICE = "street_office", _("subdistrict office")
    TOWNSHIP_GOVERNMENT = "township_government", _("township government")
    RESIDENTS_COMMITTEE = "residents_committee", _("residents' committee")
    VILLAGERS_COMMITTEE = "villagers_committee", _("villagers' committee")
    OTHER = "other", _("other unit")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One line of a list of units."""

    code: str
    name: str
    kind: str
    parent: str
    """Code of the unit above; empty at the top."""
    area_code: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one line of a list of units."""

    place: int
    """Position in the list, from 0."""
    code: str
    why: str


MOST_LEVELS = 9


def faults_of(rows: Sequence[UnitRow], known: Mapping[str, UnitRow]) -> Iterator[Fault]:
    """Yield what is wrong with a list that is to be laid over the known units, in the order of the list."""
    last = {row.code: place for place, row in enumerate(rows)}
    tree = {**known, **{row.code: row for row in rows}}
    for place, row in enumerate(rows):
        if last[row.code] != place:
            yield Fault(place, row.code, gettext("The list names this code twice."))
        elif (why := fault_in(row)) or (why := _fault_above(row, tree)):
            yield Fault(place, row.code, why)


def fault_in(row: UnitRow) -> str:
    """Return what is wrong with a line by itself, empty when nothing is."""
    if not re.fullmatch(PLAIN_CODE, row.code):
        return gettext("A code has 1 to 60 letters, digits, dots, hyphens or underscores.")
    if not 1 <= len(row.name) <= 100:
        return gettext("A name has 1 to 100 characters.")
    if row.kind not in UnitKind.values:
        return gettext("“%(kind)s” is no kind of unit.") % {"kind": row.kind}
    if not is_area_code(row.area_code):
        return gettext("“%(code)s” is no area code of 12 digits.") % {"code": row.area_code}
    return ""


def _fault_above(row: UnitRow, tree: Mapping[str, UnitRow]) -> str:
    above = row
    for _level in range(MOST_LEVELS):
        if not above.parent:
            return ""
        if above.parent not in tree:
            return gettext("There is no unit “%(parent)s” to be above it.") % {"parent": above.parent}
        above = tree[above.parent]
    return gettext("It has more than %(most)s units above it, or is above itself.") % {"most": MOST_LEVELS}


def paths_of(tree: Mapping[str, UnitRow]) -> dict[str, str]:
    """Return each unit's path from the root. `tree` is without faults."""
    paths: dict[str, str] = {}

    def path(code: str) -> str:
        if code not in paths:
            parent = tree[code].parent
            paths[code] = f"{path(parent) if parent else ''}{code}/"
        return paths[code]

    for code in tree:
        path(code)
    return paths


def in_tree_order(rows: Iterable[UnitRow], paths: Mapping[str, str]) -> list[UnitRow]:
    """Return the rows with every unit after the one above it."""
    return sorted(rows, key=lambda row: paths[row.code].count("/"))
