"""Making a backup while the city works."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from linli.cli.backups import dumps
from linli.cli.backups.errors import PlaceTaken
from linli.cli.backups.manifest import NAME, Manifest, key_marks, parts_of
from linli.files.disk import digest_of

Report = Callable[[str, int, int], None]
"""Told the part that is worked on, how much of it is done, and of how much; zero when nobody knows."""
OF_THE_SERVER = frozenset({"cluster", "postgres"})
"""Secrets that belong to this machine's embedded server: another place has its own."""


def make(target: Path, *, with_keys: bool, now: datetime, report: Report) -> Manifest:
    """Write the city into the new folder `target`, readable by its owner alone.

    The database is of one moment, after `now`. Attachments are copied after it: each lies on disk before a row names
    it, so none that the rows name is missed; one that was erased meanwhile stays erased. The folder has its name only
    when it is complete. Raises PlaceTaken, ToolFailed.
    """
    if target.exists():
        raise PlaceTaken(place=target)
    draft = target.with_name(f"{target.name}.unfinished")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    home = Path(settings.LINLI.home)
    report("database", 0, 0)
    dumps.dump(draft / "database")
    report("database", 1, 1)
    for name in ("files", "models"):
        _copy(home / name, draft / name, lambda done, total, name=name: report(name, done, total))  # type: ignore[misc]
    for path in _keys(home) if with_keys else ():
        _copy_file(path, draft / "secrets" / path.name)
    manifest = _described(draft, now, report)
    _write(draft / NAME, manifest.model_dump_json(indent=1).encode())
    draft.rename(target)
    return manifest


def _keys(home: Path) -> Iterator[Path]:
    for path in sorted((home / "secrets").glob("[!.]*")):
        if path.name not in OF_THE_SERVER:
            yield path


def _copy(source: Path, target: Path, report: Callable[[int, int], None]) -> None:
    """Copy every finished file below `source`. One that goes away meanwhile was erased, and is left out."""
    paths = [path for path in source.rglob("*") if path.is_file() and "incoming" not in path.parts]
    for done, path in enumerate(paths, 1):
        try:
            _copy_file(path, target / path.relative_to(source))
        except FileNotFoundError:
            continue
        finally:
            report(done, len(paths))


def _copy_file(source: Path, target: Path) -> None:
    content = source.open("rb")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with content, os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        shutil.copyfileobj(content, stream)


def _described(draft: Path, now: datetime, report: Report) -> Manifest:
    paths = list(parts_of(draft))
    parts = {}
    for done, (name, path) in enumerate(paths, 1):
        parts[name] = digest_of(path)
        report("check sums", done, len(paths))
    return Manifest(
        release=version("linli"),
        made_at=now,
        key_marks=key_marks(),
        has_keys="secrets/vault" in parts and not settings.LINLI.vault_key,
        parts=parts,
    )


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
