"""The demo's pictures: drawn and stored once, then attached to many matters."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from linli.core.actor import SYSTEM, Actor
from linli.demo.pictures import picture
from linli.files.actions import attach, store
from linli.files.models import StoredFile
from linli.matters.models import Matter

SCENES = {"photo": "before", "before": "before", "after": "after", "evidence": "paper"}
"""Purpose -> what the picture shows."""
NAMES = {"photo": "现场.jpg", "before": "处置前.jpg", "after": "处置后.jpg", "evidence": "办理凭证.jpg"}


@dataclass(frozen=True)
class Album:
    stored: Mapping[str, tuple[StoredFile, ...]]
    """Scene -> its pictures."""

    def attach(self, matter: Matter, purpose: str, *, by: Actor, now: datetime, choice: int) -> None:
        """Attach the picture that `choice` picks among those that fit the purpose."""
        fitting = self.stored[SCENES[purpose]]
        stored = fitting[choice % len(fitting)]
        attach(stored, matter._meta.label_lower, matter.pk, purpose, name=NAMES[purpose], by=by, now=now)


def make_album(*, each: int, now: datetime) -> Album:
    """Draw and store `each` pictures of every scene."""
    scenes = sorted(set(SCENES.values()))
    return Album({scene: tuple(_stored(scene, number, now) for number in range(each)) for scene in scenes})


def _stored(scene: str, number: int, now: datetime) -> StoredFile:
    return store(io.BytesIO(picture(scene, number)), name=f"{scene}.jpg", by=SYSTEM, now=now)
