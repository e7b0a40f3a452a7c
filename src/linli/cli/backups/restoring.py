"""Bringing a city back from its backup, on this machine or another."""

from __future__ import annotations

import os
import re
import shutil
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from linli.cli.backups import dumps, manifest
from linli.cli.backups.errors import BackupDamaged, BackupTooNew, CityNotEmpty, KeysMissing
from linli.cli.backups.making import Report
from linli.cli.backups.manifest import Manifest
from linli.files.disk import digest_of


def restore(source: Path, *, report: Report) -> Manifest:
    """Fill the empty home and database from the folder `source`.

    Everything is checked before the first write; a database that cannot be filled is emptied again. Raises NoBackup,
    BackupDamaged, BackupTooNew, CityNotEmpty, KeysMissing, ToolFailed.
    """
    found = manifest.read(source)
    home = Path(settings.LINLI.home)
    _fits(found)
    _is_empty(home, source)
    _is_whole(source, found, report)
    if not found.has_keys and not _same_keys(found):
        raise KeysMissing
    report("database", 0, 0)
    dumps.restore(source / "database")
    report("database", 1, 1)
    _bring(source, home, report)
    return found


def _fits(found: Manifest) -> None:
    ours = version("linli")
    if _numbers(found.release) > _numbers(ours):
        raise BackupTooNew(made_by=found.release, ours=ours)


def _numbers(release: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", release)]


def _is_empty(home: Path, source: Path) -> None:
    if tables := dumps.tables():
        raise CityNotEmpty(what=tables[0])
    for name in ("files", "models"):
        if any(path.is_file() for path in (home / name).rglob("*")):
            raise CityNotEmpty(what=home / name)
    for path in (source / "secrets").glob("vault*"):
        ours = home / "secrets" / path.name
        if ours.exists() and ours.read_bytes() != path.read_bytes():
            raise CityNotEmpty(what=ours)


def _is_whole(source: Path, found: Manifest, report: Report) -> None:
    there = dict(manifest.parts_of(source))
    for done, (name, digest) in enumerate(found.parts.items(), 1):
        if name not in there or digest_of(there[name]) != digest:
            raise BackupDamaged(part=name)
        report("check sums", done, len(found.parts))
    if strange := there.keys() - found.parts.keys():
        raise BackupDamaged(part=min(strange))


def _same_keys(found: Manifest) -> bool:
    ours = manifest.key_marks()
    return all(ours.get(number) == each for number, each in found.key_marks.items())


def _bring(source: Path, home: Path, report: Report) -> None:
    """Put attachments, models and keys where they belong; a file that is there already is replaced at once."""
    names = [name for name, _ in manifest.parts_of(source) if not name.startswith("database/")]
    for done, name in enumerate(names, 1):
        target = home / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = target.with_name(f".{target.name}.restored")
        shutil.copyfile(source / name, draft)
        draft.chmod(0o600)
        draft.replace(target)
        report("files", done, len(names))
    os.sync()
