from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RunStatus(TextChoices):
    """Where a run stands: nothing follows from it before somebody else signed it."""

    COMPUTED = "computed", _("computed, not signed")
    SIGNED = "signed", _("signed")
    DISCARDED = "discarded", _("set aside")


class LabelStatus(TextChoices):
    """Where the rating of one body stands between the run and the public."""

    CANDIDATE = "candidate", _("to be reviewed")
    EFFECTIVE = "effective", _("in effect")
    APPEALED = "appealed", _("appealed against")
    DROPPED = "dropped", _("dropped in review")
    CORRECTED = "corrected", _("corrected on appeal")
    RELEASED = "released", _("released")
    REPLACED = "replaced", _("replaced by a newer one")
    EXPIRED = "expired", _("run out")


OPEN = frozenset({LabelStatus.CANDIDATE, LabelStatus.EFFECTIVE, LabelStatus.APPEALED})
SHOWN = frozenset({LabelStatus.EFFECTIVE, LabelStatus.APPEALED})
"""What counts and may be published; under appeal it stays until it is decided, and says that it is appealed against."""


class Ending(TextChoices):
    """Why a fact does not count any more."""

    WRONG = "wrong", _("it was wrong")
    PUT_RIGHT = "put_right", _("it was put right, and that was checked")
