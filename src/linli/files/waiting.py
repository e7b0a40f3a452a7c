"""Files that came before what they belong to: whoever sent one names it by a handle, for less than a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

from linli.files.errors import WaitedTooLong
from linli.files.models import StoredFile

SALT = "files.waiting"
WAITS = timedelta(hours=20)
"""Shorter than the day after which the sweep takes contents that belong to nothing."""


@dataclass(frozen=True)
class Waiting:
    """A stored file without a subject yet, under the name it was sent with."""

    stored: StoredFile
    name: str

    @property
    def is_sound(self) -> bool:
        return self.stored.media_type.startswith("audio/")

    @property
    def handle(self) -> str:
        """Tells nothing about the file and cannot be guessed."""
        return signing.dumps([self.stored.pk, self.name], salt=SALT, compress=True)


def waiting_of(handle: str) -> Waiting:
    """Return the file that somebody sent a while ago. One query. Raises WaitedTooLong."""
    try:
        number, name = signing.loads(handle, salt=SALT, max_age=WAITS)
    except signing.BadSignature:
        raise WaitedTooLong from None
    stored = StoredFile.objects.filter(pk=number).first()
    if stored is None:
        raise WaitedTooLong
    return Waiting(stored, name)
