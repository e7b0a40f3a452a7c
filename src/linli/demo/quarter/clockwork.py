"""What the worker does by itself, at the hours of a working day instead of every two minutes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from linli.community.actions import sweeps
from linli.community.actions.meetings import note_missed_demands
from linli.core.actor import SYSTEM
from linli.core.time import city_day, city_zone
from linli.demo.quarter.letters import follow_ladder_letters
from linli.demo.quarter.scene import Scene
from linli.demo.stage import Plot
from linli.supervision.actions import remind_of_progress, sweep
from linli.targets.actions.nudging import nudge
from linli.targets.actions.obligations import set_obligations

HOURS = (time(0, 5), time(8, 30), time(10), time(12), time(14), time(16), time(18), time(21))
DAILY = time(9, 20)


def sweeps_of_the_ladder(scene: Scene) -> Plot:
    """Sweep at the hours; whoever gets a letter thereby begins to answer it."""
    for at in _instants(scene, HOURS):
        yield at
        swept = sweep(now=scene.now)
        for name in ("enrolled", "climbed", "released", "letters"):
            scene.stage.done[f"ladder.{name}"] += getattr(swept, name)
        if swept.letters:
            follow_ladder_letters(scene)


def one_sweep(scene: Scene) -> Plot:
    """Sweep once, so that what is late now stands on its rung."""
    sweep(now=scene.now)
    yield from ()


def daily(scene: Scene) -> Plot:
    for at in _instants(scene, (DAILY,)):
        yield at
        done = scene.stage.done
        done["listing.reminded"] += remind_of_progress(now=scene.now)
        done["whistle.missed"] += sweeps.note_missed(now=scene.now)
        done["whistle.closed_unrated"] += sweeps.close_unrated(now=scene.now)
        done["meeting.missed"] += note_missed_demands(now=scene.now)
        done["duty.set"] += set_obligations(by=SYSTEM, now=scene.now)
        done["target.nudged"] += nudge(by=SYSTEM, now=scene.now)


def _instants(scene: Scene, hours: tuple[time, ...]) -> Iterator[datetime]:
    day, last = city_day(scene.stage.begin), city_day(scene.stage.end)
    while day <= last:
        for hour in hours:
            at = datetime.combine(day, hour, city_zone())
            if at > scene.now:
                yield at
        day += timedelta(days=1)
