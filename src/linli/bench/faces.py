"""Every face of the city, for `linli bench pages`: who looks, at which address."""

from __future__ import annotations

import random
from datetime import datetime
from http import HTTPStatus

from linli.bench.asking import LISTS, Facts, Make, Page, Question, tile
from linli.bench.screens.finding import client_of, find
from linli.bench.screens.pages import PAGES as ALL
from linli.bench.screens.pages import RESIDENT

NOBODY = ""
"""A resident without an account."""
LEADER = "lingdao"
DRILL = ("closure", "on_time", "satisfaction", "open", "late")


def _area(lots: random.Random, facts: Facts, number: int) -> str:
    return f"/areas/{facts.places[number % len(facts.places)]}/"


def _place(before: str = "", after: str = "", *, digits: int) -> Make:
    """Make addresses of command pages of the places whose codes mean so many digits."""

    def make(lots: random.Random, facts: Facts, number: int) -> str:
        found = [each for each in facts.places if _meaning(each) == digits]
        return f"/command/{before}{found[number % len(found)]}/{after}"

    return make


def _meaning(code: str) -> int:
    from linli.areas.policies.codes import significant_prefix

    return len(significant_prefix(code))


def _behind(lots: random.Random, facts: Facts, number: int) -> str:
    found = [each for each in facts.places if _meaning(each) <= 9]
    return f"/command/{found[number % len(found)]}/{DRILL[number % len(DRILL)]}/"


def _outlines(layer: str, zoom: int) -> Make:
    matters = tile(zoom)
    return lambda lots, facts, number: matters(lots, facts, number).replace("matters", f"areas/{layer}")


FACES: dict[str, Page] = {
    "resident_area": (NOBODY, _area),
    "resident_feed": (NOBODY, lambda lots, facts, number: f"{_area(lots, facts, number)}feed/"),
    "command_city": (LEADER, _place(digits=4)),
    "command_county": (LEADER, _place(digits=6)),
    "command_township": (LEADER, _place(digits=9)),
    "command_village": (LEADER, _place(digits=12)),
    "command_live": (LEADER, _place(after="live/", digits=6)),
    "command_wall": (LEADER, _place("wall/", digits=4)),
    "command_behind": (LEADER, _behind),
    **{f"cold_outlines_{zoom}": (NOBODY, _outlines("township", zoom)) for zoom in (10, 12)},
    **{f"warm_outlines_{zoom}": (NOBODY, _outlines("township", zoom)) for zoom in (10, 12)},
    "warm_outlines_grid_15": (NOBODY, _outlines("grid", 15)),
}
"""Pages that are asked for with other parameters each time."""
PAGES: dict[str, Page] = {**LISTS, **FACES}


OFTEN = 24
"""So often the same page is asked for."""


def each_page(samples: int, *, now: datetime) -> list[Question]:
    """Return questions for every page of the house to which links lead in this city, as `linli screens` finds them."""
    found = find((page for page in ALL if page.who != RESIDENT and not page.is_wall), now=now, hours=8)
    answering = {
        name: each
        for name, each in found.items()
        if each.address and client_of(each.cookie).get(each.address).status_code == HTTPStatus.OK
    }
    times = range(min(samples, OFTEN))
    return [
        Question(f"page_{name}", each.address, each.cookie) for name, each in answering.items() for _ in times
    ]


def prepare(now: datetime) -> None:
    """Have counted what a worker counts ahead, the days and in a large city its lake: a measured home runs none."""
    from linli.command.actions import count_recent
    from linli.metrics.lake.keeping import keep_fresh

    count_recent(now=now)
    keep_fresh(now=now)
