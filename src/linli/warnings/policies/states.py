"""The life of a warning, and when one begins, goes on and ends by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """A machine raises, a person says whether it is true."""

    RAISED = "raised", _("Proposed")
    CONFIRMED = "confirmed", _("Confirmed")
    NOTIFIED = "notified", _("Letter sent")
    HANDLING = "handling", _("Being handled")
    LIFTED = "lifted", _("Lifted")
    FALSE = "false", _("False alarm")
    EXPIRED = "expired", _("Expired")


NEXT: dict[Status, frozenset[Status]] = {
    Status.RAISED: frozenset({Status.CONFIRMED, Status.FALSE, Status.EXPIRED}),
    Status.CONFIRMED: frozenset({Status.NOTIFIED, Status.HANDLING, Status.LIFTED, Status.FALSE}),
    Status.NOTIFIED: frozenset({Status.HANDLING, Status.LIFTED}),
    Status.HANDLING: frozenset({Status.LIFTED}),
    Status.LIFTED: frozenset(),
    Status.FALSE: frozenset({Status.RAISED}),  # judged in haste: may be looked at again
    Status.EXPIRED: frozenset(),
}
OPEN = frozenset({Status.RAISED, Status.CONFIRMED, Status.NOTIFIED, Status.HANDLING})
NEEDS_A_REASON = frozenset({Status.FALSE, Status.LIFTED})


class Verb(TextChoices):
    """One thing a person does with a warning. The label is what its button says."""

    ACKNOWLEDGE = "acknowledge", _("Take note")
    CONFIRM = "confirm", _("Confirm")
    DISMISS = "dismiss", _("False alarm")
    WRITE = "write", _("Write to the unit")
    HANDLE = "handle", _("Something is being done")
    LIFT = "lift", _("Lift the warning")
    REOPEN = "reopen", _("Judge it again")


def may_move(old: Status, new: Status) -> bool:
    return new in NEXT[old]


@dataclass(frozen=True)
class Hysteresis:
    """Why a warning does not flicker: it begins above one line, and its quiet is counted below a lower one."""

    enter: float
    leave: float
    quiet_windows: int
    """Windows in a row below `leave` after which a proposal that nobody looked at expires."""


def begins(value: float, rule: Hysteresis) -> bool:
    return value >= rule.enter


def quiet_after(value: float, quiet: int, rule: Hysteresis) -> int:
    """Return how many windows in a row were below the lower line, this one counted."""
    return quiet + 1 if value < rule.leave else 0


def expires_at(raised_at: datetime, days: int) -> datetime:
    """Return when a proposal that nobody confirmed ends."""
    return raised_at + timedelta(days=days)


def is_over(quiet: int, now: datetime, expires: datetime, rule: Hysteresis) -> bool:
    """Whether a proposal ends by itself. What a person confirmed ends only by a person."""
    return quiet >= rule.quiet_windows or now >= expires
