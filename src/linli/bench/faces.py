"""Every face of the city, for `linli bench pages`: who looks, at which address."""

from __future__ import annotations

import random
from datetime import datetime

from linli.bench.asking import CITYWIDE, LISTS, UNITS, Facts, Make, Page, tile

NOBODY = ""
"""A resident without an account."""
LEADER, SUPERVISOR, CENTRE, GRID_WORKER = "lingdao", "duban", "zhiban-tanglin", "wangge-001001"
ADMIN = "xitong"
DRILL = ("closure", "on_time", "satisfaction", "open", "late")


def _at(path: str) -> Make:
    return lambda lots, facts, number: path


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
    "resident_home": (NOBODY, _at("/")),
    "resident_report": (NOBODY, _at("/report/")),
    "resident_query": (NOBODY, _at("/query/")),
    "resident_area": (NOBODY, _area),
    "resident_deliberations": (NOBODY, _at("/deliberations/")),
    "resident_listed": (NOBODY, _at("/listed/")),
    "resident_feed": (NOBODY, lambda lots, facts, number: f"{_area(lots, facts, number)}feed/"),
    "resident_services": (NOBODY, _at("/services/")),
    "resident_services_found": (NOBODY, _at("/services/?q=yanglao")),
    "resident_service": (NOBODY, _at("/services/pension_claim/")),
    "resident_stations": (NOBODY, _at("/stations/?service=pension_claim")),
    "resident_station": (NOBODY, _at("/stations/s102001001/")),
    "resident_booking": (NOBODY, _at("/services/pension_claim/at/s102001001/")),
    "resident_privacy": (NOBODY, _at("/privacy/")),
    "resident_sharing": (NOBODY, _at("/sharing/")),
    "resident_settled": (NOBODY, _at("/settled/")),
    "resident_dispute": (NOBODY, _at("/dispute/")),
    "resident_verify": (NOBODY, _at("/verify/")),
    "log_in": (NOBODY, _at("/login/")),
    "resident_compensation": (NOBODY, _at("/compensation/")),
    "field": (GRID_WORKER, _at("/field/")),
    "desk_city": (CITYWIDE, _at("/desk/")),
    "desk_unit": (UNITS, _at("/desk/")),
    "station_day": (UNITS, _at("/counter/")),
    "administration": (SUPERVISOR, _at("/administration/")),
    "disputes": (CENTRE, _at("/disputes/")),
    "disputes_due": (CENTRE, _at("/disputes/due/")),
    "disputes_mine": (CENTRE, _at("/disputes/mine/")),
    "disputes_new": (CENTRE, _at("/disputes/new/")),
    "notices": (UNITS, _at("/notices/")),
    "notices_log": (ADMIN, _at("/notices/log/")),
    "notices_templates": (ADMIN, _at("/notices/templates/")),
    "operations": (ADMIN, _at("/operations/")),
    "register": ("rexian", _at("/work/new/")),
    "command_city": (LEADER, _place(digits=4)),
    "command_county": (LEADER, _place(digits=6)),
    "command_township": (LEADER, _place(digits=9)),
    "command_village": (LEADER, _place(digits=12)),
    "command_live": (LEADER, _place(after="live/", digits=6)),
    "command_wall": (LEADER, _place("wall/", digits=4)),
    "command_behind": (LEADER, _behind),
    "letters": (SUPERVISOR, _at("/letters/")),
    "letters_new": (SUPERVISOR, _at("/letters/new/")),
    "supervision": (SUPERVISOR, _at("/supervision/")),
    "supervision_unit": (UNITS, _at("/supervision/")),
    "supervision_lists": (SUPERVISOR, _at("/supervision/lists/")),
    "supervision_hazards": (SUPERVISOR, _at("/supervision/hazards/")),
    "supervision_campaigns": (SUPERVISOR, _at("/supervision/campaigns/")),
    "targets_mine": (UNITS, _at("/targets/mine/")),
    "targets_plans": (LEADER, _at("/targets/")),
    "targets_duties": (UNITS, _at("/targets/duties/")),
    "targets_appraisals": (LEADER, _at("/targets/appraisals/")),
    "whistles": (CITYWIDE, _at("/whistles/")),
    "meetings": (UNITS, _at("/meetings/")),
    **{f"cold_outlines_{zoom}": (NOBODY, _outlines("township", zoom)) for zoom in (10, 12)},
    **{f"warm_outlines_{zoom}": (NOBODY, _outlines("township", zoom)) for zoom in (10, 12)},
    "warm_outlines_grid_15": (NOBODY, _outlines("grid", 15)),
}
PAGES: dict[str, Page] = {**LISTS, **FACES}


def prepare(now: datetime) -> None:
    """Have the days counted as a worker would: a measured home runs none."""
    from linli.command.actions import count_recent

    count_recent(now=now)
