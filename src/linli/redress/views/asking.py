"""What the pages of redress have in common."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from linli.journal.errors import ChangedMeanwhile
from linli.journal.models import Subject
from linli.people.access import Viewer, viewer_of_request
from linli.redress.access import require_view
from linli.redress.forms import StepForm


def who_asks(request: HttpRequest) -> tuple[Viewer, datetime]:
    """Return the viewer and the hour. Raises LogInFirst, NotAllowed."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_view(viewer)
    return viewer, now


def require_fresh(form: StepForm, row: Subject) -> None:
    """Raises ChangedMeanwhile when something happened since the page was made: a second click, a colleague."""
    seen = form.cleaned_data.get("seen")
    if seen is not None and seen != row.chain_length:
        raise ChangedMeanwhile
