"""The life of a hot issue: a machine proposes, a person says whether it is one."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class HotStatus(TextChoices):
    PROPOSED = "proposed", _("Proposed")
    CONFIRMED = "confirmed", _("Confirmed")
    DISMISSED = "dismissed", _("No common issue")
    ENDED = "ended", _("Ended")


class HotVerb(TextChoices):
    CONFIRM = "confirm", _("Confirm: it is one issue")
    DISMISS = "dismiss", _("Dismiss: it is none")
    END = "end", _("End it")
    REOPEN = "reopen", _("Take up again")


NEXT: dict[HotVerb, tuple[frozenset[HotStatus], HotStatus]] = {
    HotVerb.CONFIRM: (frozenset({HotStatus.PROPOSED}), HotStatus.CONFIRMED),
    HotVerb.DISMISS: (frozenset({HotStatus.PROPOSED, HotStatus.CONFIRMED}), HotStatus.DISMISSED),
    HotVerb.END: (frozenset({HotStatus.CONFIRMED}), HotStatus.ENDED),
    # A slip, or it is back: looked at anew, never erased.
    HotVerb.REOPEN: (frozenset({HotStatus.DISMISSED, HotStatus.ENDED}), HotStatus.PROPOSED),
}
"""Verb -> from which statuses, to which."""
NEEDS_WORDS = frozenset({HotVerb.DISMISS, HotVerb.END})
LOOKED_AT = frozenset({HotStatus.PROPOSED, HotStatus.CONFIRMED})


def may_move(status: HotStatus, verb: HotVerb) -> bool:
    return status in NEXT[verb][0]


def has_grown_again(size: int, size_then: int, times: float) -> bool:
    """Whether what was set aside has become so much larger that somebody should look at it again."""
    return size_then > 0 and size >= size_then * times


class Joining(TextChoices):
    FOUND = "found", _("found by its words")
    PUT_OUT = "put_out", _("put out by a person")
