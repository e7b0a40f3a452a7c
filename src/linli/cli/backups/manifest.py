"""What a backup holds, and by what it is recognised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from linli.cli.backups.errors import BackupDamaged, NoBackup
from linli.core.keys import keyed_digest
from linli.vault import keyring

NAME = "manifest.json"


class Manifest(BaseModel):
    """The list of contents. It is written last: a folder without it is no backup."""

    model_config = ConfigDict(frozen=True)

    release: str
    made_at: datetime
    """UTC. What was acknowledged before it is in the backup."""
    key_marks: Mapping[int, str]
    """Of the vault's keys by version: tells keys apart and gives nothing away."""
    has_keys: bool
    parts: Mapping[str, str]
    """Path below the folder -> SHA-256."""


def key_marks() -> dict[int, str]:
    """Return a mark of each of the vault's keys that this home has."""
    keys = keyring.masters()
    return {number: keyed_digest("international", key, b"backup").hex()[:32] for number, key in keys.items()}


def parts_of(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield every file below the folder but the manifest, by relative path, in order."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != NAME:
            yield name, path


def read(folder: Path) -> Manifest:
    """Raises NoBackup, BackupDamaged."""
    try:
        return Manifest.model_validate_json((folder / NAME).read_bytes())
    except OSError:
        raise NoBackup(place=folder) from None
    except ValidationError:
        raise BackupDamaged(part=NAME) from None
