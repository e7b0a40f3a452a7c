"""What units keep besides matters: inspections and exemptions, registers, assessed decisions, published projects."""

from __future__ import annotations

from linli.demo.ledgers import assessed, complained, exempted, inspected, kept, published
from linli.demo.quarter.scene import Scene


def add_ledgers(scene: Scene) -> None:
    """Let them begin as the stage does. Stories whose first day lies before that are left out."""
    for part in (kept, inspected, exempted, assessed, published, complained):
        part.begin(scene)
