"""The life of a conference: asked for, convened, held, decided, closed; and who takes which step."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.people.policies import Permission


class Status(TextChoices):
    ASKED = "asked", _("Asked for")
    CONVENED = "convened", _("Convened")
    HELD = "held", pgettext_lazy("conference", "Held")
    DECIDED = "decided", pgettext_lazy("conference", "Decided")
    CLOSED = "closed", pgettext_lazy("conference", "Carried out")
    DECLINED = "declined", _("Not convened")
    CANCELLED = "cancelled", pgettext_lazy("conference", "Called off")
    LAPSED = "lapsed", _("Its time ran out")


TONES: dict[Status, str] = {
    Status.ASKED: "waiting",
    Status.CONVENED: "open",
    Status.HELD: "open",
    Status.DECIDED: "done",
    Status.CLOSED: "done",
    Status.DECLINED: "nothing",
    Status.CANCELLED: "nothing",
    Status.LAPSED: "bad",
}
AT_WORK = frozenset({Status.ASKED, Status.CONVENED, Status.HELD})
"""A limit runs in each of them."""
OVER = frozenset(Status) - AT_WORK
MAY_CARRY = frozenset({Status.DECIDED, Status.CLOSED, Status.LAPSED})
"""What the next step may rest on: a written record, or that those below let their time run out."""


class Outcome(TextChoices):
    """What a conference decides about a dispute. It binds units, never the sides."""

    ADVISED = "advised", _("Its opinion goes to the mediation")
    RAISED = "raised", _("It goes to the next step")
    ENDED = "ended", _("No way was found; the lawful routes are told again")


class Verb(TextChoices):
    APPROVE = "approve", _("Convene it")
    DECLINE = "decline", _("Do not convene it")
    INVITE = "invite", _("Invite somebody")
    ANSWER = "answer", _("Answer the invitation")
    RELEASE = "release", _("Release a member, and replace them")
    POSTPONE = "postpone", _("Put it off")
    CANCEL = "cancel", _("Call the conference off")
    HOLD = "hold", _("Write down who came and what was said")
    STATE = "state", _("Write down a position")
    DECIDE = "decide", _("Decide, and close the record")
    RAISE = "raise", _("Let it go to the next step")
    REPORT = "report", _("Report a task as done")
    DRAFT_MINUTES = "draft_minutes", _("Draft the minutes letter")


class Whose(TextChoices):
    """For whom a step is."""

    CONVENER = "convener", _("the unit that convenes")
    ASKER = "asker", _("the centre that asked")
    MEMBER = "member", _("those invited")


@dataclass(frozen=True, slots=True)
class VerbRule:
    permission: Permission
    whose: frozenset[Whose]
    from_statuses: frozenset[Status]
    danger: bool = False
    """Cannot be undone."""


_VIEW, _CONVENE = Permission.CONFERENCE_VIEW, Permission.CONFERENCE_CONVENE
_CHAIR = Permission.CONFERENCE_CHAIR
_US, _ASKER = frozenset({Whose.CONVENER}), frozenset({Whose.CONVENER, Whose.ASKER})
_WRITTEN = frozenset({Status.DECIDED, Status.CLOSED})
_CONVENED = frozenset({Status.CONVENED})

VERBS: dict[Verb, VerbRule] = {
    Verb.APPROVE: VerbRule(_CHAIR, _US, frozenset({Status.ASKED})),
    Verb.DECLINE: VerbRule(_CHAIR, _US, frozenset({Status.ASKED}), danger=True),
    Verb.INVITE: VerbRule(_CONVENE, _US, _CONVENED),
    Verb.ANSWER: VerbRule(_VIEW, _US | {Whose.MEMBER}, _CONVENED),
    Verb.RELEASE: VerbRule(_CONVENE, _US, _CONVENED),
    Verb.POSTPONE: VerbRule(_CONVENE, _US, _CONVENED),
    Verb.CANCEL: VerbRule(_CONVENE, _ASKER, frozenset({Status.ASKED, Status.CONVENED}), danger=True),
    Verb.HOLD: VerbRule(_CONVENE, _US, _CONVENED),
    Verb.STATE: VerbRule(_VIEW, _US | {Whose.MEMBER}, frozenset({Status.HELD})),
    Verb.DECIDE: VerbRule(_CHAIR, _US, frozenset({Status.HELD}), danger=True),
    Verb.RAISE: VerbRule(_CHAIR, _US, _WRITTEN, danger=True),
    Verb.REPORT: VerbRule(_VIEW, _US | {Whose.MEMBER}, frozenset({Status.DECIDED})),
    Verb.DRAFT_MINUTES: VerbRule(Permission.LETTER_DRAFT, _US, _WRITTEN),
}
