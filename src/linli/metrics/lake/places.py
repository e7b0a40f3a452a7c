"""Where the lake lies, and what it holds: one list of files, put in place of the old one in a single step.

Files are named by what they were made from and are never changed. A reader that has the list reads one state of the
city, whatever an export does meanwhile; what no list names any more goes away at the next export.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb
from django.conf import settings

from linli.metrics.errors import LakeBusy, LakeDamaged, LakeMissing
from linli.metrics.policies.datasets import SCHEMA_VERSION

WHOLE = "all"
"""Stands for the month where a dataset is small and kept in one file."""
DRAFT = ".draft"


@dataclass(frozen=True)
class Kept:
    """One file."""

    path: str
    """Inside the lake."""
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """All files of one city at one moment."""

    city: str
    at: str
    """The moment, in UTC. What happened later is not in any file."""
    files: Mapping[str, Mapping[str, Kept]] = field(default_factory=dict)
    """Dataset -> month -> file."""
    made_from: Mapping[str, str] = field(default_factory=dict)
    """Month -> fingerprint of what its files were made from."""

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)

    def all_files(self) -> Iterator[Kept]:
        for months in self.files.values():
            yield from months.values()


@dataclass(frozen=True)
class Lake:
    folder: Path

    @property
    def place(self) -> Path:
        return self.folder / f"v{SCHEMA_VERSION}"

    def opened(self, **settings: str) -> duckdb.DuckDBPyConnection:
        """Return an engine in this process; what memory does not hold is laid down beside the lake for as long."""
        return duckdb.connect(config={"temp_directory": str(self.folder / ".spill"), **settings})

    def manifest_path(self, city: str) -> Path:
        return self.place / f"city-{city}.json"

    def cities(self) -> list[str]:
        return sorted(path.stem.removeprefix("city-") for path in self.place.glob("city-*.json"))

    def has_older(self, city: str) -> bool:
        """Say whether a city lies here in a layout of an earlier release."""
        return any(self.folder.glob(f"v*/city-{city}.json"))

    def manifest(self, city: str) -> Manifest:
        """Raises LakeMissing."""
        try:
            found = json.loads(self.manifest_path(city).read_text())
        except FileNotFoundError:
            raise LakeMissing(folder=str(self.folder)) from None
        except ValueError:
            raise LakeDamaged(file=self.manifest_path(city).name) from None
        files = {
            name: {month: Kept(**kept) for month, kept in months.items()}
            for name, months in found["files"].items()
        }
        return Manifest(found["city"], found["at"], files, found["made_from"])

    def put(self, manifest: Manifest) -> None:
        path = self.manifest_path(manifest.city)
        words = json.dumps(asdict(manifest), sort_keys=True, indent=1)
        write_whole(path, words.encode())

    def path_of(self, dataset: str, city: str, month: str, made_from: str) -> str:
        return f"v{SCHEMA_VERSION}/{dataset}/city={city}/month={month}/{made_from}.parquet"

    def check(self, kept: Kept) -> Path:
        """Return a file's path. Raises LakeDamaged unless it has its length: a cut file is never read."""
        path = self.folder / kept.path
        if not path.exists() or path.stat().st_size != kept.bytes:
            raise LakeDamaged(file=kept.path)
        return path

    def is_cut(self, city: str) -> bool:
        """Say whether a file is gone or has not its length."""
        try:
            for kept in self.manifest(city).all_files():
                self.check(kept)
        except LakeDamaged:
            return True
        return False

    def is_whole(self, kept: Kept) -> bool:
        """Say whether a file is to the last bit what was written."""
        path = self.folder / kept.path
        return path.exists() and path.stat().st_size == kept.bytes and digest_of(path) == kept.sha256

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only writer. Raises LakeBusy."""
        self.place.mkdir(parents=True, exist_ok=True)
        with (self.place / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise LakeBusy from None
            yield


def the_lake() -> Lake:
    """Return the lake of this deployment."""
    return Lake(settings.LINLI.lake or settings.LINLI.home / "lake")


def digest_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that there is all of it or none, even when the power goes."""
    draft = path.with_name(path.name + DRAFT)
    with draft.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)
