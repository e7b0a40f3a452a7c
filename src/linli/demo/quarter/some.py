"""Letters, lists, whistles, duties, disputes, ledgers, ratings and more, for a newcomer to the demo to find."""

from __future__ import annotations

from datetime import timedelta

from linli.core.time import city_day
from linli.demo import base
from linli.demo.counter import add_counter
from linli.demo.ledgers import add_ledgers
from linli.demo.quarrels import add_quarrels
from linli.demo.quarter import bulletins, communities, letters, lists, plan
from linli.demo.quarter.clockwork import one_sweep
from linli.demo.quarter.rising import rising
from linli.demo.quarter.scene import Scene
from linli.demo.stage import Stage

FATES = ("closed", "escalated", "waiting")
WHISTLES = 9
APPRAISED = timedelta(days=14)
"""So long before the end the units' sheets are prepared: some objections are decided by then."""


def add_some(stage: Stage, *, seed: int, enterprises: int = 0) -> None:
    """Let them begin as the stage does. Nothing of it depends on the matters that are played.

    `enterprises`: how many are in the base that is rated; none: there is no base.
    """
    scene = Scene(stage, seed)
    if enterprises:
        base.begin(scene, enterprises)
    letters.write_every_kind(scene, FATES)
    lists.list_problems(scene)
    lists.problems_that_wait(scene)
    first = scene.morning(city_day(stage.begin))
    stage.add(first, lists.campaign(scene))
    stage.add(first, plan.set_duties(scene))
    stage.add(first, plan.hand_in_duties(scene, every=5, most=12))
    appraised = scene.morning(city_day(stage.end - APPRAISED))
    if appraised > stage.begin:
        stage.add(appraised, plan.appraisal_so_far(scene))
    communities.begin(scene, WHISTLES)
    bulletins.begin(scene)
    add_quarrels(stage)
    add_ledgers(scene)
    rising(scene)
    add_counter(scene)
    stage.add(stage.end - timedelta(minutes=20), one_sweep(scene))
