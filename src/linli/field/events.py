"""What can happen to checkpoints. Facts name no person and no position."""

from __future__ import annotations

from dataclasses import dataclass

from linli.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class CheckpointAdded(Event):
    """From now on this place is looked at again and again."""

    name = "field.checkpoint_added"
    code: str
    kind: str
    area: str
    grid: str


@dataclass(frozen=True, kw_only=True)
class CheckpointChanged(Event):
    """Its name, kind, place or use is another one now."""

    name = "field.checkpoint_changed"
    code: str
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CheckpointChecked(Event):
    """Somebody was there and looked."""

    name = "field.checkpoint_checked"
    code: str
    in_order: bool
    scanned: bool
    matter: str
    """Case code of what was reported from it; empty: nothing."""
