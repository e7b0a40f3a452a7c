"""What can happen to the places where people speak. Facts name no person."""

from __future__ import annotations

from dataclasses import dataclass

from linli.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class VoicePlaceOpened(Event):
    """A station, point or box is there from now on."""

    name = "intake.voice_place_added"
    code: str
    kind: str
    area: str
    grid: str


@dataclass(frozen=True, kw_only=True)
class VoicePlaceChanged(Event):
    """Its name, place or use is another one now."""

    name = "intake.voice_place_changed"
    code: str
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BoxOpened(Event):
    """Two persons emptied a letter box; zero letters is worth an entry too."""

    name = "intake.box_opened"
    code: str
    witness: int
    """Account of the second person."""
    letters: int


@dataclass(frozen=True, kw_only=True)
class ChatGroupSet(Event):
    """A grid's group has a lead, or another one, or is closed."""

    name = "intake.chat_group_set"
    grid: str
    lead: int
    is_active: bool
