"""Rules of redress: administrative cases, the three pushes, suggestions and leads that are answered by a day."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CaseKind(TextChoices):
    RECONSIDERATION = "reconsideration", _("Administrative reconsideration")
    COORDINATION = "coordination", _("Administrative dispute, settled before it is sued over")


class CaseStatus(TextChoices):
    RECEIVED = "received", pgettext_lazy("administrative case", "Received")
    ACCEPTED = "accepted", pgettext_lazy("administrative case", "Being examined")
    NOT_ACCEPTED = "not_accepted", pgettext_lazy("administrative case", "Not taken")
    SETTLED = "settled", pgettext_lazy("administrative case", "Settled")
    DECIDED = "decided", pgettext_lazy("administrative case", "Decided")
    WITHDRAWN = "withdrawn", pgettext_lazy("administrative case", "Withdrawn")
    CLOSED = "closed", pgettext_lazy("administrative case", "Closed")


RUNNING = frozenset({CaseStatus.RECEIVED, CaseStatus.ACCEPTED})
"""A limit runs."""
TO_PUSH = frozenset({CaseStatus.SETTLED, CaseStatus.DECIDED})
"""It is over for the person; what it teaches is not."""


class Result(TextChoices):
    """What the reviewing body decides about the act (Administrative Reconsideration Law arts. 63-69)."""

    UPHELD = "upheld", _("Upheld")
    CHANGED = "changed", _("Changed")
    REVOKED = "revoked", _("Revoked")
    UNLAWFUL = "unlawful", _("Found unlawful")
    ORDERED = "ordered", _("Ordered to perform its duty")
    REJECTED = "rejected", _("Application rejected")


class CaseVerb(TextChoices):
    ACCEPT = "accept", _("Take it")
    REFUSE = "refuse", _("Do not take it")
    EXTEND = "extend", _("More time")
    SETTLE = "settle", _("Write down the settlement")
    DECIDE = "decide", _("Write down the decision")
    WITHDRAW = "withdraw", _("The person withdraws it")
    PUSH = "push", _("Push further: write a suggestion")
    CLOSE = "close", _("Close the case")


CASE_VERBS: dict[CaseVerb, frozenset[CaseStatus]] = {
    CaseVerb.ACCEPT: frozenset({CaseStatus.RECEIVED}),
    CaseVerb.REFUSE: frozenset({CaseStatus.RECEIVED}),
    CaseVerb.EXTEND: frozenset({CaseStatus.ACCEPTED}),
    CaseVerb.SETTLE: RUNNING,
    CaseVerb.DECIDE: frozenset({CaseStatus.ACCEPTED}),
    CaseVerb.WITHDRAW: RUNNING,
    CaseVerb.PUSH: TO_PUSH,
    CaseVerb.CLOSE: TO_PUSH,
}


class Matter(TextChoices):
    """What a suggestion is: one of the three pushes of a case, a procurator's suggestion, a lead for judicial aid."""

    PUSH_CASE = "push_case", _("First push: put this case right")
    PUSH_CLASS = "push_class", _("Second push: put right all cases like it")
    PUSH_SOURCE = "push_source", _("Third push: put right what it came from")
    PROCURATOR = "procurator", _("Procurator's suggestion")
    AID_LEAD = "aid_lead", _("Lead for judicial aid")


PUSHES = (Matter.PUSH_CASE, Matter.PUSH_CLASS, Matter.PUSH_SOURCE)


class Status(TextChoices):
    SENT = "sent", _("To be answered")
    ANSWERED = "answered", pgettext_lazy("suggestion", "Answered")
    ACCEPTED = "accepted", _("Answer accepted")
    WITHDRAWN = "withdrawn", pgettext_lazy("suggestion", "Taken back")


class Verb(TextChoices):
    ANSWER = "answer", pgettext_lazy("suggestion", "Answer")
    ACCEPT = "accept", _("Accept the answer")
    ASK_AGAIN = "ask_again", _("It is not enough: ask again")
    TAKE_BACK = "take_back", _("Take it back")
    DRAFT_LETTER = "draft_letter", _("Draft the letter")


class Side(TextChoices):
    SENDER = "sender", _("whoever suggests")
    RECEIVER = "receiver", _("whoever answers")
    EITHER = "either", _("either side")


@dataclass(frozen=True, slots=True)
class VerbRule:
    side: Side
    from_statuses: frozenset[Status]
    danger: bool = False


VERBS: dict[Verb, VerbRule] = {
    Verb.ANSWER: VerbRule(Side.RECEIVER, frozenset({Status.SENT})),
    # What a body outside suggested is entered by the unit that answers it; that unit writes the other side's word down.
    Verb.ACCEPT: VerbRule(Side.SENDER, frozenset({Status.ANSWERED})),
    Verb.ASK_AGAIN: VerbRule(Side.SENDER, frozenset({Status.ANSWERED})),
    Verb.TAKE_BACK: VerbRule(Side.SENDER, frozenset({Status.SENT}), danger=True),
    Verb.DRAFT_LETTER: VerbRule(Side.EITHER, frozenset({Status.SENT, Status.ANSWERED})),
}
TONES: dict[str, str] = {
    Status.SENT: "waiting",
    Status.ANSWERED: "open",
    Status.ACCEPTED: "done",
    Status.WITHDRAWN: "nothing",
    CaseStatus.RECEIVED: "waiting",
    CaseStatus.NOT_ACCEPTED: "nothing",
    CaseStatus.SETTLED: "done",
    CaseStatus.DECIDED: "done",
    CaseStatus.CLOSED: "done",
}


def told_now(days_left: int, before: tuple[int, ...], told: int | None) -> int | None:
    """Return the reminder that is due and was not given: days before the day, -1 after it; None: none.

    A sweep that did not run for a while gives the nearest reminder only.
    """
    reached = [-1] if days_left < 0 else [each for each in before if days_left <= each]
    if not reached:
        return None
    nearest = min(reached)
    return nearest if told is None or nearest < told else None
