"""Which pages are drawn, in whose eyes. A route that answers pages is either shown here or left out with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Literal

MOMENT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""When everything is drawn: a Monday, ten in the morning in the city."""
NOBODY, RESIDENT = "", "~resident"
"""Somebody without an account; and the same who has just proved that a matter and a dispute are theirs."""
CITYWIDE, UNIT, LEADER, SUPERVISOR = "paidan", "jiedao-qingjia", "lingdao", "duban"
CLERK, ADMIN, SECURITY, HEAD = "rexian", "xitong", "anquan", "jiedao-qingjia-fuze"
CENTRE, CENTRE_HEAD, MEDIATOR = "maodiao-tanglin", "maodiao-tanglin-fuze", "tiaojie-tanglin"
INSPECTOR, HOUSING, COURT = "jiancha-shichang", "zhujian", "fayuan-tanglin"
GRID_WORKER, VILLAGE, REGULATOR = "wangge-001001", "zhiban-fengliao", "shichang-fuze"


@dataclass(frozen=True, init=False)
class Page:
    """One page: its name in file names, who looks, and how they come there."""

    name: str
    who: str
    path: str
    """Where they begin. `{matter}` and `{dispute}` stand for what the resident has proved to be theirs."""
    links: tuple[str, ...]
    """Names of views: on each page the first link to the next one is followed."""
    is_wall: bool

    def __init__(self, name: str, who: str, path: str, *links: str, is_wall: bool = False) -> None:
        for field, value in {
            "name": name,
            "who": who,
            "path": path,
            "links": links,
            "is_wall": is_wall,
        }.items():
            object.__setattr__(self, field, value)

    @property
    def status(self) -> int:
        """Return with which status it is answered."""
        return HTTPStatus.NOT_FOUND if self.name == "not-there" else HTTPStatus.OK


