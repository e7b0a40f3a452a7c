"""How Anhe came by its collection list: each department applied, two others agreed, the city admitted."""

from __future__ import annotations

from datetime import date, datetime

from linli.catalogue.actions import admit, draft_admission, give_opinion, publish_list, submit
from linli.catalogue.models import Admission, CollectionList
from linli.catalogue.packs.collection import Category, categories
from linli.catalogue.policies.admission import Application
from linli.catalogue.policies.collection import Frequency, View, keep_until
from linli.core.actor import Actor, ActorKind
from linli.core.time import city_day
from linli.people.models import Unit
from linli.people.policies import UnitKind
from linli.rulebook.packs import Pack

REVIEWERS = (UnitKind.GOVERNANCE_CENTRE, UnitKind.JUSTICE_BUREAU, UnitKind.POLITICAL_LEGAL_COMMITTEE)
MONTHS = 24


def admit_the_list(pack: Pack, *, now: datetime) -> CollectionList | None:
    """Let every category of the pack go through its review, and publish the list; None when all is there."""
    known = set(Admission.objects.values_list("title", flat=True))
    for category in categories(pack):
        if _title(category) not in known:
            _admit(category, now)
    return publish_list(by=_clerk(_unit(UnitKind.GOVERNANCE_CENTRE)), now=now)


def _admit(category: Category, now: datetime) -> None:
    department, today = _unit(category.entry.department), city_day(now)
    admission = draft_admission(_application(category, department.pk), by=_clerk(department), now=now)
    submit(admission, by=_clerk(department), now=now)
    reviewers = [unit for unit in map(_unit, REVIEWERS) if unit.pk != department.pk][:2]
    for unit in reviewers:
        words = "用途明确，频次合理，同意纳入清单。"
        give_opinion(admission, unit_id=unit.pk, view=View.AGREE, words=words, by=_clerk(unit), now=now)
    admit(admission, valid_from=today, valid_to=_end(today), by=_clerk(reviewers[0]), now=now)


def _application(category: Category, unit_id: int) -> Application:
    return Application(
        title=_title(category),
        unit_id=unit_id,
        items=tuple(item.code for item in category.items),
        frequency=Frequency.MONTHLY,
        hours_per_grid=category.entry.hours,
        retention_months=category.entry.retention_months,
        basis="《安和市网格事务准入办法》（虚构）",
        purpose=f"掌握{category.entry.zh}的状况，及时发现和处置隐患",
    )


def _title(category: Category) -> str:
    return f"{category.entry.zh}情况采集"


def _end(today: date) -> date:
    return keep_until(today, MONTHS)


def _unit(kind: UnitKind) -> Unit:
    """Return the unit of that kind with the widest area."""
    return min(
        Unit.objects.filter(kind=kind, is_active=True), key=lambda unit: (unit.area_code[4:], unit.code)
    )


def _clerk(unit: Unit) -> Actor:
    return Actor(ActorKind.SYSTEM, unit=unit.pk)
