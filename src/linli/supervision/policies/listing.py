"""The life of a problem that is listed in public: who may bring about what, and from where."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from linli.people.policies import Permission


class ListingStatus(TextChoices):
    PROPOSED = "proposed", _("proposed")
    APPROVED = "approved", _("approved, waits for its batch")
    REFUSED = "refused", _("not listed")
    LISTED = "listed", _("listed")
    RECTIFYING = "rectifying", _("being solved")
    ACCEPTANCE = "acceptance", _("waits for acceptance")
    ESCALATED = "escalated", _("a level higher now")
    DELISTED = "delisted", _("solved and taken off the list")


LISTED = frozenset(
    {ListingStatus.LISTED, ListingStatus.RECTIFYING, ListingStatus.ACCEPTANCE, ListingStatus.ESCALATED}
)
"""On the public list now."""


class ListingLevel(TextChoices):
    """Who watches over it, the lowest first."""

    TOWNSHIP = "township", _("township")
    COUNTY = "county", _("county")
    CITY = "city", _("city")

    @property
    def above(self) -> ListingLevel | None:
        order = list(ListingLevel)
        place = order.index(self) + 1
        return order[place] if place < len(order) else None


class ListingVerb(TextChoices):
    """One step. The label is what its button says."""

    APPROVE = "approve", _("Approve")
    REFUSE = "refuse", _("Do not list it")
    LIST = "list", _("Put on the list")
    REPORT = "report", _("Report the month's progress")
    COMPLETE = "complete", _("Report it solved")
    ACCEPT = "accept", _("Accept and take off the list")
    REJECT = "reject", _("Not solved yet")
    EXTEND = "extend", _("Give more time")
    ESCALATE = "escalate", _("Raise it a level")


@dataclass(frozen=True, slots=True)
class ListingStep:
    start: frozenset[ListingStatus]
    end: ListingStatus | None
    """None: it stays where it is."""
    permission: Permission
    by_owner: bool = False
    """Taken by the unit that must solve it; all others are for somebody else."""
    needs_words: bool = True


def _from(*statuses: ListingStatus) -> frozenset[ListingStatus]:
    return frozenset(statuses)


S = ListingStatus
OPEN = _from(S.LISTED, S.RECTIFYING, S.ESCALATED)
LISTING_VERBS: Mapping[ListingVerb, ListingStep] = {
    ListingVerb.APPROVE: ListingStep(
        _from(S.PROPOSED), S.APPROVED, Permission.LISTING_DECIDE, needs_words=False
    ),
    ListingVerb.REFUSE: ListingStep(_from(S.PROPOSED, S.APPROVED), S.REFUSED, Permission.LISTING_DECIDE),
    ListingVerb.LIST: ListingStep(_from(S.APPROVED), S.LISTED, Permission.LISTING_DECIDE, needs_words=False),
    ListingVerb.REPORT: ListingStep(OPEN, S.RECTIFYING, Permission.SUPERVISION_ANSWER, by_owner=True),
    ListingVerb.COMPLETE: ListingStep(OPEN, S.ACCEPTANCE, Permission.SUPERVISION_ANSWER, by_owner=True),
    ListingVerb.ACCEPT: ListingStep(_from(S.ACCEPTANCE), S.DELISTED, Permission.LISTING_ACCEPT),
    ListingVerb.REJECT: ListingStep(_from(S.ACCEPTANCE), S.RECTIFYING, Permission.LISTING_ACCEPT),
    ListingVerb.EXTEND: ListingStep(OPEN, None, Permission.LISTING_DECIDE),
    ListingVerb.ESCALATE: ListingStep(OPEN | _from(S.ACCEPTANCE), S.ESCALATED, Permission.LISTING_DECIDE),
}


def months_later(day: date, months: int) -> date:
    """Return the same day some months on, or the last of that month where it is shorter."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def first_of_month(day: date) -> date:
    return day.replace(day=1)
