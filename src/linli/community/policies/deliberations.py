"""The life of a deliberation: noticed, positions, decided, carried out; all of it public."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from linli.community.policies.whistles import Side, VerbRule
from linli.people.policies import Permission


class DeliberationStatus(TextChoices):
    NOTICED = "noticed", _("Positions are heard")
    DECIDED = "decided", _("Decided, being carried out")
    REVIEWED = "reviewed", _("Carried out and looked at")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Stance(TextChoices):
    FOR = "for", _("For it")
    CHANGES = "changes", _("For it, with changes")
    AGAINST = "against", _("Against it")


class Method(TextChoices):
    CONSENSUS = "consensus", _("Agreed by all present")
    VOTE = "vote", _("By vote")


class DeliberationVerb(TextChoices):
    HEAR = "hear", _("Write down a position")
    DECIDE = "decide", _("Write down the decision")
    FOLLOW_UP = "follow_up", _("Write down what was done")
    REVIEW = "review", _("End with a review")
    WITHDRAW = "withdraw", _("Withdraw the proposal")


def _rule(start: set[str], to: set[str]) -> VerbRule:
    return VerbRule(frozenset(start), frozenset(to), Permission.DELIBERATION_LEAD, Side.LEADER)


S = DeliberationStatus
DELIBERATION_VERBS: dict[DeliberationVerb, VerbRule] = {
    DeliberationVerb.HEAR: _rule({S.NOTICED}, set()),
    DeliberationVerb.DECIDE: _rule({S.NOTICED}, {S.DECIDED}),
    DeliberationVerb.FOLLOW_UP: _rule({S.DECIDED}, set()),
    DeliberationVerb.REVIEW: _rule({S.DECIDED}, {S.REVIEWED}),
    DeliberationVerb.WITHDRAW: _rule({S.NOTICED}, {S.WITHDRAWN}),
}


def is_carried(yes: int, no: int) -> bool:
    """Whether a vote carries a proposal: more for it than against it; who abstains decides nothing."""
    return yes > no
