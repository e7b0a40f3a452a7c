from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from linli.journal.models import Subject
from linli.letters.models import Letter
from linli.letters.policies import WAITING

PAGE = 30


def overdue(now: datetime) -> QuerySet[Letter]:
    """Return the letters whose answer is late, longest first. One index answers it."""
    return Letter.objects.filter(status__in=WAITING, due_at__lte=now).order_by("due_at")


def letters_about(subject: Subject) -> QuerySet[Letter]:
    """Return the letters about a row of any app, newest first, for callers that have checked who asks."""
    kind = subject._meta.label_lower
    return Letter.objects.filter(about_kind=kind, about_id=subject.pk).order_by("-pk")


def occasions_taken(occasions: Collection[str]) -> set[str]:
    """Return those of a sweep's occasions for which there is a letter. One query."""
    rows = Letter.objects.filter(occasion__in=occasions)
    return {each for each in rows.values_list("occasion", flat=True) if each}
