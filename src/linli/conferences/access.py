"""Who sees a conference, and who may take which step: the unit that convenes it, the centre that asked, those invited.

Nobody sees one by rank or area. Those invited see the conference and not the dispute's file.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from linli.conferences.errors import ConferenceNotFound, NotNow, NotPermitted
from linli.conferences.models import Conference, Seat, Task, Villager
from linli.conferences.policies import VERBS, Status, Verb, Whose
from linli.core.actor import Actor
from linli.core.choices import Choice
from linli.core.errors import Refusal
from linli.disputes.access import centres_of
from linli.people.access import Grant, Viewer, require
from linli.people.policies import SYSTEM_VIEWER, Permission

VIEW, CONVENE = Permission.CONFERENCE_VIEW, Permission.CONFERENCE_CONVENE
ConferenceChoice = Choice[Verb]


def require_view(viewer: Viewer) -> None:
    """Raises LogInFirst, NotAllowed."""
    require(viewer, VIEW)


def visible_parts(viewer: Viewer) -> list[Q]:
    """Return what the viewer sees in parts, each of which one index answers."""
    if viewer == SYSTEM_VIEWER:
        return [Q()]
    parts = []
    if units := centres_of(viewer, VIEW):
        parts += [Q(unit_id__in=units), Q(asked_by_id__in=units)]
    if viewer.account_id is not None and viewer.may(VIEW):
        parts.append(Q(account_ids__contains=[viewer.account_id]))
    return parts


def visible(viewer: Viewer) -> QuerySet[Conference]:
    seen = Q(pk__in=())
    for part in visible_parts(viewer):
        seen |= part
    return Conference.objects.filter(seen)


def get_conference_for(viewer: Viewer, number: int) -> Conference:
    """Return it with dispute, units and the step below. Raises LogInFirst, NotAllowed, ConferenceNotFound."""
    require_view(viewer)
    rows = visible(viewer).select_related("dispute__centre", "unit", "asked_by", "below")
    found = rows.filter(pk=number).first()
    if found is None:
        raise ConferenceNotFound
    return found


def grant_for(viewer: Viewer, conference: Conference, verb: Verb) -> Grant | None:
    """Return the grant by which the viewer takes this step; None: there is none."""
    rule = VERBS[verb]
    units = set()
    if Whose.CONVENER in rule.whose:
        units.add(conference.unit_id)
    if Whose.ASKER in rule.whose:
        units.add(conference.asked_by_id)
    is_member = Whose.MEMBER in rule.whose and viewer.account_id in conference.account_ids
    for grant in viewer.grants_for(rule.permission):
        if grant.unit_id in units and _acts_for_its_unit(viewer, grant, verb):
            return grant
        if is_member:
            return grant
    return None


def _acts_for_its_unit(viewer: Viewer, grant: Grant, verb: Verb) -> bool:
    """What members may do too is done for others only by who keeps the record."""
    return Whose.MEMBER not in VERBS[verb].whose or CONVENE in grant.permissions


def keeps_record(viewer: Viewer, conference: Conference) -> bool:
    return any(grant.unit_id == conference.unit_id for grant in viewer.grants_for(CONVENE))


def why_not(viewer: Viewer, conference: Conference, verb: Verb) -> Refusal | None:
    """Return what stands against a verb, as far as person and state go; None: nothing."""
    if grant_for(viewer, conference, verb) is None:
        return NotPermitted(verb=verb.label)
    status = Status(conference.status)
    return None if status in VERBS[verb].from_statuses else NotNow(state=status.label)


def choices(viewer: Viewer, conference: Conference) -> list[ConferenceChoice]:
    return [Choice(verb, why_not(viewer, conference, verb)) for verb in Verb]


def get_conference_to(viewer: Viewer, number: int, verb: Verb) -> Conference:
    """The door of every write. Raises as `get_conference_for`, NotPermitted, NotNow."""
    conference = get_conference_for(viewer, number)
    refusal = why_not(viewer, conference, verb)
    if refusal is not None:
        raise refusal
    return conference


def actor_for(viewer: Viewer, conference: Conference, verb: Verb) -> Actor:
    """Return who the journal names: with the unit and role of the grant that covers this conference."""
    actor, grant = viewer.actor_for(VERBS[verb].permission), grant_for(viewer, conference, verb)
    return Actor(actor.kind, actor.account, grant.unit_id, grant.role.value) if grant else actor


def seats_open_to(viewer: Viewer, conference: Conference) -> QuerySet[Seat]:
    """Return the seats for which somebody may answer or take a position: their own; for the recorder, all."""
    rows = conference.seats.filter(released_at=None)
    return rows if keeps_record(viewer, conference) else rows.filter(account=viewer.account_id)


def tasks_open_to(viewer: Viewer, conference: Conference) -> QuerySet[Task]:
    """Return the tasks that somebody may report as done: those of the unit they sit for; for the recorder, all."""
    rows = conference.tasks.filter(done_at=None).select_related("unit")
    if keeps_record(viewer, conference):
        return rows
    return rows.filter(unit__in=conference.seats.filter(account=viewer.account_id).values("unit"))


# The roster of respected villagers


def villages_of(viewer: Viewer) -> list[int]:
    """Return the units whose roster the viewer keeps."""
    return centres_of(viewer, CONVENE)


def get_villager_for(viewer: Viewer, number: int) -> Villager:
    """Raises LogInFirst, NotAllowed, ConferenceNotFound."""
    require(viewer, CONVENE)
    rows = Villager.objects.filter(unit__in=villages_of(viewer), ended_at=None)
    found = rows.select_related("unit").filter(pk=number).first()
    if found is None:
        raise ConferenceNotFound
    return found
