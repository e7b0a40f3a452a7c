"""The life of a matter: its states, who may move it by which verb, and what each verb asks for.

The table `VERBS` is the whole process. Everything else (pages, API, tests, the workbench's buttons) is made from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from linli.people.policies import Permission


class Status(TextChoices):
    DRAFT = "draft", _("Draft")
    REGISTERED = "registered", _("Registered")
    ACCEPTED = "accepted", _("Accepted")
    DISPATCHED = "dispatched", _("Sent to a unit")
    ACKNOWLEDGED = "acknowledged", _("Received by the unit")
    IN_PROGRESS = "in_progress", _("Being handled")
    COMPLETED = "completed", _("Reported done")
    VERIFIED = "verified", _("Checked on the spot")
    REPLIED = "replied", _("Answered")
    RATED = "rated", _("Rated")
    CLOSED = "closed", _("Closed")
    ARCHIVED = "archived", _("Archived")
    DECLINED = "declined", _("Not taken on")
    REDIRECTED = "redirected", _("Shown to the right door")
    MERGED = "merged", _("Joined with another matter")
    RETURNED = "returned", _("Sent back by the unit")
    EXTENSION_PENDING = "extension_pending", _("More time asked for")
    SUSPENDED = "suspended", _("Clock stopped")
    DEFERRED = "deferred", _("On the public deferred list")
    REWORK = "rework", _("Being done again")
    REOPENED = "reopened", _("Opened again")
    WITHDRAWN = "withdrawn", _("Withdrawn")


ENDED = frozenset(
    {
        Status.CLOSED,
        Status.ARCHIVED,
        Status.DECLINED,
        Status.REDIRECTED,
        Status.MERGED,
        Status.WITHDRAWN,
    }
)
OPEN = frozenset(Status) - ENDED - {Status.DRAFT}
WITH_UNIT = frozenset({Status.ACKNOWLEDGED, Status.IN_PROGRESS, Status.REWORK})
"""A unit is at work on it."""
BEFORE_UNIT = frozenset({Status.REGISTERED, Status.ACCEPTED, Status.REOPENED})
PAUSED = frozenset({Status.SUSPENDED, Status.DEFERRED, Status.EXTENSION_PENDING})
"""States from which a matter goes back to the one it came from."""
TAKES_OTHERS = BEFORE_UNIT | WITH_UNIT | PAUSED | {Status.DISPATCHED, Status.RETURNED}
"""Another matter may be joined with one in these states: what happens next still happens for both."""
COUNTED = frozenset(Status) - {Status.DRAFT, Status.ARCHIVED}
"""While it is in these states, one may decide whether the rates count it."""


class Step(TextChoices):
    """What a clock waits for."""

    ACCEPT = "accept", _("take it on or decline it")
    DISPATCH = "dispatch", _("send it to a unit")
    ACKNOWLEDGE = "acknowledge", _("unit confirms receipt")
    CONTACT = "contact", _("unit contacts the requester")
    RESOLVE = "resolve", _("resolve it")
    REPLY = "reply", _("answer the requester")
    FOLLOW_UP = "follow_up", _("ask the requester")
    REVIEW = "review", _("look at the dissatisfaction")


class Channel(TextChoices):
    """How a matter came in. The two digits go into the case code."""

    WEB = "01", _("Web page")
    HOTLINE = "02", _("Hotline")
    GRID = "03", _("Grid worker")
    STATION = "04", _("Voice station")
    POINT = "05", _("Voice point")
    BOX = "06", _("Voice box")
    CHAT = "07", _("Chat group of the grid")
    API = "08", _("Programming interface")
    OPEN311 = "09", _("Open311")
    SHEET = "10", _("Spreadsheet")
    LETTER = "11", _("Letter or visit")


class OrderStatus(TextChoices):
    ISSUED = "issued", _("Sent")
    ACKNOWLEDGED = "acknowledged", _("Received")
    COMPLETED = "completed", _("Done")
    RETURNED = "returned", _("Sent back")
    TRANSFERRED = "transferred", _("Handed to another unit")
    CANCELLED = "cancelled", _("No longer needed")


class Part(TextChoices):
    LEAD = "lead", _("Leading unit")
    CO = "co", _("Assisting unit")


class Contacted(TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")


class Resolved(TextChoices):
    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")


class Satisfied(TextChoices):
    VERY = "very_satisfied", _("Very satisfied")
    SATISFIED = "satisfied", _("Satisfied")
    FAIRLY = "fairly_satisfied", _("Fairly satisfied")
    UNSATISFIED = "unsatisfied", _("Not satisfied")
    VERY_UNSATISFIED = "very_unsatisfied", _("Not satisfied at all")


UNHAPPY = frozenset({Satisfied.UNSATISFIED, Satisfied.VERY_UNSATISFIED})


def asks_for_review(resolved: Resolved, satisfied: Satisfied) -> bool:
    """A "not resolved" or "not satisfied" goes to the supervisor, who decides: do it again, or explain why not."""
    return resolved is Resolved.NO or satisfied in UNHAPPY


class Verb(TextChoices):
    ACCEPT = "accept", _("Take on")
    DECLINE = "decline", _("Do not take on")
    REDIRECT = "redirect", _("Show to the right door")
    MERGE = "merge", _("Join with another matter")
    UNMERGE = "unmerge", _("Take apart again")
    TAKE_BACK = "take_back", _("Take my last step back")
    WITHDRAW = "withdraw", _("Withdraw")
    DISPATCH = "dispatch", _("Send to a unit")
    TRANSFER = "transfer", _("Hand to another unit")
    ADD_CO_UNIT = "add_co_unit", _("Add an assisting unit")
    ACKNOWLEDGE = "acknowledge", _("Confirm receipt")
    CONTACT = "contact", _("Note a talk with the requester")
    START = "start", _("Begin work")
    NOTE = "note", _("Note progress")
    REQUEST_RETURN = "request_return", _("Send back")
    DECIDE_RETURN = "decide_return", _("Decide on the sending back")
    REQUEST_EXTENSION = "request_extension", _("Ask for more time")
    DECIDE_EXTENSION = "decide_extension", _("Decide on more time")
    SUSPEND = "suspend", _("Stop the clock")
    DEFER = "defer", _("Put on the deferred list")
    RESUME = "resume", _("Go on")
    COMPLETE = "complete", _("Report done")
    COMPLETE_CO = "complete_co", _("Report the assisting part done")
    SOLVE_ON_SPOT = "solve_on_spot", _("Solved on the spot")
    VERIFY = "verify", _("Check on the spot")
    REPLY = "reply", _("Answer the requester")
    FOLLOW_UP = "follow_up", _("Note a follow-up call")
    RATE = "rate", _("Rate")
    REVIEW = "review", _("Decide on the dissatisfaction")
    CLOSE = "close", _("Close")
    REOPEN = "reopen", _("Open again")
    ARCHIVE = "archive", _("Archive")
    ADD_INFORMATION = "add_information", _("Add information")
    OBJECT = "object", _("Object")
    EXCLUDE = "exclude", _("Leave out of the rates")
    INCLUDE = "include", _("Count in the rates again")
    CONTEST = "contest", _("Object to being left out of the rates")


@dataclass(frozen=True)
class VerbRule:
    """When a verb may be used, where it leads (None: the state stays, or depends on the decision), and who may."""

    start: frozenset[Status]
    to: frozenset[Status]
    permission: Permission | None
    by_requester: bool = False
    """Whether the person who raised the matter may use it too."""
    or_permission: Permission | None = None
    """A permission that serves as well."""
    by_unit: bool = False
    """Whether only the lead unit (or, where it says so, an assisting unit) may use it."""
    danger: bool = False
    """Whether a slip hurts, so that a page asks before it is done."""


def _rule(
    start: frozenset[Status] | set[Status],
    to: frozenset[Status] | set[Status],
    permission: Permission | None,
    **more: Any,
) -> VerbRule:
    return VerbRule(frozenset(start), frozenset(to), permission, **more)


S, P = Status, Permission
VERBS: dict[Verb, VerbRule] = {
    Verb.ACCEPT: _rule({S.REGISTERED}, {S.ACCEPTED}, P.MATTER_TRIAGE),
    Verb.DECLINE: _rule({S.REGISTERED, S.ACCEPTED}, {S.DECLINED}, P.MATTER_TRIAGE, danger=True),
    Verb.REDIRECT: _rule(BEFORE_UNIT, {S.REDIRECTED}, P.MATTER_TRIAGE, danger=True),
    # Joining is possible until somebody reported it done; after that each requester gets an answer of their own.
    Verb.MERGE: _rule(BEFORE_UNIT | WITH_UNIT | {S.DISPATCHED}, {S.MERGED}, P.MATTER_TRIAGE, danger=True),
    Verb.UNMERGE: _rule({S.MERGED}, {S.REGISTERED}, P.MATTER_TRIAGE),
    # A slip at the desk, noticed in time: only one's own last step, and before the unit has confirmed receipt.
    Verb.TAKE_BACK: _rule(
        {S.ACCEPTED, S.DISPATCHED},
        {S.REGISTERED, S.ACCEPTED, S.REOPENED},
        P.MATTER_TRIAGE,
        or_permission=P.MATTER_DISPATCH,
    ),
    Verb.WITHDRAW: _rule(
        BEFORE_UNIT | WITH_UNIT | PAUSED | {S.DISPATCHED, S.RETURNED},
        {S.WITHDRAWN},
        P.MATTER_TRIAGE,
        by_requester=True,
        danger=True,
    ),
    Verb.DISPATCH: _rule({S.ACCEPTED, S.REOPENED}, {S.DISPATCHED}, P.MATTER_DISPATCH),
    Verb.TRANSFER: _rule(WITH_UNIT | {S.DISPATCHED}, {S.DISPATCHED}, P.MATTER_DISPATCH),
    Verb.ADD_CO_UNIT: _rule(WITH_UNIT | {S.DISPATCHED}, set(), P.MATTER_DISPATCH),
    Verb.ACKNOWLEDGE: _rule({S.DISPATCHED}, {S.ACKNOWLEDGED}, P.MATTER_HANDLE, by_unit=True),
    Verb.CONTACT: _rule(
        WITH_UNIT | PAUSED | {S.DISPATCHED, S.COMPLETED}, set(), P.MATTER_HANDLE, by_unit=True
    ),
    Verb.START: _rule({S.ACKNOWLEDGED}, {S.IN_PROGRESS}, P.MATTER_HANDLE, by_unit=True),
    Verb.NOTE: _rule(WITH_UNIT | PAUSED, set(), P.MATTER_HANDLE, by_unit=True),
    Verb.REQUEST_RETURN: _rule({S.DISPATCHED, S.ACKNOWLEDGED}, {S.RETURNED}, P.MATTER_HANDLE, by_unit=True),
    # The second sending back is for the review desk, which dispatches nothing else.
    Verb.DECIDE_RETURN: _rule(
        {S.RETURNED}, {S.ACCEPTED}, P.MATTER_DISPATCH, or_permission=P.MATTER_ARBITRATE
    ),
    Verb.REQUEST_EXTENSION: _rule(WITH_UNIT, {S.EXTENSION_PENDING}, P.MATTER_HANDLE, by_unit=True),
    Verb.DECIDE_EXTENSION: _rule({S.EXTENSION_PENDING}, WITH_UNIT, P.MATTER_APPROVE),
    Verb.SUSPEND: _rule(WITH_UNIT, {S.SUSPENDED}, P.MATTER_APPROVE),
    Verb.DEFER: _rule(WITH_UNIT, {S.DEFERRED}, P.MATTER_SUPERVISE),
    Verb.RESUME: _rule({S.SUSPENDED, S.DEFERRED}, WITH_UNIT, P.MATTER_HANDLE),
    Verb.COMPLETE: _rule(WITH_UNIT, {S.COMPLETED}, P.MATTER_HANDLE, by_unit=True),
    Verb.COMPLETE_CO: _rule(WITH_UNIT | PAUSED | {S.DISPATCHED}, set(), P.MATTER_HANDLE),
    # A grid worker who clears the litter on the round reports it and is checked later like anybody else.
    Verb.SOLVE_ON_SPOT: _rule(BEFORE_UNIT, {S.COMPLETED}, P.MATTER_HANDLE),
    Verb.VERIFY: _rule({S.COMPLETED}, {S.VERIFIED, S.REWORK}, P.MATTER_VERIFY),
    Verb.REPLY: _rule({S.COMPLETED, S.VERIFIED}, {S.REPLIED}, P.MATTER_REPLY),
    Verb.FOLLOW_UP: _rule({S.REPLIED}, {S.RATED}, P.MATTER_FOLLOW_UP),
    Verb.RATE: _rule({S.REPLIED}, {S.RATED}, None, by_requester=True),
    Verb.REVIEW: _rule({S.RATED}, {S.REWORK, S.CLOSED}, P.MATTER_SUPERVISE),
    # A joined matter is closed when the one that went on for it has ended.
    Verb.CLOSE: _rule({S.REPLIED, S.RATED, S.MERGED}, {S.CLOSED}, P.MATTER_FOLLOW_UP),
    Verb.REOPEN: _rule({S.CLOSED}, {S.REOPENED}, P.MATTER_TRIAGE, by_requester=True),
    Verb.ARCHIVE: _rule(ENDED - {S.ARCHIVED, S.MERGED}, {S.ARCHIVED}, P.MATTER_ARCHIVE),
    Verb.ADD_INFORMATION: _rule(OPEN, set(), P.MATTER_REGISTER, by_requester=True),
    # An objection to being turned away, joined or scored puts the matter before a person again.
    Verb.OBJECT: _rule({S.DECLINED, S.REDIRECTED, S.MERGED}, {S.REGISTERED}, None, by_requester=True),
    Verb.EXCLUDE: _rule(COUNTED, set(), P.MATTER_ARBITRATE),
    Verb.INCLUDE: _rule(COUNTED, set(), P.MATTER_ARBITRATE),
    Verb.CONTEST: _rule(COUNTED, set(), None, by_requester=True),
}


def may_move(old: Status, new: Status) -> bool:
    """Return whether any verb leads from `old` to `new`."""
    return any(old in rule.start and new in rule.to for rule in VERBS.values())


RUNNING_IN: dict[Step, frozenset[Status]] = {
    Step.ACCEPT: frozenset({S.REGISTERED}),
    Step.DISPATCH: frozenset({S.ACCEPTED, S.REOPENED, S.RETURNED}),
    Step.ACKNOWLEDGE: frozenset({S.DISPATCHED}),
    # Sent back and waiting for another unit, the promise to the requester goes on: accepted is among them.
    Step.CONTACT: frozenset({S.ACCEPTED, S.DISPATCHED, S.RETURNED} | WITH_UNIT | PAUSED),
    Step.RESOLVE: frozenset({S.ACCEPTED, S.DISPATCHED, S.RETURNED} | WITH_UNIT | PAUSED),
    Step.REPLY: frozenset({S.COMPLETED, S.VERIFIED}),
    Step.FOLLOW_UP: frozenset({S.REPLIED}),
    Step.REVIEW: frozenset({S.RATED}),
}
"""In which states a clock may go on. It stops as soon as the matter leaves them."""

MET_BY: dict[Step, frozenset[Status]] = {
    Step.ACCEPT: frozenset({S.ACCEPTED, S.DECLINED, S.REDIRECTED, S.COMPLETED}),
    Step.DISPATCH: frozenset({S.DISPATCHED, S.COMPLETED}),
    Step.ACKNOWLEDGE: frozenset({S.ACKNOWLEDGED, S.RETURNED}),
    Step.CONTACT: frozenset(),  # by noting the talk itself
    Step.RESOLVE: frozenset({S.COMPLETED}),
    Step.REPLY: frozenset({S.REPLIED}),
    Step.FOLLOW_UP: frozenset({S.RATED, S.CLOSED}),
    Step.REVIEW: frozenset({S.REWORK, S.CLOSED}),
}
"""By entering which state a clock is met. One that stops otherwise has become pointless: nobody kept or broke it."""
