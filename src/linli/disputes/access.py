"""Who sees which dispute, and who may do what with one: its centre, its mediators, its court, and its sides.

Disputes are narrower than matters: the reach of a role over an area opens none, and neither does a unit above.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from linli.core.actor import Actor
from linli.core.choices import Choice
from linli.core.errors import Refusal
from linli.disputes.errors import (
    DisputeNotFound,
    JoiningUnknown,
    MediatorNotListed,
    NotAtCourt,
    NotNow,
    NotPermitted,
    ReferralUnknown,
    ReplyUnknown,
)
from linli.disputes.models import CourtReply, Dispute, JointCommittee, Mediator, Party, Referral
from linli.disputes.policies import AT_COURT, VERBS, Confirmation, Route, Status, Verb
from linli.people.access import Grant, Viewer, require
from linli.people.errors import LogInFirst, NotAllowed
from linli.people.policies import ANONYMOUS, SYSTEM_VIEWER, Permission, Reach

VIEW, COURT = Permission.DISPUTE_VIEW, Permission.DISPUTE_CONFIRM
BY_THE_COURT = frozenset({Verb.COURT_TAKES, Verb.COURT_DECLINES, Verb.GRANT, Verb.REJECT})
BY_THE_RECEIVER = frozenset({Verb.RECEIVE, Verb.RETURN})


def visible(viewer: Viewer, permission: Permission = VIEW) -> QuerySet[Dispute]:
    """Return the disputes on which the viewer holds `permission`."""
    if viewer == SYSTEM_VIEWER:
        return Dispute.objects.all()
    seen = Q(pk__in=())
    for part in visible_parts(viewer, permission):
        seen |= part
    return Dispute.objects.filter(seen)


def visible_parts(viewer: Viewer, permission: Permission = VIEW) -> list[Q]:
    """Return the same in parts, each of which one index answers: as centre, as mediator, as court."""
    parts = []
    if centres := centres_of(viewer, permission):
        parts.append(Q(centre_id__in=centres))
    if viewer.account_id is not None and viewer.may(permission):
        parts.append(Q(account_ids__contains=[viewer.account_id]))
    if permission is VIEW and (courts := courts_of(viewer)):
        parts.append(Q(court_id__in=courts))
    return parts


def centres_of(viewer: Viewer, permission: Permission = VIEW) -> list[int]:
    """Return the units for whose disputes the viewer was given this: the very units, none above or below."""
    grants = viewer.grants_for(permission)
    return sorted(
        {each.unit_id for each in grants if each.reach is not Reach.OWN and each.unit_id is not None}
    )


def courts_of(viewer: Viewer) -> list[int]:
    return sorted({each.unit_id for each in viewer.grants_for(COURT) if each.unit_id is not None})


def may(viewer: Viewer, dispute: Dispute, permission: Permission) -> bool:
    return viewer == SYSTEM_VIEWER or _grant(viewer, dispute, permission) is not None


def _grant(viewer: Viewer, dispute: Dispute, permission: Permission) -> Grant | None:
    """Return the grant that covers this dispute."""
    for grant in viewer.grants_for(permission):
        if permission is COURT:
            if grant.unit_id is not None and grant.unit_id == dispute.court_id:
                return grant
        elif (viewer.account_id is not None and viewer.account_id in dispute.account_ids) or (
            grant.reach is not Reach.OWN and grant.unit_id == dispute.centre_id
        ):
            return grant
    return None


def get_dispute_for(viewer: Viewer, number: str) -> Dispute:
    """Return the dispute with centre, committee and matter. Raises DisputeNotFound, LogInFirst."""
    require_view(viewer)
    rows = visible(viewer).select_related("centre", "committee", "matter")
    dispute = rows.filter(number=number).first()
    if dispute is None:
        raise DisputeNotFound
    return dispute


def require_view(viewer: Viewer) -> None:
    """The door of every page for those who work here. Raises LogInFirst, NotAllowed."""
    require(viewer, VIEW)


def require_any(viewer: Viewer, permission: Permission) -> None:
    if not viewer.may(permission):
        raise LogInFirst if viewer == ANONYMOUS else NotAllowed(what=permission.label)


def choices(viewer: Viewer, dispute: Dispute) -> list[Choice[Verb]]:
    return [Choice(verb, why_not(viewer, dispute, verb)) for verb in Verb if verb not in BY_THE_RECEIVER]


def why_not(viewer: Viewer, dispute: Dispute, verb: Verb) -> Refusal | None:
    """Return what stands against a verb, as far as person and state go; None: nothing."""
    rule = VERBS[verb]
    if not may(viewer, dispute, rule.permission):
        return NotPermitted(verb=verb.label)
    return state_against(dispute, verb)


def state_against(dispute: Dispute, verb: Verb) -> Refusal | None:
    status = Status(dispute.status)
    if status not in VERBS[verb].from_statuses:
        return NotNow(state=status.label)
    asked = dispute.confirmation in AT_COURT
    if verb in (Verb.COURT_TAKES, Verb.COURT_DECLINES) and dispute.confirmation != Confirmation.APPLIED:
        return NotAtCourt()
    if verb in (Verb.GRANT, Verb.REJECT, Verb.WITHDRAW_APPLICATION) and not asked:
        return NotAtCourt()
    return None


def get_dispute_to(viewer: Viewer, number: str, verb: Verb) -> Dispute:
    """Return the dispute on which the viewer may use the verb; the door of every write."""
    dispute = get_dispute_for(viewer, number)
    refusal = why_not(viewer, dispute, verb)
    if refusal is not None:
        raise refusal
    return dispute


def actor_for(viewer: Viewer, dispute: Dispute, verb: Verb) -> Actor:
    """Return who the journal names: with the unit and role of the grant that covers this dispute."""
    actor = viewer.actor_for(VERBS[verb].permission)
    grant = _grant(viewer, dispute, VERBS[verb].permission)
    return Actor(actor.kind, actor.account, grant.unit_id, grant.role.value) if grant else actor


# Papers

BY_HANDLERS = (Permission.DISPUTE_MEDIATE, Permission.DISPUTE_RECORD)
"""Forms hold the sides' data in plain: those who mediate and keep the record."""
BY_FILE_KEEPERS = (*BY_HANDLERS, Permission.DISPUTE_DECIDE)


