"""Who must be there, and how many must agree."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Answer(TextChoices):
    """What somebody says to an invitation."""

    ASKED = "asked", _("Not answered yet")
    COMES = "comes", _("Will come")
    DECLINES = "declines", _("Cannot come")


class Position(TextChoices):
    """Where a member stands on the proposed opinion."""

    FOR = "for", _("For it")
    AGAINST = "against", _("Against it")
    ABSTAINS = "abstains", _("Abstains")


def has_quorum(came: int, invited: int, *, least: int, percent: int) -> bool:
    """Both must hold: so many heads, and so large a part of those who were invited."""
    return came >= least and came * 100 >= invited * percent


def quorum(invited: int, *, least: int, percent: int) -> int:
    """Return how many of the invited must come."""
    return max(least, -(-invited * percent // 100))


def has_support(votes_for: int, came: int, *, percent: int) -> bool:
    """More than this part of those present; at 50 a half is not enough. Who abstains was present."""
    return votes_for * 100 > came * percent