RESIDENTS: tuple[Page, ...] = (
    Page("home", NOBODY, "/"),
    Page("report", NOBODY, "/report/"),
    Page("query", NOBODY, "/query/"),
    Page("own-matter", RESIDENT, "/query/{matter}/"),
    Page("own-data", RESIDENT, "/query/{matter}/data/"),
    Page("area", NOBODY, "/areas/"),
    Page("area-county", NOBODY, "/areas/", "matters:area"),
    Page("privacy", NOBODY, "/privacy/"),
    Page("services", NOBODY, "/services/"),
    Page("services-found", NOBODY, "/services/?q=yanglao"),
    Page("service", NOBODY, "/services/pension_claim/"),
    Page("stations", NOBODY, "/stations/?service=pension_claim"),
    Page("station", NOBODY, "/stations/s102001001/"),
    Page("station-book", NOBODY, "/services/pension_claim/at/s102001001/?at=2026-11-24T09:00"),
    Page("station-booking", NOBODY, "/booking/"),
    Page("compensation", NOBODY, "/compensation/"),
    Page("compensation-rules", NOBODY, "/compensation/rules/"),
    Page("dispute-query", NOBODY, "/dispute/"),
    Page("own-dispute", RESIDENT, "/dispute/{dispute}/"),
    Page("settled", NOBODY, "/settled/"),
    Page("committees", NOBODY, "/committees/"),
    Page("listed", NOBODY, "/listed/"),
    Page("verify", NOBODY, "/verify/"),
    Page("deliberations", NOBODY, "/deliberations/"),
    Page("deliberation", NOBODY, "/deliberations/", "community:deliberation"),
    Page("sharing", NOBODY, "/sharing/"),
    Page("sharing-need", NOBODY, "/sharing/", "community:need"),
    Page("sharing-resources", NOBODY, "/sharing/resources/"),
    Page("projects", NOBODY, "/projects/"),
    Page("project", NOBODY, "/projects/", "publications:project"),
    Page("business", NOBODY, "/business/"),
    Page("business-complain", NOBODY, "/business/complain/"),
    Page("business-ask", NOBODY, "/business/ask/"),
    Page("consult", NOBODY, "/consult/"),
    Page("consult-survey", NOBODY, "/consult/", "assessments:survey"),
    Page("inspected", NOBODY, "/inspected/"),
    Page("inspected-draw", NOBODY, "/inspected/", "inspections:public_draw"),
    Page("inspected-results", NOBODY, "/inspected/results/"),
    Page("inspected-statistics", NOBODY, "/inspected/statistics/"),
    Page("inspected-exemptions", NOBODY, "/inspected/exemptions/"),
    Page("ratings-public", NOBODY, "/ratings/public/"),
    Page("ratings-map", NOBODY, "/ratings/map/?scheme=three_zero"),
    Page("ratings-appeal", NOBODY, "/ratings/appeal/"),
    Page("registers-public", NOBODY, "/open/registers/"),
    Page("bulletins-public", NOBODY, "/open/bulletins/"),
    Page("bulletin-public", NOBODY, "/open/bulletins/", "metrics:public_bulletin"),
    Page("register-public", NOBODY, "/open/registers/", "registers:public_register"),
    Page("algorithms", NOBODY, "/warnings/algorithms/"),
    Page("algorithm", NOBODY, "/warnings/algorithms/", "warnings:algorithm"),
    Page("log-in", NOBODY, "/login/"),
    Page("not-there", NOBODY, "/nothing/here/"),
    Page("gallery", NOBODY, "/gallery/"),
)
WORK: tuple[Page, ...] = (
    Page("home-of-leader", LEADER, "/"),
    Page("following", UNIT, "/following/"),
    Page("field", GRID_WORKER, "/field/"),
    Page("field-checkpoints", GRID_WORKER, "/field/checkpoints/"),
    Page("desk", CITYWIDE, "/desk/"),
    Page("desk-unit", UNIT, "/desk/"),
    Page("desk-keys", CITYWIDE, "/desk/keys/"),
    Page("desk-step", CITYWIDE, "/desk/", "workbench:step"),
    Page("matters", CITYWIDE, "/work/"),
    Page("matter", CITYWIDE, "/work/", "matters:matter"),
    Page("matter-of-unit", UNIT, "/work/?show=mine", "matters:matter"),
    Page("matter-alike", CITYWIDE, "/work/", "matters:matter", "warnings:alike"),
    Page("register", CLERK, "/work/new/"),
    Page("station-day", UNIT, "/counter/"),
    Page("notices", UNIT, "/notices/"),
    Page("password", UNIT, "/password/"),
    Page("password-changed", UNIT, "/password/changed/"),
    Page("second-factor", ADMIN, "/login/second-factor/"),
    Page("letters", SUPERVISOR, "/letters/"),
    Page("letter", SUPERVISOR, "/letters/", "letters:letter"),
    Page("letter-new", SUPERVISOR, "/letters/new/"),
    Page("letter-checked", LEADER, "/letters/", "letters:letter", "letters:verified"),
    Page("supervision", SUPERVISOR, "/supervision/"),
    Page("supervision-ladder", SUPERVISOR, "/supervision/", "supervision:ladder"),
    Page("supervision-lists", SUPERVISOR, "/supervision/lists/"),
    Page("supervision-list", SUPERVISOR, "/supervision/lists/", "supervision:listing"),
    Page("supervision-list-new", SUPERVISOR, "/supervision/lists/new/"),
    Page("supervision-lists-batch", LEADER, "/supervision/lists/batch/"),
    Page("supervision-campaigns", SUPERVISOR, "/supervision/campaigns/"),
    Page("supervision-campaign-new", SUPERVISOR, "/supervision/campaigns/new/"),
    Page("supervision-hazards", SUPERVISOR, "/supervision/hazards/"),
    Page("supervision-hazard", SUPERVISOR, "/supervision/hazards/", "supervision:hazard"),
    Page("supervision-hazard-new", SUPERVISOR, "/supervision/hazards/new/"),
    Page("whistles", CITYWIDE, "/whistles/"),
    Page("whistle", LEADER, "/whistles/", "community:whistle"),
    Page("whistle-unit", LEADER, "/whistles/", "community:whistle", "community:call"),
    Page("whistle-new", HEAD, "/whistles/new/"),
    Page("meetings", LEADER, "/meetings/"),
    Page("meeting", LEADER, "/meetings/", "community:meeting"),
    Page("meeting-new", HEAD, "/meetings/new/"),
    Page("deliberation-new", UNIT, "/deliberations/new/"),
    Page("sharing-need-new", UNIT, "/sharing/new/"),
    Page("sharing-resource", "shichang", "/sharing/resources/", "community:resource"),
    Page("sharing-resource-new", UNIT, "/sharing/resources/new/"),
    Page("disputes", CENTRE, "/disputes/"),
    Page("disputes-mine", CENTRE, "/disputes/mine/"),
    Page("disputes-due", CENTRE, "/disputes/due/"),
    Page("disputes-inbox", CENTRE, "/disputes/inbox/"),
    Page("dispute", MEDIATOR, "/disputes/", "disputes:dispute"),
    Page("dispute-claim", CENTRE, "/disputes/?category=16", "disputes:dispute", "disputes:claim"),
    Page("dispute-new", CENTRE, "/disputes/new/"),
    Page("rosters", CENTRE, "/disputes/rosters/"),
    Page("conferences", CENTRE, "/disputes/conferences/"),
    Page("conference", COURT, "/disputes/conferences/", "conferences:conference"),
    Page("conference-villagers", VILLAGE, "/disputes/conferences/villagers/"),
    Page("redress", UNIT, "/redress/"),
    Page("redress-suggestion", UNIT, "/redress/", "redress:suggestion"),
    Page("redress-suggestion-new", UNIT, "/redress/suggestions/new/"),
    Page("redress-case", CENTRE_HEAD, "/redress/", "redress:case"),
)
GOVERNING: tuple[Page, ...] = (
    Page("command", LEADER, "/command/990100000000/"),
    Page("command-county", LEADER, "/command/990100000000/", "command:place"),
    Page("command-figure", LEADER, "/command/990100000000/", "command:behind"),
    Page("command-wall", LEADER, "/command/wall/990100000000/", is_wall=True),
    Page("figures", LEADER, "/figures/"),
    Page("figure", LEADER, "/figures/", "metrics:figure"),
    Page("figure-list", LEADER, "/figures/", "metrics:figure", "metrics:behind"),
    Page("figures-catalogue", LEADER, "/figures/catalogue/"),
    Page("figures-months", LEADER, "/figures/months/"),
    Page("figures-month", LEADER, "/figures/months/", "metrics:month"),
    Page("bulletins", LEADER, "/figures/bulletins/"),
    Page("bulletin", LEADER, "/figures/bulletins/", "metrics:bulletin"),
    Page("warnings", LEADER, "/warnings/"),
    Page("warning", LEADER, "/warnings/", "warnings:warning"),
    Page("warnings-progress", LEADER, "/warnings/progress/"),
    Page("warnings-backtest", LEADER, "/warnings/backtest/"),
    Page("hot-issues", LEADER, "/warnings/issues/"),
    Page("hot-issue", LEADER, "/warnings/issues/", "warnings:hot_issue"),
    Page("replies", LEADER, "/warnings/replies/"),
    Page("causes", LEADER, "/causes/"),
    Page("cause", LEADER, "/warnings/progress/", "warnings:cause"),
    Page("cause-new", LEADER, "/causes/new/"),
    Page("targets", LEADER, "/targets/"),
    Page("targets-plan", LEADER, "/targets/", "targets:plan"),
    Page("targets-board", LEADER, "/targets/", "targets:board"),
    Page("targets-wall", LEADER, "/targets/plans/1/board/?wall", is_wall=True),
    Page("targets-task", LEADER, "/targets/", "targets:plan", "targets:task"),
    Page("targets-mine", UNIT, "/targets/mine/"),
    Page("targets-duties", UNIT, "/targets/duties/"),
    Page("targets-duty", UNIT, "/targets/mine/", "targets:duty"),
    Page("targets-appraisals", SUPERVISOR, "/targets/appraisals/"),
    Page("targets-appraisal", LEADER, "/targets/appraisals/", "targets:appraisal"),
    Page("targets-sheet", LEADER, "/targets/appraisals/", "targets:appraisal", "targets:sheet"),
    Page("targets-import", SUPERVISOR, "/targets/import/"),
    Page("ratings", LEADER, "/ratings/"),
    Page("ratings-scheme", LEADER, "/ratings/", "ratings:scheme"),
    Page("ratings-run", LEADER, "/ratings/", "ratings:run"),
    Page("ratings-review", LEADER, "/ratings/review/?what=appealed"),
    Page("ratings-label", LEADER, "/ratings/review/?what=appealed", "ratings:label"),
    Page("ratings-body", LEADER, "/ratings/", "ratings:run", "ratings:body"),
    Page("ratings-facts", SUPERVISOR, "/ratings/facts/"),
    Page("bodies", LEADER, "/bodies/"),
    Page("body", LEADER, "/bodies/", "entities:entity"),
    Page("bodies-refreshes", SUPERVISOR, "/bodies/refreshes/"),
    Page("bodies-refresh", SUPERVISOR, "/bodies/refreshes/", "entities:edition"),
    Page("bodies-asks", "shichang", "/bodies/asks/"),
    Page("inspections", LEADER, "/inspections/"),
    Page("inspections-plan", LEADER, "/inspections/", "inspections:plan"),
    Page("inspections-plan-new", HEAD, "/inspections/plans/new/"),
    Page("inspections-draw", LEADER, "/inspections/", "inspections:draw"),
    Page("inspections-visit", INSPECTOR, "/inspections/", "inspections:visit"),
    Page("inspections-pool", REGULATOR, "/inspections/pool/"),
    Page("inspections-ties", INSPECTOR, "/inspections/ties/"),
    Page("exemptions", INSPECTOR, "/exemptions/"),
    Page("exemption", INSPECTOR, "/exemptions/", "inspections:exemption"),
    Page("exemption-new", INSPECTOR, "/exemptions/", "inspections:exemption_new"),
    Page("registers", LEADER, "/registers/"),
    Page("register-kept", LEADER, "/registers/", "registers:register"),
    Page("register-map", LEADER, "/registers/street_campaigns/", "registers:map"),
    Page("register-about", LEADER, "/registers/", "registers:register", "registers:about"),
    Page("register-record", LEADER, "/registers/four_teams/", "registers:record"),
    Page("register-record-new", UNIT, "/registers/four_teams/", "registers:new"),
    Page("register-record-edit", UNIT, "/registers/street_campaigns/", "registers:record", "registers:edit"),
    Page("register-import", UNIT, "/registers/four_teams/", "registers:import"),
    Page("assessments", LEADER, "/assessments/"),
    Page("assessment", LEADER, "/assessments/", "assessments:assessment"),
    Page("assessment-new", UNIT, "/assessments/new/"),
    Page("publications", HOUSING, "/publications/"),
    Page("publication", HOUSING, "/publications/", "publications:keep"),
    Page("publication-new", UNIT, "/publications/new/"),
    Page("publications-comments", SUPERVISOR, "/publications/comments/"),
    Page("publications-complaints", SUPERVISOR, "/publications/complaints/"),
    Page("publications-complaint", SUPERVISOR, "/publications/complaints/", "publications:complaint"),
)
RUNNING: tuple[Page, ...] = (
    Page("administration", SUPERVISOR, "/administration/"),
    Page("administration-of-rules", SECURITY, "/administration/"),
    Page("units", ADMIN, "/administration/units/"),
    Page("unit", ADMIN, "/administration/units/", "administration:unit"),
    Page("unit-close", ADMIN, "/administration/units/", "administration:unit", "administration:close_unit"),
    Page("people", ADMIN, "/administration/people/"),
    Page("person", ADMIN, "/administration/people/", "administration:person"),
    Page(
        "person-end", ADMIN, "/administration/people/", "administration:person", "administration:end_account"
    ),
    Page(
        "person-password",
        ADMIN,
        "/administration/people/",
        "administration:person",
        "administration:new_password",
    ),
    Page("posting", SECURITY, "/administration/people/", "administration:person", "administration:posting"),
    Page("roles", SECURITY, "/administration/roles/"),
    Page("role", SECURITY, "/administration/roles/", "administration:role"),
    Page("texts", SECURITY, "/administration/texts/"),
    Page("text-reply", SECURITY, "/administration/texts/", "administration:reply_text"),
    Page("text-reply-new", SECURITY, "/administration/texts/replies/"),
    Page("text-letter", SECURITY, "/administration/texts/", "administration:letter_text"),
    Page("text-notice", SECURITY, "/administration/texts/", "administration:notice_text"),
    Page("limits", SECURITY, "/administration/limits/"),
    Page("rule", SECURITY, "/administration/", "administration:rule"),
    Page("calendar", SECURITY, "/administration/calendars/2026/"),
    Page("kinds", SUPERVISOR, "/administration/kinds/"),
    Page("kind", SUPERVISOR, "/administration/kinds/", "administration:kind"),
    Page("collection", SUPERVISOR, "/administration/collection/"),
    Page("collection-task", SUPERVISOR, "/administration/collection/", "administration:task"),
    Page("collection-task-new", SUPERVISOR, "/administration/collection/new/"),
    Page("notices-log", ADMIN, "/notices/log/"),
    Page("notices-templates", ADMIN, "/notices/templates/"),
    Page("notices-template", ADMIN, "/notices/templates/", "notices:template"),
    Page("operations", ADMIN, "/operations/"),
)
PAGES: tuple[Page, ...] = (*RESIDENTS, *WORK, *GOVERNING, *RUNNING)

