"""Which pages are drawn, in whose eyes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NOBODY = ""
CITYWIDE, UNIT, LEADER, SUPERVISOR = "paidan", "jiedao-qingjia", "lingdao", "duban"
CLERK, ADMIN, HEAD, CENTRE = "rexian", "xitong", "jiedao-qingjia-fuze", "zhiban-tanglin"
GRID_WORKER = "wangge-001001"


@dataclass(frozen=True)
class Page:
    """One page: its name in file names, who looks, its address, and what is followed from there."""

    name: str
    who: str
    path: str
    follow: str = ""
    """Selector of a link in the page, whose target is drawn instead. Nothing found: the page is left out."""
    is_wall: bool = False


MATTER = "li.row h2 a"
PAGES: tuple[Page, ...] = (
    Page("home", NOBODY, "/"),
    Page("report", NOBODY, "/report/"),
    Page("query", NOBODY, "/query/"),
    Page("area", NOBODY, "/areas/"),
    Page("area-county", NOBODY, "/areas/", "table th a"),
    Page("privacy", NOBODY, "/privacy/"),
    Page("listed", NOBODY, "/listed/"),
    Page("verify", NOBODY, "/verify/"),
    Page("deliberations", NOBODY, "/deliberations/"),
    Page("deliberation", NOBODY, "/deliberations/", "main a[href^='/deliberations/']"),
    Page("sharing", NOBODY, "/sharing/"),
    Page("log-in", NOBODY, "/login/"),
    Page("gallery", NOBODY, "/gallery/"),
    Page("not-there", NOBODY, "/nothing/here/"),
    Page("compensation", NOBODY, "/compensation/"),
    Page("dispute-query", NOBODY, "/dispute/"),
    Page("settled", NOBODY, "/settled/"),
    Page("services", NOBODY, "/services/"),
    Page("services-found", NOBODY, "/services/?q=yanglao"),
    Page("service", NOBODY, "/services/pension_claim/"),
    Page("stations", NOBODY, "/stations/?service=pension_claim"),
    Page("station", NOBODY, "/stations/s102001001/"),
    Page("station-book", NOBODY, "/services/pension_claim/at/s102001001/?at=2026-11-24T09:00"),
    Page("station-booking", NOBODY, "/booking/"),
    Page("station-day", UNIT, "/counter/"),
    Page("following", UNIT, "/following/"),
    Page("field", GRID_WORKER, "/field/"),
    Page("desk", CITYWIDE, "/desk/"),
    Page("desk-unit", UNIT, "/desk/"),
    Page("administration", SUPERVISOR, "/administration/"),
    Page("disputes", CENTRE, "/disputes/"),
    Page("dispute-new", CENTRE, "/disputes/new/"),
    Page("matters", CITYWIDE, "/work/"),
    Page("matter", CITYWIDE, "/work/", MATTER),
    Page("matter-of-unit", UNIT, "/work/?show=mine", MATTER),
    Page("register", CLERK, "/work/new/"),
    Page("command", LEADER, "/command/"),
    Page("command-county", LEADER, "/command/", "table.below th a"),
    Page("command-figure", LEADER, "/command/", ".stat-late"),
    Page("command-wall", LEADER, "/command/wall/", is_wall=True),
    Page("letters", SUPERVISOR, "/letters/"),
    Page("letter", SUPERVISOR, "/letters/", "main a[href^='/letters/']:not([href$='new/'])"),
    Page("letter-new", SUPERVISOR, "/letters/new/"),
    Page("supervision", SUPERVISOR, "/supervision/"),
    Page("supervision-lists", SUPERVISOR, "/supervision/lists/"),
    Page("supervision-campaigns", SUPERVISOR, "/supervision/campaigns/"),
    Page("supervision-hazards", SUPERVISOR, "/supervision/hazards/"),
    Page("targets", LEADER, "/targets/"),
    Page("targets-plan", LEADER, "/targets/", "main h2 a"),
    Page("targets-board", LEADER, "/targets/", "a[href$='/board/']"),
    Page("targets-wall", LEADER, "/targets/plans/1/board/?wall", is_wall=True),
    Page("targets-mine", UNIT, "/targets/mine/"),
    Page("targets-duties", UNIT, "/targets/duties/"),
    Page("targets-appraisals", LEADER, "/targets/appraisals/"),
    Page("whistles", CITYWIDE, "/whistles/"),
    Page("whistle-new", HEAD, "/whistles/new/"),
    Page("meetings", UNIT, "/meetings/"),
    Page("notices", UNIT, "/notices/"),
    Page("notices-log", ADMIN, "/notices/log/"),
    Page("notices-templates", ADMIN, "/notices/templates/"),
    Page("notices-template", ADMIN, "/notices/templates/", "table a"),
    Page("operations", ADMIN, "/operations/"),
)


@dataclass(frozen=True)
class Screen:
    name: str
    width: int
    height: int
    most: int
    """What is below is cut off: so many points of height at most."""


PHONE, DESK, WALL = (
    Screen("phone", 390, 844, 1300),
    Screen("desk", 1280, 900, 1100),
    Screen("wall", 1920, 1080, 1080),
)
LANGUAGES = {"zh": "zh-CN", "en": "en"}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def screens_of(page: Page) -> tuple[Screen, ...]:
    return (WALL,) if page.is_wall else (PHONE, DESK)
