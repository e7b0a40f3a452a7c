from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    """What may be rated or inspected. A person is none of these, and there is no kind for one."""

    VILLAGE = "village", _("village")
    COMMUNITY = "community", _("community")
    ENTERPRISE = "enterprise", _("enterprise")
    INSTITUTION = "institution", _("institution")
    PROJECT = "project", _("project")
    PREMISES = "premises", _("premises")


DIVISIONS = frozenset({Kind.VILLAGE, Kind.COMMUNITY})
"""Known by their division code of 12 digits."""
LEGAL_BODIES = frozenset({Kind.ENTERPRISE, Kind.INSTITUTION})
"""Known by their unified social credit code."""


class State(TextChoices):
    ACTIVE = "active", pgettext_lazy("body", "active")
    SUSPENDED = "suspended", _("suspended")
    GONE = "gone", _("no longer there")


class EditionStatus(TextChoices):
    """Where a refresh of the base stands: nothing of it counts before somebody else signed it."""

    READING = "reading", _("being read")
    FAILED = "failed", _("could not be read")
    PROPOSED = "proposed", _("waiting for sign-off")
    SIGNED = "signed", _("signed off")
    DISCARDED = "discarded", _("discarded")


class ChangeKind(TextChoices):
    NEW = "new", _("newly in the base")
    CHANGED = "changed", _("changed in the base")
    GONE = "gone", _("gone from the base")
    BACK = "back", _("back in the base")


class Post(TextChoices):
    """The five who serve an enterprise. A post of an office, whoever holds it."""

    STEWARD = "steward", _("service steward")
    ENVIRONMENT = "environment", _("environment supervisor")
    FINANCE = "finance", _("chief finance officer")
    LEGAL = "legal", _("legal officer")
    POLICE = "police", _("police liaison")
