"""A dossier of a matter is a copy that leaves the house: who made it, when, and of what, is written down."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from linli.core.actor import Actor
from linli.journal.actions import record
from linli.matters.dossier import dossier_of, pdf_of
from linli.matters.events import DossierMade
from linli.matters.models import DossierCopy, Matter
from linli.people.models import Account


@transaction.atomic
def make_dossier(*, matter: Matter, by: Actor, now: datetime) -> bytes:
    """Return the matter as PDF. The copy has an entry of its own: the matter's own chain, and so whoever is at work
    on it, is not disturbed. Raises FontsMissing; then nothing is written."""
    maker = Account.objects.filter(pk=by.account).first() if by.account else None
    made = dossier_of(matter, maker=str(maker or ""), now=now)
    digest = hashlib.sha256(made.as_json()).hexdigest()
    drawn = pdf_of(made)
    copy = DossierCopy(matter=matter, made_by_id=by.account, made_at=now, digest=digest)
    record(DossierMade(matter.code, digest), subject=copy, by=by, now=now)
    return drawn
