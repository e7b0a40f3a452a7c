"""What may be done, what somebody is for the city, and whose work a role sees."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import ClassVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

from linli.rulebook.policies import Rule, rule


class Permission(TextChoices):
    """One thing that may be done. The label is a sentence part that a manager can read."""

    MATTER_VIEW = "matter.view", _("read matters")
    MATTER_REGISTER = "matter.register", _("register a matter for somebody")
    MATTER_TRIAGE = "matter.triage", _("accept, decline or classify a matter")
    MATTER_DISPATCH = "matter.dispatch", _("send a matter to the unit responsible")
    MATTER_HANDLE = "matter.handle", _("acknowledge, handle and complete work orders")
    MATTER_APPROVE = "matter.approve", _("approve extensions, suspensions and deferrals")
    MATTER_ARBITRATE = "matter.arbitrate", _("decide whose duty a matter is when units disagree")
    MATTER_VERIFY = "matter.verify", _("check on the spot whether the work was done")
    MATTER_REPLY = "matter.reply", _("answer the requester")
    MATTER_FOLLOW_UP = "matter.follow_up", _("ask the requester whether it was resolved")
    MATTER_SUPERVISE = "matter.supervise", _("remind and supervise units")
    MATTER_ARCHIVE = "matter.archive", _("archive closed matters")
    MATTER_EXPORT = "matter.export", _("export matters without personal data")
    PERSONAL_DATA_READ = "personal_data.read", _("read personal data of a matter, each reading logged")
    PERSONAL_DATA_REVIEW = "personal_data.review", _("review who read personal data")
    CATALOGUE_EDIT = "catalogue.edit", _("edit the catalogue of matters and duties")
    COLLECTION_REVIEW = "collection.review", _("decide what grids may be asked to collect")
    ACCOUNT_MANAGE = "account.manage", _("open and end accounts")
    ROLE_GRANT = "role.grant", _("give roles to accounts and end them")
    RULEBOOK_EDIT = "rulebook.edit", _("change the rules of the city")
    SYSTEM_WATCH = "system.watch", _("see how the system runs")
    AUDIT_READ = "audit.read", _("read the journal")
    API_KEY_MANAGE = "api_key.manage", _("issue and revoke API keys")
    NOTICE_MANAGE = "notice.manage", _("see how notices look and whether they arrived, and send them again")
    IMPORT_RUN = "import.run", _("import matters from another system")
    VOICE_BOX_OPEN = "voice_box.open", _("empty a letter box of the voice stations")
    TARGET_VIEW = "target.view", _("see target plans, their tasks and the board")
    TARGET_PLAN = "target.plan", _("make, import and adopt target plans")
    TARGET_REPORT = "target.report", _("report on the unit's own tasks and duties")
    TARGET_ACCEPT = "target.accept", _("accept tasks of other units or send them back")
    APPRAISAL_PREPARE = "appraisal.prepare", _("prepare and publish appraisals of units")
    APPRAISAL_DECIDE = "appraisal.decide", _("decide objections against an appraisal")
    LETTER_VIEW = "letter.view", _("read formal letters")
    LETTER_DRAFT = "letter.draft", _("draft formal letters")
    LETTER_REVIEW = "letter.review", _("review formal letters and the answers to them")
    LETTER_ISSUE = "letter.issue", _("issue, escalate and cancel formal letters")
    LETTER_ANSWER = "letter.answer", _("receive and answer formal letters for the unit")
    WHISTLE_VIEW = "whistle.view", _("read whistles")
    WHISTLE_BLOW = "whistle.blow", _("whistle for units and rate their coming")
    WHISTLE_DIRECT = "whistle.direct", _("send out big whistles and decide objections of units")
    WHISTLE_ANSWER = "whistle.answer", _("come when a whistle calls the unit, and solve or plan")
    MEETING_VIEW = "meeting.view", _("read joint study meetings")
    MEETING_CONVENE = "meeting.convene", _("convene joint study meetings and write down their answers")
    MEETING_FOLLOW_UP = "meeting.follow_up", _("report what the unit did about a meeting's answer")
    DELIBERATION_LEAD = "deliberation.lead", _("lead a public deliberation")
    RESOURCE_OFFER = "resource.offer", _("offer the unit's resources and take on needs of communities")
    NEED_LIST = "need.list", _("list the community's needs and rate who helped")
    SUPERVISION_VIEW = "supervision.view", _("see what is supervised, listed and found dangerous")
    SUPERVISION_ANSWER = "supervision.answer", _("answer for the unit what is supervised or listed")
    LISTING_PROPOSE = "listing.propose", _("propose a problem for the public list")
    LISTING_DECIDE = "listing.decide", _("approve, list, extend and raise listed problems")
    LISTING_ACCEPT = "listing.accept", _("accept listed problems as solved")
    CAMPAIGN_MANAGE = "campaign.manage", _("plan campaigns")
    HAZARD_RECORD = "hazard.record", _("record hazards in the ledgers")
    DISPUTE_VIEW = "dispute.view", _("read the disputes of the own centre, or those one mediates")
    DISPUTE_RECEIVE = "dispute.receive", _("receive disputes, show the lawful routes and hand disputes on")
    DISPUTE_DECIDE = (
        "dispute.decide",
        _("accept disputes for mediation, appoint mediators and file what is over"),
    )
    DISPUTE_MEDIATE = "dispute.mediate", _("mediate, make agreements and watch over their performance")
    DISPUTE_RECORD = "dispute.record", _("plan and record sessions, inquiries and follow-up visits")
    DISPUTE_CONFIRM = "dispute.confirm", _("decide for the court on agreements that it is asked to confirm")
    CONFERENCE_VIEW = "conference.view", _("read the conferences of the own unit, or those one is invited to")
    CONFERENCE_CONVENE = (
        "conference.convene",
        _("ask for conferences on hard disputes, invite to them and keep their records"),
    )
    CONFERENCE_CHAIR = "conference.chair", _("convene conferences, and decide at them for the own unit")
    REDRESS_VIEW = "redress.view", _("read administrative cases, suggestions and leads of the own unit")
    REDRESS_HANDLE = (
        "redress.handle",
        _("handle administrative cases for the own unit, make suggestions and answer them"),
    )
    HAZARD_RECHECK = "hazard.recheck", _("look again whether a hazard was put right")
    STATION_SERVE = (
        "station.serve",
        _("see who booked a time at the unit's service station, and write down the result"),
    )
    FIELD_WORK = "field.work", _("work on the round with the field app")
    ENTITY_VIEW = "entity.view", _("see the bodies, places and projects of the base")
    ENTITY_MANAGE = "entity.manage", _("refresh the base of bodies and places, and name service contacts")
    ENTITY_SIGN = "entity.sign", _("sign off what colleagues refreshed in the base")
    SERVICE_ANSWER = "service.answer", _("answer what an enterprise raised with the unit")
    RATING_VIEW = "rating.view", _("see ratings, their reasons and their evidence")
    RATING_RECORD = "rating.record", _("record facts that count in ratings, and correct them")
    RATING_RUN = "rating.run", _("run ratings and sign them off")
    RATING_REVIEW = "rating.review", _("look at each rating before it takes effect")
    RATING_DECIDE = "rating.decide", _("decide appeals against ratings that others reviewed")
    INSPECTION_VIEW = "inspection.view", _("see plans, draws and visits of random inspection")
    INSPECTION_PLAN = "inspection.plan", _("plan random inspections, start draws and publish results")
    INSPECTION_VISIT = "inspection.visit", _("inspect what one was drawn for")
    EXEMPTION_HANDLE = "exemption.handle", _("record slight violations that may go without a penalty")
    EXEMPTION_DECIDE = "exemption.decide", _("decide that there is no penalty")
    REGISTER_VIEW = "register.view", _("read the registers")
    REGISTER_KEEP = "register.keep", _("keep the registers that are the role's to keep")
    ASSESSMENT_VIEW = "assessment.view", _("read stability assessments")
    ASSESSMENT_PREPARE = "assessment.prepare", _("assess planned decisions for their risks")
    ASSESSMENT_FILE = "assessment.file", _("review stability assessments and take them on file")
    ASSESSMENT_DECIDE = "assessment.decide", _("decide on what was assessed")
    PUBLICATION_KEEP = "publication.keep", _("publish stalled projects and bring them up to date")
    COMMENT_MODERATE = "comment.moderate", _("look through comments of the public before they are shown")
    COMPLAINT_ASSIGN = "complaint.assign", _("receive complaints of enterprises and name who handles them")
    COMPLAINT_HANDLE = "complaint.handle", _("handle the complaints of enterprises one was named for")
    WARNING_VIEW = "warning.view", _("see early warnings, and what is done about causes")
    WARNING_JUDGE = (
        "warning.judge",
        _("take note of early warnings, confirm or dismiss them, and plan actions against causes"),
    )
    CAUSE_REPORT = "cause.report", _("report what the unit did against a cause")


class Role(TextChoices):
    """What somebody is for the city. One account may hold several, each for a unit, a place and a time."""

    REQUESTER = "requester", _("requester")
    INTAKE_CLERK = "intake_clerk", _("intake clerk")
    DISPATCHER = "dispatcher", _("dispatcher")
    HANDLER = "handler", _("handler")
    VERIFIER = "verifier", _("verifier")
    FOLLOW_UP_CLERK = "follow_up_clerk", _("follow-up clerk")
    GRID_WORKER = "grid_worker", _("grid worker")
    GRID_LEAD = "grid_lead", _("grid lead")
    MEDIATOR = "mediator", _("mediator")
    RECORDER = "recorder", _("recorder")
    COURT_OFFICER = "court_officer", _("court officer")
    CENTRE_DUTY = "centre_duty", _("centre duty officer")
    SUPERVISOR = "supervisor", _("supervisor")
    UNIT_HEAD = "unit_head", _("head of unit")
    CITY_LEADER = "city_leader", _("city leader")
    INSPECTOR = "inspector", _("inspector")
    ASSESSOR = "assessor", _("assessor")
    COUNSELLOR = "counsellor", _("counsellor")
    CARE_HELPER = "care_helper", _("care helper")
    SYSTEM_ADMIN = "system_admin", _("system administrator")
    SECURITY_ADMIN = "security_admin", _("security administrator")
    AUDITOR = "auditor", _("auditor")
    PRIVACY_OFFICER = "privacy_officer", _("privacy officer")
    PUBLIC = "public", _("anybody")


NEVER_GIVEN: frozenset[Role] = frozenset({Role.REQUESTER, Role.PUBLIC})
"""Roles that need no account: whoever raises a matter, and everybody."""

INCOMPATIBLE: tuple[frozenset[Role], ...] = (
    # GB/T 22239-2019: who runs the system, who guards it and who audits it are three persons.
    frozenset({Role.SYSTEM_ADMIN, Role.AUDITOR}),
    frozenset({Role.SECURITY_ADMIN, Role.AUDITOR}),
    frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}),
)
"""Pairs that one account never holds together. Handler and verifier are kept apart for each work order."""


class Outcome(TextChoices):
    """What became of a proposed role."""

    AGREED = "agreed", _("agreed")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Reach(TextChoices):
    """Whose work a role sees. Each includes the one before."""

    OWN = "own", _("what they raised or handle themselves")
    UNIT = "unit", _("the work of their unit and the units below it")
    AREA = "area", _("all work in their area")


class Words(BaseModel):
    """One sentence in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str
    en: str


class RoleRule(BaseModel):
    """What one role may do, and whose work it sees."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    permissions: tuple[Permission, ...] = ()
    reach: Reach = Reach.OWN
    sentence: Words


@rule
class RolesRule(Rule):
    """The city's roles. A role that is not listed gives nothing and cannot be given."""

    key: ClassVar[str] = "people.roles"

    roles: Mapping[Role, RoleRule]


def incompatible_with(role: Role, held: Collection[Role]) -> Role | None:
    """Return a role among `held` that may not go together with `role`, None if there is none."""
    for pair in INCOMPATIBLE:
        if role in pair:
            (other,) = pair - {role}
            if other in held:
                return other
    return None
