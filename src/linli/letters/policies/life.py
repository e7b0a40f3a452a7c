"""The life of a letter: one table of what may follow what, and who may bring it about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from linli.people.policies import Permission


class Status(TextChoices):
    DRAFT = "draft", _("draft")
    REVIEWED = "reviewed", _("reviewed")
    ISSUED = "issued", _("issued")
    DELIVERED = "delivered", _("delivered")
    ANSWERED = "answered", _("answered")
    VERIFIED = "verified", _("answer verified")
    CLOSED = "closed", _("closed")
    ESCALATED = "escalated", _("escalated")
    CANCELLED = "cancelled", _("cancelled")


UNISSUED = frozenset({Status.DRAFT, Status.REVIEWED})
ENDED = frozenset({Status.CLOSED, Status.ESCALATED, Status.CANCELLED})
WAITING = frozenset({Status.ISSUED, Status.DELIVERED})
"""Out, and not answered yet."""


class Verb(TextChoices):
    """One step of a letter. The label is what its button says."""

    REVISE = "revise", _("Change the draft")
    REVIEW = "review", _("Approve the draft")
    SEND_BACK = "send_back", _("Send the draft back")
    ISSUE = "issue", _("Issue")
    DELIVER = "deliver", _("Sign for receipt")
    PROVE = "prove", _("Record delivery on paper")
    ANSWER = "answer", _("Answer")
    VERIFY = "verify", _("Accept the answer")
    REJECT = "reject", _("Ask for a better answer")
    EXTEND = "extend", _("Give more time")
    CLOSE = "close", _("Close the letter")
    ESCALATE = "escalate", _("Escalate")
    CANCEL = "cancel", _("Cancel the letter")


class Side(Enum):
    """For which unit somebody must act."""

    ISSUER = "issuer"
    ADDRESSEE = "addressee"


@dataclass(frozen=True, slots=True)
class VerbRule:
    start: frozenset[Status]
    end: Status | None
    """None: the letter stays where it is."""
    permission: Permission
    side: Side = Side.ISSUER
    needs_words: bool = False
    danger: bool = False


def _from(*statuses: Status) -> frozenset[Status]:
    return frozenset(statuses)


VERBS: Mapping[Verb, VerbRule] = {
    Verb.REVISE: VerbRule(_from(Status.DRAFT), None, Permission.LETTER_DRAFT),
    Verb.REVIEW: VerbRule(_from(Status.DRAFT), Status.REVIEWED, Permission.LETTER_REVIEW),
    Verb.SEND_BACK: VerbRule(
        _from(Status.DRAFT, Status.REVIEWED), Status.DRAFT, Permission.LETTER_REVIEW, needs_words=True
    ),
    Verb.ISSUE: VerbRule(_from(Status.REVIEWED), Status.ISSUED, Permission.LETTER_ISSUE),
    Verb.DELIVER: VerbRule(
        _from(Status.ISSUED), Status.DELIVERED, Permission.LETTER_ANSWER, side=Side.ADDRESSEE
    ),
    Verb.PROVE: VerbRule(_from(Status.ISSUED), Status.DELIVERED, Permission.LETTER_ISSUE, needs_words=True),
    # Whoever answers has received it, even if nobody signed for it.
    Verb.ANSWER: VerbRule(
        WAITING, Status.ANSWERED, Permission.LETTER_ANSWER, side=Side.ADDRESSEE, needs_words=True
    ),
    Verb.VERIFY: VerbRule(_from(Status.ANSWERED), Status.VERIFIED, Permission.LETTER_REVIEW),
    Verb.REJECT: VerbRule(
        _from(Status.ANSWERED), Status.DELIVERED, Permission.LETTER_REVIEW, needs_words=True
    ),
    Verb.EXTEND: VerbRule(WAITING, None, Permission.LETTER_ISSUE, needs_words=True),
    # A letter to which nobody owes an answer is closed once it has arrived.
    Verb.CLOSE: VerbRule(
        _from(Status.ISSUED, Status.DELIVERED, Status.VERIFIED), Status.CLOSED, Permission.LETTER_REVIEW
    ),
    Verb.ESCALATE: VerbRule(
        _from(Status.ISSUED, Status.DELIVERED, Status.ANSWERED),
        Status.ESCALATED,
        Permission.LETTER_ISSUE,
        needs_words=True,
        danger=True,
    ),
    Verb.CANCEL: VerbRule(
        _from(*UNISSUED, *WAITING, Status.ANSWERED, Status.VERIFIED),
        Status.CANCELLED,
        Permission.LETTER_ISSUE,
        needs_words=True,
        danger=True,
    ),
}


def may_follow(old: Status, new: Status) -> bool:
    """Say whether some verb leads from one state to the other."""
    return any(old in rule.start and (rule.end or old) is new for rule in VERBS.values())
