"""Opens the demo city: loads it where it is missing, employs its people, and plays what happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.utils.translation import gettext as _

import linli
from linli.areas.models import Area
from linli.catalogue.packs.messages import composed
from linli.core.actor import SYSTEM
from linli.core.time import city_day
from linli.demo import cast, people, plans, playing, teaching
from linli.demo.collection import admit_the_list
from linli.demo.errors import AnotherCity, PackMissing
from linli.demo.log_ins import password
from linli.demo.playing import Played
from linli.demo.quarter.some import add_some
from linli.language.queries import classifier_path
from linli.matters.models import Matter
from linli.rulebook.packs import Pack
from linli.rulebook.packs.actions import load_pack
from linli.rulebook.packs.parts import Progress
from linli.targets.models import Plan
from linli.targets.policies import PlanStatus

MATTERS, DAYS, SEED = 1500, 60, 1
ENTERPRISES = 40_568
CHECKOUT = Path(linli.__file__).parents[2]
PACK = Path("cities") / "anhe"

Report = Progress
"""Told how far it is: a part's name, what is done of it, and how much there is (0: not known)."""


@dataclass(frozen=True)
class Wish:
    """What is to be played."""

    matters: int = MATTERS
    days: int = DAYS
    seed: int = SEED
    more: bool = False
    """Also where the demo was played before."""
    plan: bool = True
    """Also what units made of the year's plan."""
    others: bool = True
    """Also some letters, whistles, listed problems, disputes and ratings."""
    enterprises: int = ENTERPRISES
    """Enterprises and institutions of the base that is rated; 0: no base at all."""


def silent(part: str, done: int, total: int) -> None:
    pass


def pack_folder() -> Path:
    """Return the folder of Anhe's pack, below the current folder or the source. Raises PackMissing."""
    for base in (Path.cwd(), CHECKOUT):
        if (base / PACK / "city.yaml").is_file():
            return base / PACK
    raise PackMissing(folder=str(PACK))


def play_demo(wish: Wish, *, now: datetime, report: Report = silent) -> Played | None:
    """Load Anhe, employ its people, teach the classifier and play. None: it was played before.

    Raises PackMissing, AnotherCity.
    """
    if playing.runs() and not wish.more:
        return None
    pack = Pack.at(pack_folder())
    _load_city(pack, now=now, report=report)
    since = now - timedelta(days=wish.days + 1)
    report(_("people"), 0, 0)
    staff = cast.make_cast(since=since, now=now)
    admit_the_list(pack, now=since)
    texts = composed(pack)
    if not classifier_path().exists():
        report(_("classifier"), 0, 0)
        teaching.teach(texts, on=city_day(now))

    def advance(at: datetime) -> None:
        total = wish.days * 24
        done = int((at - now + timedelta(days=wish.days)) / timedelta(hours=1))
        report(_("hours of the city"), done, total)

    if wish.plan:
        report(_("the year's plan"), 0, 0)
        for plan in Plan.objects.filter(status=PlanStatus.ADOPTED):
            plans.play_plan(plan, until=city_day(now), seed=wish.seed)
    return playing.play(
        texts,
        count=wish.matters,
        days=wish.days,
        seed=wish.seed,
        cast=staff,
        now=now,
        advance=advance,
        others=partial(add_some, enterprises=wish.enterprises)
        if wish.others and not playing.runs()
        else None,
    )


def _load_city(pack: Pack, *, now: datetime, report: Report) -> None:
    """Bring the pack in where the city is not there yet."""
    areas = Area.objects.filter(valid_to=None)
    if areas.filter(code=people.CITY).exists():
        return
    if areas.exists():
        raise AnotherCity
    load_pack(pack, by=SYSTEM, now=now, progress=report)


def log_in_lines() -> list[str]:
    """Return what to tell whoever wants to log in: one line for each person, then the password they share."""
    people_with = cast.log_ins()
    if not people_with:
        return [_("Nobody of the demo has an account here.")]
    width = max(len(username) for username, _name in people_with)
    lines = [f"  {username:<{width}}  {name}" for username, name in people_with]
    return [
        _("Log-ins of the demo city:"),
        *lines,
        _("Password for each: %(password)s") % {"password": password()},
    ]


def open_city(*, now: datetime, report: Report = silent) -> list[str]:
    """Play the demo in a database without matters; return the log-ins to show, none where another city lives."""
    if Matter.objects.exists() and not playing.runs():
        return []
    if play_demo(Wish(), now=now, report=report) is None and not cast.log_ins():
        return []
    return log_in_lines()
