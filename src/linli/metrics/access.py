"""Whose figures somebody sees: those of work of which they see all, so that no figure tells more than its list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from linli.areas.errors import BadCode, UnknownArea
from linli.areas.policies.codes import significant_prefix
from linli.areas.queries import area_named, city_code
from linli.command.access import home_of, is_seen
from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.letters.access import visible as visible_letters
from linli.letters.policies import Status
from linli.matters.queries.figures import Place
from linli.metrics.errors import BulletinNotYours, BulletinUnknown, FiguresNotYours, NotRanked
from linli.metrics.models import Bulletin
from linli.metrics.policies.bulletins import PUBLIC_CYCLES
from linli.people.access import ANONYMOUS, Viewer, require
from linli.people.models import Unit
from linli.people.policies import Permission, Reach


@dataclass(frozen=True)
class Scope:
    """The work that a question is about."""

    place: str
    """Code of the area."""
    units: frozenset[int] = frozenset()
    """Only the work of these; empty: all in the area."""

    @property
    def prefix(self) -> str:
        return significant_prefix(self.place)


def require_view(viewer: Viewer) -> None:
    """The door of every page of this app. Raises LogInFirst, NotAllowed."""
    require(viewer, Permission.MATTER_VIEW)


def require_city(viewer: Viewer) -> None:
    """The door of what is about the whole city. Raises LogInFirst, NotAllowed, FiguresNotYours."""
    require_view(viewer)  # first: a city without areas is nobody else's business
    scope_of(viewer, place=city_code())


def sees_city(viewer: Viewer) -> bool:
    """Say whether `require_city` lets the viewer in, for the tabs. No query."""
    try:
        require_city(viewer)
    except Refusal:
        return False
    return True


def own_units(viewer: Viewer) -> frozenset[int]:
    """Return the units of which the viewer sees all work."""
    grants = viewer.grants_for(Permission.MATTER_VIEW)
    return frozenset(unit for each in grants if each.reach is Reach.UNIT for unit in each.unit_ids)


def home(viewer: Viewer) -> Scope:
    """Return the widest work whose figures the viewer sees. Raises LogInFirst, NotAllowed, FiguresNotYours."""
    require_view(viewer)
    if any(each.reach is Reach.AREA for each in viewer.grants_for(Permission.MATTER_VIEW)):
        return Scope(home_of(viewer).code)
    if units := own_units(viewer):
        return Scope(city_code(), units)
    raise FiguresNotYours


def scope_of(viewer: Viewer, *, place: str = "", unit: str = "") -> Scope:
    """Return the work that is asked about; empty: the viewer's own. Raises LogInFirst, NotAllowed, FiguresNotYours."""
    if not place and not unit:
        return home(viewer)
    require_view(viewer)
    code = place or city_code()
    if not _is_area(code):
        raise FiguresNotYours
    sees_place = is_seen(viewer, Place(code))
    if not unit:
        if not sees_place:
            raise FiguresNotYours
        return Scope(code)
    found = Unit.objects.filter(code=unit).values_list("pk", flat=True).first()
    if found is None or not (sees_place or found in own_units(viewer)):
        raise FiguresNotYours
    return Scope(code, frozenset({found}))


def _is_area(code: str) -> bool:
    try:
        return bool(area_named(code))
    except (BadCode, UnknownArea):
        return False


def is_let_in(viewer: Viewer) -> bool:
    """Say whether the viewer sees any figures, for the navigation. No query."""
    if viewer == ANONYMOUS:
        return False
    return any(each.reach in (Reach.AREA, Reach.UNIT) for each in viewer.grants_for(Permission.MATTER_VIEW))


# Bulletins: whoever may read the letter reads them; the issuer's own write and answer, the ranked units' own remark


def visible_bulletins(viewer: Viewer) -> QuerySet[Bulletin]:
    """Return the bulletins whose letter the viewer may read. No grant: none."""
    return Bulletin.objects.filter(letter__in=visible_letters(viewer))


def get_bulletin_for(viewer: Viewer, number: int) -> Bulletin:
    """Raises LogInFirst, NotAllowed, BulletinUnknown also for one that is hidden. One query."""
    require(viewer, Permission.LETTER_VIEW)
    rows = visible_bulletins(viewer).select_related("letter__issuer", "letter__addressee", "issuer")
    found = rows.filter(pk=number).first()
    if found is None:
        raise BulletinUnknown
    return found


def acting_for(viewer: Viewer, permission: Permission, units: Iterable[int]) -> dict[int, Actor]:
    """Return, for each of these units in whose very name the viewer may act, who the journal names."""
    wanted = set(units)
    found: dict[int, Actor] = {}
    for grant in viewer.grants_for(permission):
        if grant.unit_id is not None and grant.unit_id in wanted:
            by = replace(viewer.actor_for(permission), unit=grant.unit_id, role=grant.role.value)
            found.setdefault(grant.unit_id, by)
    return found


def public_bulletins() -> QuerySet[Bulletin]:
    """Return what everybody may read: published, and its letter still stands."""
    rows = Bulletin.objects.filter(published_at__isnull=False, cycle__in=PUBLIC_CYCLES)
    return rows.exclude(letter__status=Status.CANCELLED)


def get_public_bulletin(number: int) -> Bulletin:
    """Raises BulletinUnknown also for one that is not published. One query."""
    found = public_bulletins().select_related("letter", "issuer").filter(pk=number).first()
    if found is None:
        raise BulletinUnknown
    return found


def publisher_for(viewer: Viewer, bulletin: Bulletin) -> Actor:
    """Raises BulletinNotYours."""
    found = acting_for(viewer, Permission.LETTER_ISSUE, [bulletin.issuer_id])
    if not found:
        raise BulletinNotYours(unit=bulletin.issuer.name)
    return found[bulletin.issuer_id]


def drafter_for(viewer: Viewer, issuer: Unit) -> Actor:
    """Raises LogInFirst, NotAllowed, BulletinNotYours."""
    require(viewer, Permission.LETTER_DRAFT)
    found = acting_for(viewer, Permission.LETTER_DRAFT, [issuer.pk])
    if not found:
        raise BulletinNotYours(unit=issuer.name)
    return found[issuer.pk]


def speakers_for(viewer: Viewer, bulletin: Bulletin) -> dict[int, Actor]:
    """Return the ranked units for which the viewer may attach something."""
    return acting_for(viewer, Permission.LETTER_ANSWER, bulletin.voices)


def speaker_for(viewer: Viewer, bulletin: Bulletin, unit: int) -> Actor:
    """Raises NotRanked."""
    found = speakers_for(viewer, bulletin)
    if unit not in found:
        raise NotRanked
    return found[unit]


def answerer_for(viewer: Viewer, bulletin: Bulletin) -> Actor:
    """Raises BulletinNotYours."""
    found = acting_for(viewer, Permission.LETTER_REVIEW, [bulletin.issuer_id])
    if not found:
        raise BulletinNotYours(unit=bulletin.issuer.name)
    return found[bulletin.issuer_id]
