"""Who sees what a community started, and who may take which step. Roles give permissions, units give the side."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from linli.community.actions.holding import check_state
from linli.community.errors import NotFound, NotYours, WhistleNotFound
from linli.community.models import Call, Deliberation, Meeting, Need, Resource, Whistle
from linli.community.policies import CALL_VERBS, WHISTLE_VERBS, CallVerb, Side, VerbRule, WhistleVerb
from linli.core.errors import Refusal
from linli.people.access import Viewer, require, visible_q, work_of
from linli.people.policies import Permission

FIELDS = ("unit_ids__overlap",)


def visible_whistles(viewer: Viewer) -> QuerySet[Whistle]:
    """Return the whistles a viewer may read: of the community, its street and the called units, or of the area."""
    return Whistle.objects.filter(
        visible_q(viewer, Permission.WHISTLE_VIEW, unit_fields=FIELDS, area_field="area_code")
    )


def get_whistle_for(viewer: Viewer, number: int) -> Whistle:
    """Return the whistle with its units. Raises WhistleNotFound. One query."""
    whistle = Whistle.objects.select_related("unit", "street", "matter").filter(pk=number).first()
    work = work_of(whistle, unit_fields=FIELDS, area_field="area_code") if whistle else None
    if whistle is None or work is None or not viewer.may_see(Permission.WHISTLE_VIEW, work):
        raise WhistleNotFound(number=number)
    return whistle


def get_call_for(viewer: Viewer, number: int, unit: int) -> Call:
    """Return what one unit was called for. Raises WhistleNotFound. Two queries."""
    whistle = get_whistle_for(viewer, number)
    call = Call.objects.select_related("unit").filter(whistle=whistle, unit=unit).first()
    if call is None:
        raise WhistleNotFound(number=number)
    call.whistle = whistle
    return call


def acts_for(viewer: Viewer, permission: Permission, unit: int) -> bool:
    """Whether a role with the permission was given for this very unit.

    Not for one above it: a street office that was called must not rate itself in its community's name.
    """
    return any(grant.unit_id == unit for grant in viewer.grants_for(permission))


def units_acted_for(viewer: Viewer, permission: Permission) -> tuple[int, ...]:
    """Return the units for which roles with the permission were given, without those below them."""
    units = (grant.unit_id for grant in viewer.grants_for(permission))
    return tuple(dict.fromkeys(unit for unit in units if unit is not None))


def is_on_side(viewer: Viewer, rule: VerbRule, whistle: Whistle, call: Call | None = None) -> bool:
    """Whether the viewer may act for the side that a step belongs to."""
    if rule.side is Side.UNIT:
        return call is not None and acts_for(viewer, rule.permission, call.unit_id)
    unit = whistle.street_id if rule.side is Side.STREET else whistle.unit_id
    return acts_for(viewer, rule.permission, unit)


def require_step(
    viewer: Viewer, verb: WhistleVerb | CallVerb, whistle: Whistle, call: Call | None = None
) -> None:
    """Raises NotYours."""
    rule = rule_of(verb)
    if not is_on_side(viewer, rule, whistle, call):
        raise NotYours(verb=verb.label, side=rule.side.label)


def rule_of(verb: WhistleVerb | CallVerb) -> VerbRule:
    return WHISTLE_VERBS[verb] if isinstance(verb, WhistleVerb) else CALL_VERBS[verb]


@dataclass(frozen=True)
class Choice:
    """A step as it stands for one person now."""

    verb: WhistleVerb | CallVerb
    refusal: Refusal | None
    """Why not; None: it may be taken."""

    @property
    def is_allowed(self) -> bool:
        return self.refusal is None


def whistle_choices(viewer: Viewer, whistle: Whistle) -> list[Choice]:
    """Return the steps about the whole whistle. No query."""
    return [Choice(verb, _why_not(viewer, verb, whistle, None)) for verb in WHISTLE_VERBS]


def call_choices(viewer: Viewer, whistle: Whistle, call: Call) -> list[Choice]:
    """Return the steps about one called unit. No query."""
    return [Choice(verb, _why_not(viewer, verb, whistle, call)) for verb in CALL_VERBS]


def _why_not(
    viewer: Viewer, verb: WhistleVerb | CallVerb, whistle: Whistle, call: Call | None
) -> Refusal | None:
    try:
        require_step(viewer, verb, whistle, call)
        check_state(verb, whistle, call)
    except Refusal as refusal:
        return refusal
    return None


def sees_code(viewer: Viewer, whistle: Whistle) -> bool:
    """Whether the viewer is of the community that shows the code at the place."""
    return acts_for(viewer, Permission.WHISTLE_BLOW, whistle.unit_id)


# Meetings, deliberations, sharing


def visible_meetings(viewer: Viewer) -> QuerySet[Meeting]:
    """Return the meetings a viewer may read: those the unit convened or is invited to, or of the area."""
    return Meeting.objects.filter(
        visible_q(viewer, Permission.MEETING_VIEW, unit_fields=FIELDS, area_field="area_code")
    )


def get_meeting_for(viewer: Viewer, number: int) -> Meeting:
    """Raises NotFound. One query."""
    meeting = Meeting.objects.select_related("unit", "matter").filter(pk=number).first()
    work = work_of(meeting, unit_fields=FIELDS, area_field="area_code") if meeting else None
    if meeting is None or work is None or not viewer.may_see(Permission.MEETING_VIEW, work):
        raise NotFound(number=number)
    return meeting


def get_deliberation(number: int) -> Deliberation:
    """Deliberations are public. Raises NotFound."""
    row = Deliberation.objects.select_related("unit").filter(pk=number).first()
    if row is None:
        raise NotFound(number=number)
    return row


def get_need(number: int) -> Need:
    """Needs are public: they name communities and units. Raises NotFound."""
    row = Need.objects.select_related("unit", "helper", "resource").filter(pk=number).first()
    if row is None:
        raise NotFound(number=number)
    return row


def get_resource(number: int) -> Resource:
    """Raises NotFound."""
    row = Resource.objects.select_related("unit").filter(pk=number).first()
    if row is None:
        raise NotFound(number=number)
    return row


def may_act(viewer: Viewer, rule: VerbRule, unit: int | None) -> bool:
    """Whether the viewer may act for the unit of a step's side; None: for any unit at all."""
    return viewer.may(rule.permission) if unit is None else acts_for(viewer, rule.permission, unit)


def require_act(viewer: Viewer, rule: VerbRule, unit: int | None, verb: str) -> None:
    """Raises LogInFirst, NotAllowed, or NotYours when it is for another unit's people."""
    require(viewer, rule.permission)
    if not may_act(viewer, rule, unit):
        raise NotYours(verb=verb, side=rule.side.label)
