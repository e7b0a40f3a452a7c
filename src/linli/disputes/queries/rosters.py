"""Committees, studios and mediators: what they do and how busy they are, never how good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from linli.areas.queries import area_named
from linli.core.errors import Refusal
from linli.disputes.models import Appointment, Committee, Mediator
from linli.disputes.policies import IN_MEDIATION, CommitteeKind
from linli.disputes.rules import Categories
from linli.rulebook.queries import in_force

PUBLIC_MOST = 1500


@dataclass(frozen=True)
class MediatorLine:
    mediator: Mediator
    name: str
    knows: str
    """Categories, in words."""
    busy_with: int


@dataclass(frozen=True)
class CommitteeLine:
    committee: Committee
    knows: str
    mediators: Sequence[MediatorLine]


def roster_of(units: Iterable[int], day: date) -> list[CommitteeLine]:
    """Return the committees of units with their mediators now, the least busy first. Four queries."""
    rows = list(
        Committee.objects.filter(unit__in=sorted(units), until_on__gte=day)
        .select_related("unit", "parent")
        .order_by("unit__path", "kind", "pk")
    )
    people = _mediators(rows, day)
    busy = _busy(each.pk for each in people)
    words = _words(day)
    lines: dict[int, list[MediatorLine]] = {}
    for each in people:
        knows = "、".join(words.get(code, code) for code in each.specialities)
        line = MediatorLine(each, str(each.account), knows, busy[each.pk])
        lines.setdefault(each.committee_id, []).append(line)
    return [
        CommitteeLine(
            each,
            _known((one.mediator for one in lines.get(each.pk, ())), words),
            sorted(lines.get(each.pk, ()), key=lambda one: (one.busy_with, one.mediator.pk)),
        )
        for each in rows
    ]


def _mediators(committees: Iterable[Committee], day: date) -> list[Mediator]:
    rows = Mediator.objects.filter(committee__in=[each.pk for each in committees], since_on__lte=day)
    return list(rows.exclude(until_on__lt=day).select_related("account"))


def _busy(mediators: Iterable[int]) -> Counter[int]:
    rows = Appointment.objects.filter(mediator__in=list(mediators), until_at=None)
    found = rows.filter(dispute__status__in=sorted(IN_MEDIATION)).values_list("mediator", flat=True)
    return Counter(found)


def _words(day: date) -> dict[str, str]:
    return {code: str(each.name) for code, each in in_force(Categories, day).value.by_code.items()}


def _known(mediators: Iterable[Mediator], words: dict[str, str]) -> str:
    codes = dict.fromkeys(code for each in mediators for code in each.specialities)
    return "、".join(words.get(code, code) for code in sorted(codes))


@dataclass(frozen=True)
class Place:
    """A committee or studio as anybody may see it: no person, no figure."""

    name: str
    kind: str
    is_studio: bool
    belongs_to: str
    unit: str
    area: str
    county: str
    knows: str


def places(day: date, *, category: str = "", county: str = "") -> list[Place]:
    """Return committees and studios by county, for everybody. Three queries."""
    rows = Committee.objects.filter(until_on__gte=day).select_related("unit", "parent")
    if county:
        rows = rows.filter(unit__area_code__startswith=county)
    found = list(rows.order_by("unit__area_code", "unit__path", "pk")[:PUBLIC_MOST])
    by_committee: dict[int, list[Mediator]] = {}
    for each in _mediators(found, day):
        by_committee.setdefault(each.committee_id, []).append(each)
    words = _words(day)
    made = [
        (each, {code for one in by_committee.get(each.pk, ()) for code in one.specialities}) for each in found
    ]
    return [_place(each, known, words) for each, known in made if not category or category in known]


def _place(row: Committee, known: set[str], words: dict[str, str]) -> Place:
    return Place(
        name=row.name,
        kind=str(CommitteeKind(row.kind).label),
        is_studio=row.kind == CommitteeKind.STUDIO,
        belongs_to=row.parent.name if row.parent else "",
        unit=row.unit.name,
        area=_area(row.unit.area_code),
        county=_area(f"{row.unit.area_code[:6]}000000"),
        knows="、".join(words.get(code, code) for code in sorted(known)),
    )


def _area(code: str) -> str:
    """From memory."""
    try:
        return area_named(code).name
    except Refusal:
        return ""
