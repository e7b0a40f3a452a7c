"""What sorts of letters there are, and in which layout each stands by default."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LetterKind(TextChoices):
    """A sort of formal document. Each counts its own numbers."""

    ADVISORY = "advisory", _("advisory letter")
    WARNING = "warning", _("warning letter")
    SUPERVISION_ORDER = "supervision_order", _("supervision order")
    ASSIGNMENT_ORDER = "assignment_order", _("assignment order")
    BULLETIN = "bulletin", _("bulletin")
    MINUTES = "minutes", _("meeting minutes")
    REPLY = "reply", _("formal reply")


class Form(TextChoices):
    """Which of the standard's layouts a letter takes (GB/T 9704-2012, chapters 7 and 10)."""

    FILE = "file", _("file layout")
    LETTER = "letter", _("letter layout")
    MINUTES = "minutes", _("minutes layout")


FORM_OF: Mapping[LetterKind, Form] = {
    LetterKind.ADVISORY: Form.LETTER,
    LetterKind.WARNING: Form.LETTER,
    LetterKind.SUPERVISION_ORDER: Form.FILE,
    LetterKind.ASSIGNMENT_ORDER: Form.FILE,
    LetterKind.BULLETIN: Form.FILE,
    LetterKind.MINUTES: Form.MINUTES,
    LetterKind.REPLY: Form.LETTER,
}

TO_MANY = frozenset({LetterKind.BULLETIN, LetterKind.MINUTES})
"""Kinds that may go out without one addressed unit. Nobody owes an answer to them."""


class Way(TextChoices):
    """How a letter reached the addressed unit."""

    IN_APP = "in_app", _("signed for in the system")
    BY_HAND = "by_hand", _("handed over on paper")
    BY_POST = "by_post", _("by registered mail")
