"""The life of a joint study meeting and of each demand before it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from linli.community.policies.whistles import Side, VerbRule
from linli.people.policies import Permission


class MeetingStatus(TextChoices):
    CONVENED = "convened", _("Convened")
    HELD = "held", _("Held, answers are being written")
    ANSWERED = "answered", _("Every demand is answered")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Called off")


class DemandStatus(TextChoices):
    OPEN = "open", _("Not answered yet")
    ANSWERED = "answered", _("Answered, being carried out")
    DONE = "done", _("Carried out")


class MeetingVerb(TextChoices):
    HOLD = "hold", _("Write down who came")
    ANSWER = "answer", _("Write the answer")
    REPORT = "report", _("Report it carried out")
    CANCEL = "cancel", _("Call it off")


def _rule(start: set[str], to: set[str], permission: Permission, side: Side) -> VerbRule:
    return VerbRule(frozenset(start), frozenset(to), permission, side)


M, D = MeetingStatus, DemandStatus
MEETING_VERBS: dict[MeetingVerb, VerbRule] = {
    MeetingVerb.HOLD: _rule({M.CONVENED}, {M.HELD}, Permission.MEETING_CONVENE, Side.CONVENER),
    MeetingVerb.CANCEL: _rule({M.CONVENED}, {M.CANCELLED}, Permission.MEETING_CONVENE, Side.CONVENER),
}
DEMAND_VERBS: dict[MeetingVerb, VerbRule] = {
    MeetingVerb.ANSWER: _rule({D.OPEN}, {D.ANSWERED}, Permission.MEETING_CONVENE, Side.CONVENER),
    MeetingVerb.REPORT: _rule({D.ANSWERED}, {D.DONE}, Permission.MEETING_FOLLOW_UP, Side.OWNER),
}
"""A demand is answered after the meeting only, in one writing that names an owner and a day."""


def standing_of_demands(demands: Iterable[DemandStatus]) -> MeetingStatus:
    """Return the state of a meeting that was held."""
    states = set(demands)
    if D.OPEN in states:
        return M.HELD
    return M.ANSWERED if D.ANSWERED in states else M.CLOSED
