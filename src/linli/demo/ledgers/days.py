"""When something of the ledgers happens: so many days before the demo ends, in the morning of a working day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from linli.core.time import city_day
from linli.demo.quarter.scene import Scene
from linli.demo.stage import Plot

Deed = Callable[[], object]


def before_end(scene: Scene, days: float) -> datetime:
    """Return that morning, moved back to a working day's when it would lie behind the end."""
    at = scene.morning(city_day(scene.stage.end - timedelta(days=days)), minutes=13 * int(days) % 170)
    return min(at, scene.stage.end - timedelta(minutes=30))


def on_day(scene: Scene, days: float, *deeds: Deed) -> None:
    """Add deeds of one morning to the stage, unless that day lies before its beginning."""
    at = before_end(scene, days)
    if at >= scene.stage.begin:
        scene.stage.add(at, _done(scene, deeds))


def _done(scene: Scene, deeds: tuple[Deed, ...]) -> Plot:
    for deed in deeds:
        deed()
        scene.stage.done["ledgers.deed"] += 1
    yield from ()