STEPS = "its form stands on the page of what it changes; alone it comes only after a refusal, as that page"
PART = "a part that a page asks for"
FILE = "a file or a picture, no page"
FORWARDS = "leads on to another page"
MACHINES = "for programs"
ASKED = "its form stands on the page before; it comes alone only to ask once more"
LEFT_OUT: dict[str, str] = {
    **dict.fromkeys(
        (
            *(
                "letters:do",
                "supervision:listing_do",
                "supervision:hazard_do",
                "conferences:do",
                "disputes:do",
            ),
            *("disputes:own_do", "intake:ask_data", "intake:act", "stations:do", "stations:do_serve"),
            *("community:do", "community:do_call", "community:do_meeting", "community:do_deliberation"),
            *(
                "community:do_need",
                "matters:contact",
                "matters:add_files",
                "matters:do",
                "workbench:do_together",
            ),
            *(
                "redress:case_do",
                "redress:do",
                "targets:task_do",
                "inspections:plan_do",
                "inspections:draw_do",
            ),
            *("inspections:visit_do", "inspections:exemption_do"),
        ),
        STEPS,
    ),
    **dict.fromkeys(
        (
            *("administration:give", "administration:end_posting", "administration:last_day"),
            *("administration:move_posting", "administration:proposal", "administration:admit_task"),
            *("administration:withdraw_item", "administration:task_step", "administration:set_rule"),
            *("administration:take_back", "administration:end_kind", "compensation:load"),
        ),
        ASKED,
    ),
    **dict.fromkeys(
        (
            *(
                "intake:villages",
                "intake:map",
                "warnings:alike_near",
                "community:units",
                "matters:units",
                "workbench:together",
            ),
            *("workbench:duty", "command:live", "command:wall_live"),
        ),
        PART,
    ),
    **dict.fromkeys(
        (
            *("letters:file", "letters:evidence", "supervision:listing_file", "supervision:hazard_file"),
            *(
                "conferences:record",
                "disputes:form",
                "disputes:dossier",
                "disputes:file",
            ),
            *("disputes:claim_statement", "disputes:own_statement", "intake:picture", "intake:file"),
            *("field:worker", "field:manifest", "community:code", "following:feed", "matters:file"),
            *(
                "matters:tile",
                "matters:area_tile",
                "warnings:hot_export",
                "entities:refused",
                "metrics:with_remarks",
                "metrics:public_file",
            ),
            *("targets:export", "targets:task_file", "targets:duty_file", "inspections:visit_file"),
            *("inspections:exemption_file", "inspections:verifier", "inspections:commitment"),
            *("inspections:result", "inspections:frozen", "registers:template"),
            *("registers:export", "registers:file", "registers:public_data", "assessments:paper"),
            *("assessments:code", "publications:project_feed", "publications:project_data"),
            *("publications:answer_feed", "publications:answer_data"),
        ),
        FILE,
    ),
    **dict.fromkeys(("begin", "set_language", "people:log_out", "command:home", "command:wall"), FORWARDS),
    **dict.fromkeys(("health", "watching:ready", "watching:metrics", "exchange:open311"), MACHINES),
    "people:code": "comes between password and first page, with a second factor",
    "people:reset_second_factor": "comes after a lost second factor",
    "intake:receipt": "comes once, after a report was sent; the stories of residents look at it",
    "stations:booking": "comes after a time was booked; the story of the stations looks at it",
    "stations:serve": "comes after a time was booked; the story of the stations looks at it",
    "assessments:thanks": "comes once, after an answer was sent",
    "conferences:new": "begins from the page of a dispute that got stuck",
    "redress:new_case": "begins from the page of a dispute that was settled",
}
"""Name of a view -> why no picture of it is drawn."""


@dataclass(frozen=True)
class Screen:
    """What is below is cut off."""

    width: int
    height: int


PHONE, DESK, WALL = Screen(390, 960), Screen(1280, 900), Screen(1920, 1080)
LANGUAGES = {"zh": "zh-CN", "en": "en"}
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")


def screens_of(page: Page) -> tuple[Screen, ...]:
    """Return where a page is looked at: pages of command also stand on walls."""
    if page.is_wall:
        return (WALL,)
    return (PHONE, DESK, WALL) if page.name.startswith("command") else (PHONE, DESK)
