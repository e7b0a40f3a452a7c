"""The life of a need that a community lists and a registered unit takes on. Both sides say how it was."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from linli.community.policies.whistles import Side, VerbRule
from linli.people.policies import Permission


class NeedStatus(TextChoices):
    LISTED = "listed", _("Waiting for somebody")
    CLAIMED = "claimed", _("Taken on")
    DONE = "done", _("Done")
    RATED = "rated", _("Done and rated")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class NeedVerb(TextChoices):
    CLAIM = "claim", _("Take it on")
    RELEASE = "release", _("Give it back")
    DONE = "done", _("Report it done")
    RATE = "rate", _("Rate the help")
    REVIEW = "review", _("Say how working together was")
    WITHDRAW = "withdraw", _("Take it off the list")


def _rule(start: set[str], to: set[str], permission: Permission, side: Side) -> VerbRule:
    return VerbRule(frozenset(start), frozenset(to), permission, side)


S, P = NeedStatus, Permission
NEED_VERBS: dict[NeedVerb, VerbRule] = {
    NeedVerb.CLAIM: _rule({S.LISTED}, {S.CLAIMED}, P.RESOURCE_OFFER, Side.HELPER),
    NeedVerb.RELEASE: _rule({S.CLAIMED}, {S.LISTED}, P.RESOURCE_OFFER, Side.HELPER),
    NeedVerb.DONE: _rule({S.CLAIMED}, {S.DONE}, P.RESOURCE_OFFER, Side.HELPER),
    NeedVerb.RATE: _rule({S.DONE}, {S.RATED}, P.NEED_LIST, Side.LISTER),
    NeedVerb.REVIEW: _rule({S.DONE, S.RATED}, set(), P.RESOURCE_OFFER, Side.HELPER),
    NeedVerb.WITHDRAW: _rule({S.LISTED}, {S.WITHDRAWN}, P.NEED_LIST, Side.LISTER),
}
