"""The life of a dispute: its states, the verbs that move it, and who may use them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.people.policies import Permission


class Status(TextChoices):
    REGISTERED = "registered", pgettext_lazy("dispute", "Registered")
    CONSENT_CHECK = "consent_check", _("Asking all sides")
    ACCEPTED = "accepted", pgettext_lazy("dispute", "Accepted")
    INVESTIGATING = "investigating", _("Finding the facts")
    MEDIATING = "mediating", _("In mediation")
    AGREEMENT_ORAL = "agreement_oral", _("Agreed by word of mouth")
    AGREEMENT_WRITTEN = "agreement_written", _("Agreed in writing")
    PERFORMING = "performing", _("Being performed")
    PERFORMED = "performed", _("Performed")
    BREACHED = "breached", _("Not kept")
    FOLLOWED_UP = "followed_up", _("Looked after")
    FAILED = "failed", _("No agreement")
    TERMINATED = "terminated", _("Ended by a side")
    REFERRED = "referred", _("Handed on")
    ARCHIVED = "archived", pgettext_lazy("dispute", "Archived")


TONES: dict[Status, str] = {
    Status.REGISTERED: "open",
    Status.CONSENT_CHECK: "waiting",
    Status.ACCEPTED: "open",
    Status.INVESTIGATING: "open",
    Status.MEDIATING: "open",
    Status.AGREEMENT_ORAL: "done",
    Status.AGREEMENT_WRITTEN: "done",
    Status.PERFORMING: "waiting",
    Status.PERFORMED: "done",
    Status.BREACHED: "bad",
    Status.FOLLOWED_UP: "done",
    Status.FAILED: "bad",
    Status.TERMINATED: "nothing",
    Status.REFERRED: "nothing",
    Status.ARCHIVED: "nothing",
}
"""How a badge of each state looks; the words say the same."""

BEFORE_ACCEPTANCE = frozenset({Status.REGISTERED, Status.CONSENT_CHECK})
IN_MEDIATION = frozenset({Status.ACCEPTED, Status.INVESTIGATING, Status.MEDIATING})
AGREED = frozenset({Status.AGREEMENT_ORAL, Status.AGREEMENT_WRITTEN})
AFTER_AGREEMENT = AGREED | {Status.PERFORMING, Status.PERFORMED, Status.BREACHED, Status.FOLLOWED_UP}
WITHOUT_AGREEMENT = frozenset({Status.FAILED, Status.TERMINATED})
LIMITED = BEFORE_ACCEPTANCE | IN_MEDIATION
"""States in which a limit runs."""
ENDED = WITHOUT_AGREEMENT | {Status.PERFORMED, Status.FOLLOWED_UP, Status.REFERRED, Status.ARCHIVED}
OPEN = frozenset(Status) - ENDED

NEXT: dict[Status, frozenset[Status]] = {
    # A side that refuses ends it at once (Mediation Law art. 17), whatever state mediation is in.
    Status.REGISTERED: frozenset({Status.CONSENT_CHECK, Status.TERMINATED, Status.REFERRED}),
    Status.CONSENT_CHECK: frozenset({Status.ACCEPTED, Status.TERMINATED, Status.REFERRED}),
    Status.ACCEPTED: frozenset(
        {Status.INVESTIGATING, Status.MEDIATING, Status.FAILED, Status.TERMINATED, Status.REFERRED}
    ),
    Status.INVESTIGATING: frozenset({Status.MEDIATING, Status.FAILED, Status.TERMINATED, Status.REFERRED}),
    Status.MEDIATING: frozenset(
        {
            Status.AGREEMENT_ORAL,
            Status.AGREEMENT_WRITTEN,
            Status.FAILED,
            Status.TERMINATED,
            Status.REFERRED,
        }
    ),
    Status.AGREEMENT_ORAL: frozenset({Status.PERFORMING}),
    Status.AGREEMENT_WRITTEN: frozenset({Status.PERFORMING}),
    # Late performance is performance; and both sides may sit down again, also when a court did not confirm (art. 33).
    Status.PERFORMING: frozenset({Status.PERFORMED, Status.BREACHED, Status.MEDIATING}),
    Status.BREACHED: frozenset({Status.PERFORMED, Status.MEDIATING, Status.FAILED}),
    Status.PERFORMED: frozenset({Status.FOLLOWED_UP}),
    Status.FOLLOWED_UP: frozenset({Status.ARCHIVED}),
    Status.FAILED: frozenset({Status.REFERRED, Status.ARCHIVED}),
    Status.TERMINATED: frozenset({Status.REFERRED, Status.ARCHIVED}),
    # The receiver may hand it back: then it is where it was before.
    Status.REFERRED: frozenset(
        {
            Status.REGISTERED,
            Status.CONSENT_CHECK,
            Status.ACCEPTED,
            Status.INVESTIGATING,
            Status.MEDIATING,
            Status.FAILED,
            Status.TERMINATED,
            Status.ARCHIVED,
        }
    ),
    Status.ARCHIVED: frozenset(),
}


def may_move(old: Status, new: Status) -> bool:
    return new in NEXT[old]


class Tier(TextChoices):
    """How hard a dispute is, and so at which centre it begins."""

    MINOR = "minor", _("Minor: at the village or community")
    MAJOR = "major", _("Major: at the township")
    HARD = "hard", _("Hard: at the county")
    CRITICAL = "critical", _("Critical: at the city")


class Source(TextChoices):
    PARTY = "party", _("A side asks for it")
    OFFER = "offer", _("The committee offers it")
    COURT = "court", _("Suggested by the court")
    POLICE = "police", _("Suggested by the police")
    PETITION = "petition", _("Handed over from petitions")
    GRID = "grid", _("Found in the grid")
    MATTER = "matter", _("Grown out of a matter")


class Verb(TextChoices):
    """What may be done with a dispute."""

    CHOOSE_ROUTE = "choose_route", _("Write down the route that was chosen")
    ADD_PARTY = "add_party", _("Add a side")
    ADD_REPRESENTATIVE = "add_representative", _("Add a guardian or representative")
    CONSENT = "consent", _("Write down a side's answer")
    ACCEPT = "accept", _("Accept it for mediation")
    INVITE_COMMITTEE = "invite_committee", _("Ask another committee to mediate together")
    APPOINT = "appoint", _("Appoint a mediator or recorder")
    RECUSE = "recuse", _("Release a mediator")
    INVESTIGATE = "investigate", _("Record what was asked and answered")
    PLAN_SESSION = "plan_session", _("Plan a session")
    RECORD_SESSION = "record_session", _("Record a session")
    CANCEL_SESSION = "cancel_session", _("Cancel a session")
    PROPOSE = "propose", _("Write down a proposal")
    ANSWER_PROPOSAL = "answer_proposal", _("Write down the answer to a proposal")
    DRAFT_AGREEMENT = "draft_agreement", _("Draft the agreement")
    ADD_TERM = "add_term", _("Add a term")
    DROP_TERM = "drop_term", _("Take out a term")
    SET_PART = "set_part", _("Note what a side has to do with the accident")
    ADVANCE = "advance", _("Record an advance")
    RECKON = "reckon", _("Join a reckoning to the dispute")
    AGREE_AMOUNTS = "agree_amounts", _("Make the reckoned amounts terms of the agreement")
    AGREE_ORALLY = "agree_orally", _("Record the oral agreement")
    SIGN = "sign", _("Sign")
    SEAL = "seal", _("Seal the agreement")
    PROMISE_PAYMENT = "promise_payment", _("Write down by when money is promised")
    PERFORM = "perform", _("Record a performance")
    BREACH = "breach", _("Record that it was not kept")
    RESUME = "resume", _("Sit down again")
    FOLLOW_UP = "follow_up", _("Record a follow-up visit")
    EXTEND = "extend", _("More time, since all sides agree")
    FAIL = "fail", _("End without agreement")
    TERMINATE = "terminate", _("End because a side wishes it")
    REFER = "refer", _("Hand it on")
    RECEIVE = "receive", _("Take it over")
    RETURN = "return", _("Hand it back")
    FLAG_SAFETY = "flag_safety", _("Note signs of violence or coercion")
    ADD_PAPER = "add_paper", _("Add papers")
    APPLY = "apply", _("Apply for confirmation by the court")
    COURT_TAKES = "court_takes", _("The court takes it")
    COURT_DECLINES = "court_declines", _("The court does not take it")
    GRANT = "grant", _("The court confirms it")
    REJECT = "reject", _("The court does not confirm it")
    WITHDRAW_APPLICATION = "withdraw_application", _("The application is withdrawn")
    AGREE_RELEASE = "agree_release", _("Note that a side lets records be given out")
    PUBLISH = "publish", _("Publish the outcome without names")
    ARCHIVE = "archive", _("File it")


@dataclass(frozen=True, slots=True)
class VerbRule:
    permission: Permission
    from_statuses: frozenset[Status]
    danger: bool = False
    """Cannot be undone: it is confirmed first."""


_RECEIVE, _DECIDE = Permission.DISPUTE_RECEIVE, Permission.DISPUTE_DECIDE
_RECORD, _MEDIATE = Permission.DISPUTE_RECORD, Permission.DISPUTE_MEDIATE
_COURT = Permission.DISPUTE_CONFIRM
_UNDECIDED = BEFORE_ACCEPTANCE | IN_MEDIATION
_SITTING = frozenset({Status.MEDIATING})
_KEPT = frozenset({Status.PERFORMING, Status.BREACHED})

VERBS: dict[Verb, VerbRule] = {
    Verb.CHOOSE_ROUTE: VerbRule(_RECEIVE, BEFORE_ACCEPTANCE | WITHOUT_AGREEMENT),
    Verb.ADD_PARTY: VerbRule(_RECEIVE, _UNDECIDED),
    Verb.ADD_REPRESENTATIVE: VerbRule(_RECEIVE, _UNDECIDED),
    Verb.CONSENT: VerbRule(_RECEIVE, frozenset({Status.CONSENT_CHECK}) | IN_MEDIATION),
    Verb.ACCEPT: VerbRule(_DECIDE, frozenset({Status.CONSENT_CHECK})),
    Verb.INVITE_COMMITTEE: VerbRule(_DECIDE, IN_MEDIATION),
    Verb.APPOINT: VerbRule(_DECIDE, IN_MEDIATION | {Status.BREACHED, Status.PERFORMING}),
    Verb.RECUSE: VerbRule(_DECIDE, IN_MEDIATION | {Status.BREACHED, Status.PERFORMING}),
    Verb.INVESTIGATE: VerbRule(_RECORD, IN_MEDIATION),
    Verb.PLAN_SESSION: VerbRule(_RECORD, IN_MEDIATION),
    Verb.RECORD_SESSION: VerbRule(_RECORD, IN_MEDIATION),
    Verb.CANCEL_SESSION: VerbRule(_RECORD, IN_MEDIATION | WITHOUT_AGREEMENT | AFTER_AGREEMENT),
    Verb.PROPOSE: VerbRule(_MEDIATE, _SITTING),
    Verb.ANSWER_PROPOSAL: VerbRule(_MEDIATE, _SITTING),
    Verb.DRAFT_AGREEMENT: VerbRule(_MEDIATE, _SITTING),
    Verb.ADD_TERM: VerbRule(_MEDIATE, _SITTING),
    Verb.DROP_TERM: VerbRule(_MEDIATE, _SITTING),
    Verb.SET_PART: VerbRule(_MEDIATE, IN_MEDIATION),
    Verb.ADVANCE: VerbRule(_MEDIATE, IN_MEDIATION),
    Verb.RECKON: VerbRule(_MEDIATE, IN_MEDIATION),
    Verb.AGREE_AMOUNTS: VerbRule(_MEDIATE, _SITTING),
    Verb.AGREE_ORALLY: VerbRule(_MEDIATE, _SITTING),
    Verb.SIGN: VerbRule(_MEDIATE, _SITTING),
    Verb.SEAL: VerbRule(_MEDIATE, _SITTING, danger=True),
    Verb.PROMISE_PAYMENT: VerbRule(_MEDIATE, _KEPT),
    Verb.PERFORM: VerbRule(_MEDIATE, _KEPT),
    Verb.BREACH: VerbRule(_MEDIATE, frozenset({Status.PERFORMING})),
    Verb.RESUME: VerbRule(_MEDIATE, _KEPT),
    Verb.FOLLOW_UP: VerbRule(_RECORD, _KEPT | {Status.PERFORMED}),
    Verb.EXTEND: VerbRule(_MEDIATE, IN_MEDIATION),
    Verb.FAIL: VerbRule(_MEDIATE, IN_MEDIATION | {Status.BREACHED}, danger=True),
    Verb.TERMINATE: VerbRule(_RECEIVE, _UNDECIDED, danger=True),
    Verb.REFER: VerbRule(_RECEIVE, _UNDECIDED | WITHOUT_AGREEMENT),
    Verb.RECEIVE: VerbRule(_RECEIVE, frozenset({Status.REFERRED})),
    Verb.RETURN: VerbRule(_RECEIVE, frozenset({Status.REFERRED})),
    Verb.FLAG_SAFETY: VerbRule(Permission.DISPUTE_VIEW, _UNDECIDED | _KEPT),
    Verb.ADD_PAPER: VerbRule(_RECORD, _UNDECIDED | AFTER_AGREEMENT | WITHOUT_AGREEMENT),
    Verb.APPLY: VerbRule(_MEDIATE, AFTER_AGREEMENT - AGREED),
    Verb.COURT_TAKES: VerbRule(_COURT, AFTER_AGREEMENT),
    Verb.COURT_DECLINES: VerbRule(_COURT, AFTER_AGREEMENT),
    Verb.GRANT: VerbRule(_COURT, AFTER_AGREEMENT, danger=True),
    Verb.REJECT: VerbRule(_COURT, AFTER_AGREEMENT, danger=True),
    Verb.WITHDRAW_APPLICATION: VerbRule(_MEDIATE, AFTER_AGREEMENT),
    Verb.AGREE_RELEASE: VerbRule(_DECIDE, AFTER_AGREEMENT | WITHOUT_AGREEMENT | {Status.ARCHIVED}),
    Verb.PUBLISH: VerbRule(_DECIDE, frozenset({Status.FOLLOWED_UP, Status.ARCHIVED})),
    Verb.ARCHIVE: VerbRule(
        _DECIDE, frozenset({Status.FOLLOWED_UP, Status.REFERRED}) | WITHOUT_AGREEMENT, danger=True
    ),
}
