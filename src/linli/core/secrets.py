"""Secrets that a city makes for itself on first use and keeps in its home folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def keep_secret(path: Path) -> str:
    """Return the secret in `path`, making it on first use.

    Safe when several processes start at once: the first to link its file wins. The file is readable by its
    owner alone.
    """
    if path.exists():
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secrets.token_urlsafe(48))
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()