def require_papers(viewer: Viewer, dispute: Dispute, permissions: tuple[Permission, ...]) -> None:
    """Raises NotPermitted."""
    if not any(may(viewer, dispute, each) for each in permissions):
        raise NotPermitted(verb=permissions[0].label)


# Referrals: the receiver sees what is handed to it, not the dispute, until it takes it over


def waiting_referrals(viewer: Viewer) -> QuerySet[Referral]:
    """Return what waits for the viewer's centre, the most urgent first."""
    centres = centres_of(viewer, Permission.DISPUTE_RECEIVE)
    rows = Referral.objects.filter(to_unit_id__in=centres, answered_at=None)
    return rows.select_related("dispute", "from_unit").order_by("due_at", "pk")


def get_referral_to_answer(viewer: Viewer, number: int) -> Referral:
    """Return a referral that the viewer answers: as receiver, or for a body outside as whoever handed it on."""
    require_any(viewer, Permission.DISPUTE_RECEIVE)
    centres = centres_of(viewer, Permission.DISPUTE_RECEIVE)
    # Centres answer here for themselves. For a body that does not, whoever handed it on writes its answer down.
    mine = Q(to_unit_id__in=centres) | (~Q(route=Route.MEDIATION) & Q(from_unit_id__in=centres))
    rows = Referral.objects.filter(mine, answered_at=None).select_related(
        "dispute__centre", "to_unit", "from_unit"
    )
    found = rows.filter(pk=number).first()
    if found is None:
        raise ReferralUnknown
    return found


# Committees that are asked to mediate together read the request, not the dispute


def waiting_joinings(viewer: Viewer) -> QuerySet[JointCommittee]:
    """Return what asks committees of the viewer's centres to mediate together."""
    centres = centres_of(viewer, Permission.DISPUTE_DECIDE)
    rows = JointCommittee.objects.filter(committee__unit__in=centres, answered_at=None)
    return rows.select_related("dispute__centre", "committee").order_by("asked_at", "pk")


def get_joining_to_answer(viewer: Viewer, number: int) -> JointCommittee:
    """Raises LogInFirst, NotAllowed, JoiningUnknown."""
    require_any(viewer, Permission.DISPUTE_DECIDE)
    found = waiting_joinings(viewer).filter(pk=number).first()
    if found is None:
        raise JoiningUnknown
    return found


# What courts send back


def waiting_replies(viewer: Viewer) -> QuerySet[CourtReply]:
    """Return what courts sent back and the viewer's centres have not looked at, the oldest first."""
    centres = centres_of(viewer, Permission.DISPUTE_DECIDE)
    rows = CourtReply.objects.filter(centre__in=centres, answered_at=None)
    return rows.select_related("application__agreement__dispute", "application__court").order_by(
        "received_at", "pk"
    )


def get_reply_to_answer(viewer: Viewer, number: int) -> CourtReply:
    """Raises LogInFirst, NotAllowed, ReplyUnknown."""
    require_any(viewer, Permission.DISPUTE_DECIDE)
    found = waiting_replies(viewer).filter(pk=number).first()
    if found is None:
        raise ReplyUnknown
    return found


def get_mediator_to_retire(viewer: Viewer, number: int) -> Mediator:
    """Raises LogInFirst, NotAllowed, MediatorNotListed."""
    require_any(viewer, Permission.DISPUTE_DECIDE)
    centres = centres_of(viewer, Permission.DISPUTE_DECIDE)
    found = Mediator.objects.filter(pk=number, committee__unit__in=centres, until_on=None).first()
    if found is None:
        raise MediatorNotListed
    return found


# Sides


def own_parties(account: int) -> QuerySet[Party]:
    """Return the sides that see their own page with this log-in."""
    return Party.objects.filter(account_id=account).select_related("dispute")
