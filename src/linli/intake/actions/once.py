"""What comes in by key and becomes no matter: made once for each sender and key, like a matter is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction

from linli.core.time import aware
from linli.intake.errors import KeyReused
from linli.intake.models import Submission


def once(
    *, source: str, key: str, content: bytes, make: Callable[[], str], now: datetime
) -> tuple[str, bool]:
    """Return what `make` made and named, and whether it is new; a repeat with the same content gets the first name.

    Two that come at once make one: whoever writes the key second is undone. Raises KeyReused, and what `make` raises.
    """
    digest = hashlib.sha256(content).digest()
    earlier = _earlier(source, key, digest)
    if earlier:
        return earlier, False
    try:
        with transaction.atomic():
            made = make()
            Submission.objects.create(
                source=source, key=key, made=made, received_at=aware(now), content_digest=digest
            )
    except IntegrityError as error:
        if "intake_submission_once" not in str(error):
            raise
        return _earlier(source, key, digest), False
    return made, True


def _earlier(source: str, key: str, digest: bytes) -> str:
    row = Submission.objects.filter(source=source, key=key).first()
    if row is None:
        return ""
    if not row.made or bytes(row.content_digest) != digest:
        raise KeyReused
    return row.made
