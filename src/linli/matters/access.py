"""Who sees which matters, and who may do what with one. Lists ask by queryset, pages by row; both answer alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from django.core.exceptions import EmptyResultSet
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.matters.actions.move import assisting_order, check
from linli.matters.actions.taking_back import require_step_to_take_back
from linli.matters.errors import MatterNotFound, NotPermitted
from linli.matters.models import Matter, WorkOrder
from linli.matters.policies import ENDED, VERBS, Status, Verb, VerbRule
from linli.people.access import Grant, Viewer
from linli.people.policies import Permission, Reach


def visible(viewer: Viewer, permission: Permission = Permission.MATTER_VIEW) -> QuerySet[Matter]:
    """Return the matters on which the viewer holds `permission`: whose work crossed with where.

    Own: registered or handled by the person. Unit: led or assisted by the unit or one below. Area: all. Each within
    the grant's area. No grant: nothing.
    """
    allowed = Q(pk__in=[])
    for grant in viewer.grants_for(permission):
        allowed |= _reach(viewer, grant) & Q(area_code__startswith=grant.area_prefix)
    return Matter.objects.filter(allowed)


def sight(viewer: Viewer) -> str:
    """Return a name for all that the viewer may see, the same for everybody who sees the same. No query."""
    try:
        words = str(visible(viewer).query.sql_with_params())
    except EmptyResultSet:
        return "nothing"
    return sha256(words.encode()).hexdigest()


def _reach(viewer: Viewer, grant: Grant) -> Q:
    if grant.reach is Reach.AREA:
        return Q()
    own = Q(registered_by=viewer.account_id) | Q(handled_by=viewer.account_id)
    if grant.reach is Reach.UNIT:
        assists = WorkOrder.objects.filter(matter=OuterRef("pk"), unit__in=grant.unit_ids)
        return own | Q(lead_unit__in=grant.unit_ids) | Q(Exists(assists))
    return own


def visible_parts(viewer: Viewer, permission: Permission = Permission.MATTER_VIEW) -> list[QuerySet[Matter]]:
    """Return the same matters as `visible`, in parts that overlap, each of which one index answers.

    A list takes its page from the first rows of each part. Asked with OR, the database would walk through all matters
    until it has met enough of a small unit's.
    """
    return [
        Matter.objects.filter(whose, area_code__startswith=grant.area_prefix)
        if grant.area_prefix
        else Matter.objects.filter(whose)
        for grant in viewer.grants_for(permission)
        for whose in _reaches(viewer, grant)
    ]


def _reaches(viewer: Viewer, grant: Grant) -> list[Q]:
    if grant.reach is Reach.AREA:
        return [Q()]
    own = [Q(registered_by=viewer.account_id), Q(handled_by=viewer.account_id)] if viewer.account_id else []
    if grant.reach is Reach.UNIT:
        orders = WorkOrder.objects.filter(unit__in=grant.unit_ids)
        return [*own, Q(lead_unit__in=grant.unit_ids), Q(pk__in=orders.values("matter"))]
    return own


def get_matter_for(viewer: Viewer, code: str, permission: Permission = Permission.MATTER_VIEW) -> Matter:
    """Return the matter. Invisible: MatterNotFound; visible without the permission: NotPermitted.

    One query, two where only an assisting unit could let the viewer in.
    """
    matter = Matter.objects.filter(code=code).first()
    if matter is None or not may(viewer, matter, Permission.MATTER_VIEW):
        raise MatterNotFound(code=code)
    if permission is not Permission.MATTER_VIEW and not may(viewer, matter, permission):
        raise NotPermitted(verb=permission.label, matter=code)
    return matter


def may(viewer: Viewer, matter: Matter, permission: Permission) -> bool:
    """Return whether the viewer holds `permission` on this very matter: the same answer as `visible` gives.

    From memory where a grant covers it by place, lead unit or own work; one query where only an assisting unit could.
    """
    grants = [
        grant for grant in viewer.grants_for(permission) if matter.area_code.startswith(grant.area_prefix)
    ]
    if any(_covers(viewer, grant, matter) for grant in grants):
        return True
    units = {unit for grant in grants if grant.reach is Reach.UNIT for unit in grant.unit_ids}
    return bool(units) and not units.isdisjoint(
        WorkOrder.objects.filter(matter=matter).values_list("unit_id", flat=True)
    )


def _covers(viewer: Viewer, grant: Grant, matter: Matter) -> bool:
    own = viewer.account_id is not None and viewer.account_id in (
        matter.registered_by_id,
        matter.handled_by_id,
    )
    leads = grant.reach is Reach.UNIT and matter.lead_unit_id in grant.unit_ids
    return grant.reach is Reach.AREA or own or leads


@dataclass(frozen=True)
class Choice:
    """A verb as it stands for one person and one matter now."""

    verb: Verb
    refusal: Refusal | None
    """Why not; None: it may be used."""

    @property
    def is_allowed(self) -> bool:
        return self.refusal is None


def choices(viewer: Viewer, matter: Matter, now: datetime) -> list[Choice]:
    """Return every verb for the matter, with the reason where it may not be used now.

    No query for an area's or the lead unit's own people; for others at most one for each permission they hold. One
    more where an assisting unit could report its part, and one where a step could be taken back.
    """
    held = {
        permission: may(viewer, matter, permission)
        for permission in {each for rule in VERBS.values() for each in permissions_of(rule)}
    }
    return [Choice(verb, _why_not(viewer, matter, verb, held, now)) for verb in VERBS]


def _why_not(
    viewer: Viewer, matter: Matter, verb: Verb, held: dict[Permission, bool], now: datetime
) -> Refusal | None:
    rule = VERBS[verb]
    if not any(held[permission] for permission in permissions_of(rule)):
        return NotPermitted(verb=verb.label, matter=matter.code)
    try:
        actor = actor_for(viewer, matter, verb)
        check(matter, verb, actor)
        if verb is Verb.COMPLETE_CO:
            assisting_order(matter, actor)
        if verb is Verb.TAKE_BACK:
            require_step_to_take_back(matter, actor, now)
    except Refusal as refusal:
        return refusal
    return None


def permissions_of(rule: VerbRule) -> tuple[Permission, ...]:
    """Return the permissions of which one is enough; none: only the requester may."""
    return tuple(each for each in (rule.permission, rule.or_permission) if each is not None)


def get_matter_to(viewer: Viewer, code: str, verb: Verb) -> Matter:
    """Return the matter on which the viewer may use `verb`; the door of every write."""
    rule = VERBS[verb]
    matter = get_matter_for(viewer, code)
    if not any(may(viewer, matter, permission) for permission in permissions_of(rule)):
        raise NotPermitted(verb=verb.label, matter=code)
    return matter


FOR_THE_UNIT = frozenset({Permission.MATTER_HANDLE, Permission.MATTER_REPLY})
"""What somebody does in the name of the unit that leads; who checks or dispatches acts for their own."""


def actor_for(viewer: Viewer, matter: Matter, verb: Verb) -> Actor:
    """Return who the journal names: for the lead unit's own work that unit where a grant covers it, else one's own."""
    permissions = permissions_of(VERBS[verb]) or (Permission.MATTER_VIEW,)
    permission = next((each for each in permissions if viewer.may(each)), permissions[0])
    actor = viewer.actor_for(permission)
    if permission not in FOR_THE_UNIT:
        return actor
    for grant in viewer.grants_for(permission):
        if matter.lead_unit_id in grant.unit_ids:
            return replace(actor, unit=matter.lead_unit_id, role=grant.role.value)
    return actor


WITH_FILES = (Permission.MATTER_HANDLE, Permission.MATTER_VERIFY, Permission.MATTER_TRIAGE)


def may_add_files(viewer: Viewer, matter: Matter) -> bool:
    """Whoever handles, checks or takes on the matter may add pictures and papers, until it has ended."""
    return matter.status not in ENDED and any(may(viewer, matter, each) for each in WITH_FILES)


def get_matter_to_add_files(viewer: Viewer, code: str) -> Matter:
    """Raises MatterNotFound, NotPermitted."""
    matter = get_matter_for(viewer, code)
    if not may_add_files(viewer, matter):
        raise NotPermitted(verb=gettext("Add files"), matter=code)
    return matter


def works_on(viewer: Viewer, matter: Matter) -> bool:
    """Return whether the viewer works on the matter itself: its unit has it, or they ask the requester about it now.

    Only then a confidential requester's data may be read.
    """
    asks = matter.status in (Status.REPLIED, Status.RATED) and may(
        viewer, matter, Permission.MATTER_FOLLOW_UP
    )
    handling = viewer.grants_for(Permission.MATTER_HANDLE)
    return asks or any(matter.lead_unit_id in grant.unit_ids for grant in handling)
