"""The door to a court's own system: packages as files in a folder that both sides can reach, or in memory for tests."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from django.conf import settings

FOLDER = "court"
LARGEST = 65_536
"""Bytes of an answer that are read: it is a few lines."""
MOST = 500
"""Answers taken up in one run."""


class CourtLink(Protocol):
    def hand_over(self, court: str, name: str, package: bytes) -> None:
        """Leave a package for a court, by its code. Twice under one name is once."""

    def answers(self) -> list[Answer]:
        """Return what courts left for us and was not taken up yet, by court and name."""

    def taken_up(self, answer: Answer, why_not: str = "") -> None:
        """Put an answer away; with a reason it is one that could not be read, and the court finds the reason."""


@dataclass(frozen=True)
class Answer:
    """A file that a court left."""

    court: str
    name: str
    content: bytes


@dataclass(frozen=True)
class FolderLink:
    """Writes `<court>/outbox/<name>`: whole or not at all, readable by this program's account alone.

    Reads `<court>/inbox/*.json`. What was taken up goes to `inbox/done`, what cannot be read to `inbox/refused`.
    """

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

    def answers(self) -> list[Answer]:
        found = sorted(self.root.glob("*/inbox/*.json")) if self.root.is_dir() else []
        plain = [path for path in found if path.is_file() and not path.is_symlink()]
        return [Answer(path.parts[-3], path.name, path.read_bytes()[:LARGEST]) for path in plain[:MOST]]

    def taken_up(self, answer: Answer, why_not: str = "") -> None:
        inbox = self.root / answer.court / "inbox"
        to = inbox / ("refused" if why_not else "done")
        to.mkdir(exist_ok=True, mode=0o700)
        (inbox / answer.name).replace(to / answer.name)
        if why_not:
            (to / f"{answer.name}.txt").write_text(why_not, "utf-8")


@dataclass
class MemoryLink:
    packages: dict[tuple[str, str], bytes] = field(default_factory=dict)
    inbox: dict[tuple[str, str], bytes] = field(default_factory=dict)
    refused: dict[tuple[str, str], str] = field(default_factory=dict)

    def hand_over(self, court: str, name: str, package: bytes) -> None:
        self.packages[court, name] = package

    def answers(self) -> list[Answer]:
        return [Answer(court, name, content) for (court, name), content in sorted(self.inbox.items())]

    def taken_up(self, answer: Answer, why_not: str = "") -> None:
        del self.inbox[answer.court, answer.name]
        if why_not:
            self.refused[answer.court, answer.name] = why_not


def city_link() -> CourtLink:
    """Return the folder `court` of the city's home."""
    return FolderLink(settings.LINLI.home / FOLDER)
