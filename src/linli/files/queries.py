from __future__ import annotations

from collections.abc import Collection


def has_attachments(subject_kind: str, subject_id: int, *, purposes: Collection[str]) -> bool:
    """Return whether anything was attached for one of the purposes. Nothing can be attached yet."""
    return False
