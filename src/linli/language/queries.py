"""What a message may be about, by the city's trained classifier."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from django.conf import settings

from linli.language.errors import ModelMissing, ModelUnusable

if TYPE_CHECKING:
    from linli.language.classifier.model import Classifier

log = structlog.get_logger(__name__)
LOOK_AGAIN_SECONDS = 3.0
Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Suggestion:
    """A guess for a person to confirm or change; never a decision."""

    label: str
    confidence: float
    """Between 0 and 1: the share of right answers among answers like this one in cross-validation."""


def suggest(text: str, title: str = "") -> Suggestion | None:
    """Return the likeliest label; None without a trained model, or when too little of the text is known.

    No query. A damaged model file counts as none and is reported in the log: registering a matter must not fail
    because a suggestion cannot be made.
    """
    classifier = CURRENT.classifier()
    answer = classifier.answer(title, text) if classifier else None
    return Suggestion(answer.label, answer.confidence) if answer else None


def classifier_path() -> Path:
    """Return where the city's model is kept."""
    home: Path = settings.LINLI.home
    return home.expanduser() / "models" / "classifier.npz"


class Current:
    """The model this process answers with; looks every few seconds whether the file was replaced."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looked_at = float("-inf")
        self._home: Path | None = None
        self._seen: tuple[Path, Stamp | None] | None = None
        self._classifier: Classifier | None = None

    def classifier(self) -> Classifier | None:
        """Threads that come while another one loads a newer model go on with the older one, if there is one."""
        now = time.monotonic()
        if now - self._looked_at < LOOK_AGAIN_SECONDS and self._home is settings.LINLI.home:
            return self._classifier
        path = classifier_path()
        if self._lock.acquire(blocking=self._seen is None or self._seen[0] != path):
            try:
                self._look(path, now)
            finally:
                self._lock.release()
        return self._classifier

    def forget(self) -> None:
        """Look at the file again at the next question."""
        with self._lock:
            self._looked_at, self._seen, self._classifier = float("-inf"), None, None

    def _look(self, path: Path, now: float) -> None:
        seen = (path, _stamp(path))
        if seen != self._seen:
            self._classifier = _load(path) if seen[1] else None
            self._seen = seen
        self._home, self._looked_at = settings.LINLI.home, now


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _load(path: Path) -> Classifier | None:
    from linli.language.classifier.model import load

    try:
        return load(path).ready()
    except (ModelMissing, ModelUnusable) as refusal:
        log.error("classifier not usable", path=str(path), code=refusal.code)
        return None


CURRENT = Current()
