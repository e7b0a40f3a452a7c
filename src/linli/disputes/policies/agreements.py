"""What an agreement promises, how it is signed, and how it is kept."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AgreementKind(TextChoices):
    WRITTEN = "written", _("Written agreement")
    ORAL = "oral", _("Oral agreement")


class AgreementStatus(TextChoices):
    DRAFT = "draft", _("Being drafted")
    SIGNING = "signing", _("Being signed")
    IN_FORCE = "in_force", _("In force")
    REPLACED = "replaced", _("Replaced by a later one")


class TermKind(TextChoices):
    PAY = "pay", _("Pays money")
    HAND_OVER = "hand_over", _("Hands something over")
    DO = "do", _("Does something")
    REFRAIN = "refrain", _("Refrains from something")
    APOLOGISE = "apologise", _("Apologises")


class SessionManner(TextChoices):
    IN_PERSON = "in_person", _("All at one table")
    VIDEO = "video", _("By video link")
    SEPARATE_ROOMS = "separate_rooms", _("In separate rooms")


class SessionStatus(TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class SessionResult(TextChoices):
    GOES_ON = "goes_on", _("To be continued")
    WRITTEN = "written", _("A written agreement is to be made")
    ORAL = "oral", _("Agreed by word of mouth")
    FAILED = "failed", _("No agreement is possible")


class Answer(TextChoices):
    OPEN = "open", _("Not answered yet")
    YES = "yes", _("Agreed to")
    NO = "no", _("Not agreed to")
    COUNTERED = "countered", _("Answered with another proposal")
