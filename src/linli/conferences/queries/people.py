"""Who may be invited, and what those at the table are called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from linli.conferences.models import Conference, Seat, Villager
from linli.people.models import Account, Unit
from linli.people.policies import Permission
from linli.people.queries import assignments_on, roles_on
from linli.vault.policies.fields import PersonalField
from linli.vault.queries import masked_many

MOST = 300


def _roles(day: date) -> list[str]:
    return sorted(
        role for role, rule in roles_on(day).roles.items() if Permission.CONFERENCE_VIEW in rule.permissions
    )


def unit_of(account: Account, day: date) -> Unit | None:
    """Return the unit from which somebody comes to a conference; None: none, so they see nothing. One query."""
    rows = assignments_on(day).filter(account=account, role__in=_roles(day), unit__isnull=False)
    found = rows.select_related("unit").order_by("pk").first()
    return found.unit if found else None


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be invited."""

    username: str
    label: str


def candidates(conference: Conference, day: date) -> list[Candidate]:
    """Return colleagues of the county and of the city who may be invited, by unit. One query."""
    rows = assignments_on(day).filter(role__in=_roles(day), unit__is_active=True)
    near = rows.filter(unit__area_code__startswith=conference.unit.area_code[:4])
    found = near.select_related("account", "unit").order_by("unit__path", "account__display_name")
    # The nearer, the further up in the list: whoever works in the same county comes first.
    county = conference.dispute.area_code[:6]
    ordered = sorted(found[:2000], key=lambda each: not _of(each.unit).area_code.startswith(county))
    made = {
        each.account.username: Candidate(each.account.username, f"{each.account} · {_of(each.unit).name}")
        for each in ordered
    }
    return list(made.values())[:MOST]


def _of(unit: Unit | None) -> Unit:
    assert unit is not None  # only assignments with a unit are asked for
    return unit


@dataclass(frozen=True)
class VillagerLine:
    row: Villager
    name: str
    """Masked."""
    phone: str

    @property
    def label(self) -> str:
        return f"{self.name} · {self.row.known_for}"


def villagers_of(units: Iterable[int], day: date) -> list[VillagerLine]:
    """Return the roster of villages as it stands, names masked. Two queries."""
    rows = Villager.objects.filter(unit__in=sorted(units), ended_at=None, until_on__gte=day)
    return lines_of(rows.select_related("unit").order_by("unit__path", "elected_on", "pk")[:500])


def lines_of(rows: Iterable[Villager]) -> list[VillagerLine]:
    found = list(rows)
    kept = masked_many({each.record_id for each in found})
    return [
        VillagerLine(
            each,
            kept.get(each.record_id, {}).get(PersonalField.NAME, ""),
            kept.get(each.record_id, {}).get(PersonalField.PHONE, ""),
        )
        for each in found
    ]


def seats_of(conference: Conference) -> list[Seat]:
    """Return all seats with who holds them, the chair first, released ones last. One query."""
    rows = conference.seats.select_related("account", "villager", "unit").order_by("pk")
    return sorted(rows, key=lambda each: (each.released_at is not None, not each.is_chair, each.pk))


def names_of(seats: Iterable[Seat]) -> dict[int, str]:
    """Return what each seat's holder is called: colleagues by name, villagers masked, offices in words. One query."""
    rows = list(seats)
    villagers = lines_of(each.villager for each in rows if each.villager)
    masked = {each.row.pk: each.name for each in villagers}
    return {each.pk: _name(each, masked) for each in rows}


def _name(seat: Seat, masked: dict[int, str]) -> str:
    if seat.account is not None:
        return str(seat.account)
    return masked.get(seat.villager_id or 0, "") or seat.called
