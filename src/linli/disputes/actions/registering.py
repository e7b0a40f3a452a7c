from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linli.areas.policies.codes import level_of
from linli.areas.queries import area_named
from linli.core.actor import Actor
from linli.core.ids import luhn_digit
from linli.core.rows import new
from linli.core.time import aware, city_day
from linli.disputes import events
from linli.disputes.actions.moving import check, due, happened, limits, said
from linli.disputes.actions.parties import NewParty, add_rows, check_party
from linli.disputes.errors import CategoryUnknown, CentreUnknown, OneSideOnly, RouteNotOpen, SideUnknown
from linli.disputes.models import NUMBERS, Dispute
from linli.disputes.policies import BEFORE_ACCEPTANCE, OFFERED, Route, Source, Status, Tier, Verb, side_name
from linli.disputes.rules import Categories, Centres, Routes
from linli.journal.actions import record
from linli.matters.models import Matter
from linli.matters.search import vector_of
from linli.people.models import Unit
from linli.people.policies import UnitKind
from linli.rulebook.queries import in_force

LONGEST_TITLE = 80
LEVELS = {1: "city", 2: "city", 3: "county", 4: "township", 5: "village"}


@dataclass(frozen=True)
class NewDispute:
    """What is written down when somebody comes with a quarrel."""

    title: str
    brief: str
    category: str
    parties: Sequence[NewParty]
    area: str = ""
    """Code of 12 digits; empty: the centre's own area."""
    tier: Tier | None = None
    """None: as the level of the centre says."""
    source: Source = Source.PARTY
    invited_by: int | None = None
    matter: Matter | None = None


@transaction.atomic
def register(new_one: NewDispute, *, centre: Unit, by: Actor, now: datetime) -> Dispute:
    """Write down a dispute with its sides, each sealed in the vault.

    Raises CentreUnknown, CategoryUnknown, OneSideOnly, NameMissing, UnknownArea, and what the vault refuses.
    """
    rule = in_force(Centres, city_day(now)).value
    if UnitKind(centre.kind) not in rule.unit_kinds:
        raise CentreUnknown(unit=centre.name)
    if new_one.category not in in_force(Categories, city_day(now)).value.by_code:
        raise CategoryUnknown(category=new_one.category)
    if len({each.side for each in new_one.parties}) < 2:
        raise OneSideOnly
    for each in new_one.parties:
        check_party(each)
    dispute = _row(new_one, centre, now)
    event = events.DisputeRegistered(
        number=dispute.number,
        centre=centre.pk,
        category=dispute.category,
        tier=dispute.tier,
        source=dispute.source,
        sides=len({each.side for each in new_one.parties}),
        matter=new_one.matter.code if new_one.matter else "",
    )
    record(event, subject=dispute, by=by, now=now)
    add_rows(dispute, new_one.parties, by=by, now=now)
    return dispute


def _row(new_one: NewDispute, centre: Unit, now: datetime) -> Dispute:
    title, brief = said(new_one.title)[:LONGEST_TITLE], said(new_one.brief)
    area = area_named(new_one.area).code if new_one.area else centre.area_code
    rule = in_force(Centres, city_day(now)).value
    level = LEVELS[level_of(centre.area_code)]
    tier = new_one.tier or next((tier for tier, named in rule.tiers.items() if named == level), Tier.MINOR)
    return new(
        Dispute,
        number=_number(now),
        centre_id=centre.pk,
        area_code=area,
        category=new_one.category,
        tier=Tier(tier).value,
        source=new_one.source.value,
        invited_by=new_one.invited_by,
        matter_id=new_one.matter.pk if new_one.matter else None,
        title=title,
        brief=brief,
        search=vector_of(f"{title} {brief}"),
        status=Status.REGISTERED.value,
        registered_at=aware(now),
        changed_at=aware(now),
        due_at=due(now, limits(now).consent),
    )


def _number(now: datetime) -> str:
    """Return `JF{year}{serial}{check}`; the last digit is Luhn's."""
    digits = f"{city_day(now).year}{NUMBERS.take():08d}"
    return f"JF{digits}{luhn_digit(digits)}"


@transaction.atomic
def choose_route(
    *, dispute: Dispute, route: Route, party: int, words: str = "", by: Actor, now: datetime
) -> None:
    """Write down which route a side chose after all that are open were shown. Only the party decides.

    Mediation: the other sides are asked next. Any other route is then handed on with `refer`.
    Raises NotNow, RouteNotOpen, SideUnknown.
    """
    check(dispute, Verb.CHOOSE_ROUTE)
    rule = in_force(Routes, city_day(now))
    shown = [each.route for each in rule.value.open_to(dispute.category)]
    if route not in OFFERED or route not in shown:
        raise RouteNotOpen(route=route.label)
    row = dispute.parties.filter(pk=party).first()
    if row is None:
        raise SideUnknown
    begins = route is Route.MEDIATION and Status(dispute.status) in BEFORE_ACCEPTANCE
    changes = {"route": route.value}
    happened(
        events.RouteChosen,
        dispute,
        by=by,
        now=now,
        note=words.strip(),
        to=Status.CONSENT_CHECK if begins else None,
        changes=changes | ({"due_at": due(now, limits(now).consent)} if begins else {}),
        route=route.value,
        side=side_name(row.side),
        shown=tuple(each.value for each in shown),
        edition=rule.edition,
    )
