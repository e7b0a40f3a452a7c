"""The door to a court's own system: packages as files in a folder that both sides can reach, or in memory for tests."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from django.conf import settings

FOLDER = "court"


class CourtLink(Protocol):
    def hand_over(self, court: str, name: str, package: bytes) -> None:
        """Leave a package for a court, by its code. Twice under one name is once."""


@dataclass(frozen=True)
class FolderLink:
    """Writes `<court>/outbox/<name>`: whole or not at all, readable by this program's account alone."""

    root: Path

    def hand_over(self, court: str, name: str, package: bytes) -> None:
        outbox = self.root / court / "outbox"
        outbox.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = outbox / f".{name}.part"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            stream.write(package)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(outbox / name)


@dataclass
class MemoryLink:
    packages: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def hand_over(self, court: str, name: str, package: bytes) -> None:
        self.packages[court, name] = package


def city_link() -> CourtLink:
    """Return the folder `court` of the city's home."""
    return FolderLink(settings.LINLI.home / FOLDER)
