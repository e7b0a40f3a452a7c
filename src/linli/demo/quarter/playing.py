"""Plays the quarter from the first of October until the middle of January, in a city of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from linli.calendars.queries import working_calendar
from linli.catalogue.packs.messages import composed
from linli.catalogue.policies.kinds import Tier
from linli.catalogue.policies.messages import Composed
from linli.core.actor import SYSTEM
from linli.core.time import city_day
from linli.demo import cast
from linli.demo.actions import Report, pack_folder, silent
from linli.demo.album import make_album
from linli.demo.errors import QuarterWantsItsOwn
from linli.demo.office import Office
from linli.demo.places import read_atlas
from linli.demo.plans import play_plan
from linli.demo.playing import PICTURES, Director
from linli.demo.plots import life
from linli.demo.quarter import clockwork, communities, digest, ladder, letters, lists, plan
from linli.demo.quarter.scene import Scene
from linli.demo.scripts import Script
from linli.demo.stage import Stage
from linli.demo.story import Story
from linli.matters.models import Matter
from linli.people.models import Unit
from linli.rulebook.packs import Pack
from linli.rulebook.packs.actions import load_pack
from linli.targets.models import Plan
from linli.targets.policies import PlanStatus

YEAR = 2026
BEGIN = datetime(YEAR, 9, 30, 16, tzinfo=UTC)
"""Midnight of the first of October in the city."""
DAYS = 115
SOURCE = "quarter"
NEGLECTED = 14
"""So many of the matters are left lying by their unit."""


@dataclass(frozen=True)
class QuarterWish:
    seed: int = 1
    matters: int = 90
    days: int = DAYS
    plan: bool = True
    """Also the year's plan, to its appraisal."""


@dataclass(frozen=True)
class Quarter:
    """What came of it."""

    seed: int
    digest: str
    """SHA-256 over the rows: the same seed gives the same."""
    rows: dict[str, int]
    done: dict[str, int]
    refused: list[str]


def play_quarter(wish: QuarterWish, *, report: Report = silent) -> Quarter:
    """Load Anhe and play one quarter in it, all or nothing. Raises QuarterWantsItsOwn where matters are already.

    Everything is drawn from the seed, and time is the quarter's own: no clock and no chance of this machine goes in.
    """
    if Matter.objects.exists():
        raise QuarterWantsItsOwn
    pack = Pack.at(pack_folder())
    if not Unit.objects.exists():
        load_pack(pack, by=SYSTEM, now=BEGIN - timedelta(days=1), progress=report)
    with translation.override("zh-hans"), transaction.atomic():
        return _played(wish, composed(pack), report)


def _played(wish: QuarterWish, texts: Sequence[Composed], report: Report) -> Quarter:
    end = BEGIN + timedelta(days=wish.days)
    report(_("people"), 0, 0)
    staff = cast.make_cast(since=BEGIN - timedelta(days=1), now=BEGIN)
    stage = Stage(BEGIN, end, staff, Office(working_calendar()))
    scene = Scene(stage, wish.seed)
    _add_matters(scene, wish, texts)
    letters.write_every_kind(scene)
    lists.list_problems(scene)
    communities.begin(scene)
    stage.add(scene.morning(city_day(BEGIN)), lists.campaign(scene))
    stage.add(BEGIN, clockwork.daily(scene))
    stage.add(BEGIN, clockwork.sweeps_of_the_ladder(scene))
    stage.add(scene.morning(city_day(BEGIN)), plan.hand_in_duties(scene))
    if wish.plan:
        stage.add(scene.morning(date(YEAR + 1, 1, 4)), plan.appraisal_of(scene, YEAR))
        report(_("the year's plan"), 0, 0)
        _play_plans(scene)

    def advance(at: datetime) -> None:
        report(_("days of the quarter"), (at - BEGIN).days, wish.days)

    stage.play(advance=advance)
    found, rows = digest.digest()
    return Quarter(wish.seed, found, rows, dict(sorted(stage.done.items())), stage.refused)


def _play_plans(scene: Scene) -> None:
    for each in Plan.objects.filter(status=PlanStatus.ADOPTED).order_by("pk"):
        until = min(city_day(scene.stage.end), each.last_on + timedelta(days=1))
        scene.stage.done["task.steps"] += play_plan(each, until=until, seed=scene.seed)


def _add_matters(scene: Scene, wish: QuarterWish, texts: Sequence[Composed]) -> None:
    stage = scene.stage
    album = make_album(each=PICTURES, now=BEGIN)
    director = Director(stage, wish.seed, SOURCE, read_atlas(), album)
    pairs = list(director.stories(texts, wish.matters))
    plain = [each for each in pairs if _may_be_left(each[1])]
    early = sorted(plain, key=lambda each: each[0])[:NEGLECTED]
    left = {id(story): course for (_at, story), course in zip(early, ladder.courses(NEGLECTED), strict=False)}
    for at, story in pairs:
        course = left.get(id(story))
        stage.add(at, course(scene, story) if course else life(story))


def _may_be_left(story: Story) -> bool:
    """Say whether it is an ordinary matter with an ordinary course, so that the ladder's days can be seen."""
    kept = Script(channel=story.script.channel, pace=story.script.pace, satisfied=story.script.satisfied)
    same = (story.script.door, story.script.detours, story.script.stops_in) == (kept.door, (), None)
    return same and not story.script.is_anonymous and story.kind.tier is Tier.ORDINARY
