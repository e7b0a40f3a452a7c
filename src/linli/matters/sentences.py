"""What happened and how things stand, in words for the people concerned. One table for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from linli.catalogue.queries import kind_named
from linli.core.actor import ActorKind
from linli.core.errors import Refusal, Sentence
from linli.core.moments import day_words, length_words, until_words
from linli.core.time import city_day
from linli.journal.models import Entry
from linli.matters.clocks import explain, is_standing
from linli.matters.models import Clock
from linli.matters.policies import Contacted, Resolved, Satisfied, Status, Step
from linli.matters.policies.rules import MatterReasons
from linli.people.models import Account, Unit
from linli.people.policies import Role
from linli.rulebook.queries import in_force

EVENTS: dict[str, tuple[str, Sentence]] = {
    "matter.registered": ("pen", lazy("The matter was reported.")),
    "matter.accepted": ("check", lazy("Taken on as “%(kind)s”.")),
    "matter.declined": ("close", lazy("Not taken on: %(reason)s.")),
    "matter.redirected": ("send", lazy("Shown to the right door: %(reason)s.")),
    "matter.merged": ("link", lazy("Joined with matter %(into)s, which goes on for both.")),
    "matter.joined": ("link", lazy("Matter %(joined)s was joined with this one.")),
    "matter.unmerged": ("link", lazy("Taken apart from matter %(out_of)s again.")),
    "matter.withdrawn": ("close", lazy("Withdrawn.")),
    "matter.dispatched": ("send", lazy("Sent to %(unit)s. To be done by %(due_at)s.")),
    "matter.transferred": ("send", lazy("Handed on to %(unit)s. To be done by %(due_at)s.")),
    "matter.co_unit_added": ("send", lazy("%(co_unit)s assists.")),
    "matter.co_unit_completed": ("check", lazy("%(co_unit)s has done its part.")),
    "matter.acknowledged": ("hand", lazy("%(unit)s has received it.")),
    "matter.contacted": ("bell", lazy("%(unit)s %(reached)s.")),
    "matter.started": ("wrench", lazy("%(unit)s has begun to work on it.")),
    "matter.progress_noted": ("wrench", lazy("The work goes on.")),
    "matter.returned": ("back", lazy("%(unit)s sends it back: %(reason)s.")),
    "matter.return_decided": (
        "back",
        lazy("Decided on the sending back: %(upheld)s. %(minutes_lost)s working minutes were lost."),
    ),
    "matter.extension_requested": ("clock", lazy("%(unit)s asks for more time: %(reason)s.")),
    "matter.extended": ("clock", lazy("More time was granted. To be done by %(due_at)s.")),
    "matter.extension_refused": ("clock", lazy("More time was not granted.")),
    "matter.suspended": ("pause", lazy("The clock was stopped: %(reason)s.")),
    "matter.deferred": (
        "pause",
        lazy("Put on the public deferred list: %(reason)s. It is looked at again on %(review_on)s."),
    ),
    "matter.resumed": ("wrench", lazy("The work goes on. To be done by %(due_at)s.")),
    "matter.completed": ("check", lazy("%(unit)s reports it done.")),
    "matter.verified": ("check", lazy("Somebody went to look: it is done.")),
    "matter.rework": ("back", lazy("It is done again, because %(why)s. To be done by %(due_at)s.")),
    "matter.replied": ("reply", lazy("The answer was sent.")),
    "matter.follow_up_tried": ("bell", lazy("We tried to ask the reporter, attempt %(attempt)s.")),
    "matter.rated": ("star", lazy("Rated. Contacted: %(contacted)s. Resolved: %(resolved)s. %(satisfied)s.")),
    "matter.closed": ("check", lazy("Closed.")),
    "matter.reopened": ("back", lazy("Opened again.")),
    "matter.archived": ("list", lazy("Archived.")),
    "matter.information_added": ("pen", lazy("Information was added.")),
    "matter.objection_raised": ("alert", lazy("The reporter objects. A person looks at it again.")),
}
"""Event -> picture and sentence."""

FOR_REQUESTER = frozenset(
    {"matter.declined", "matter.redirected", "matter.merged", "matter.extended", "matter.deferred"}
)
"""Events whose words were written for the requester; other notes of the office stay inside."""

STANDS: dict[Status, Sentence] = {
    Status.DRAFT: lazy("It has not been sent yet."),
    Status.REGISTERED: lazy("We have your report. A clerk will look at it."),
    Status.ACCEPTED: lazy("We have taken it on and are looking for whoever is responsible."),
    Status.DISPATCHED: lazy("It is with the unit responsible."),
    Status.ACKNOWLEDGED: lazy("The unit responsible has received it."),
    Status.IN_PROGRESS: lazy("The unit is working on it."),
    Status.COMPLETED: lazy("The unit says it is done. Your answer is being written."),
    Status.VERIFIED: lazy("Somebody has looked: it is done. Your answer is being written."),
    Status.REPLIED: lazy("You have our answer. Please tell us whether you are content."),
    Status.RATED: lazy("Thank you for your rating."),
    Status.CLOSED: lazy("The matter is closed."),
    Status.ARCHIVED: lazy("The matter is closed and archived."),
    Status.DECLINED: lazy("We did not take it on. You read below why, and you may object."),
    Status.REDIRECTED: lazy("Somebody else is competent. You read below who, and you may object."),
    Status.MERGED: lazy("Others reported the same. It goes on together with theirs."),
    Status.RETURNED: lazy("We are clarifying who is responsible. Your date stays."),
    Status.EXTENSION_PENDING: lazy("The unit is working on it."),
    Status.SUSPENDED: lazy("It waits for something else first. You read below for what."),
    Status.DEFERRED: lazy("It cannot be solved now. It is on the public list and will be looked at again."),
    Status.REWORK: lazy("The result was not good enough. The unit is doing it again."),
    Status.REOPENED: lazy("It has been opened again."),
    Status.WITHDRAWN: lazy("You have withdrawn it."),
}

PROMISES: dict[Step, Sentence] = {
    Step.ACCEPT: lazy("We tell you whether we take it on by %(due)s."),
    Step.DISPATCH: lazy("It is with the unit responsible by %(due)s."),
    Step.ACKNOWLEDGE: lazy("The unit confirms that it has received it by %(due)s."),
    Step.CONTACT: lazy("The unit contacts you by %(due)s."),
    Step.RESOLVE: lazy("It is done by %(due)s."),
    Step.REPLY: lazy("You get our answer by %(due)s."),
    Step.FOLLOW_UP: lazy("We ask you whether you are content by %(due)s."),
    Step.REVIEW: lazy("A supervisor decides what follows from your rating by %(due)s."),
}


class Light(Enum):
    """How a clock stands; shown as picture, words and colour together."""

    NONE = "none"
    IN_TIME = "in_time"
    TODAY = "today"
    LATE = "late"


PICTURES = {Light.NONE: "pause", Light.IN_TIME: "clock", Light.TODAY: "bell", Light.LATE: "alert"}


@dataclass(frozen=True)
class Lamp:
    light: Light
    words: str

    @property
    def picture(self) -> str:
        return PICTURES[self.light]


def lamp(due_at: datetime | None, now: datetime, *, standing: bool = False) -> Lamp:
    """Return how a clock stands at `now`: late, due within the city's day, or in time."""
    if standing:
        return Lamp(Light.NONE, _("Clock stopped"))
    if due_at is None:
        return Lamp(Light.NONE, _("No clock runs"))
    if due_at <= now:
        return Lamp(Light.LATE, _("Late by %(length)s") % {"length": length_words(now - due_at)})
    # Due at midnight is due today, not tomorrow.
    if city_day(due_at - timedelta(microseconds=1)) == city_day(now):
        return Lamp(Light.TODAY, _("Today, in %(length)s") % {"length": length_words(due_at - now)})
    return Lamp(Light.IN_TIME, _("By %(due)s") % {"due": until_words(due_at)})


@dataclass(frozen=True)
class Line:
    """One happening on a timeline."""

    at: datetime
    picture: str
    sentence: str
    who: str
    note: str


class _Facts(dict[str, str]):
    """Facts in words. An event that lacks one of its facts still has a sentence."""

    def __missing__(self, _key: str) -> str:
        return "–"


@dataclass(frozen=True)
class Names:
    """Names that entries mention by number."""

    units: Mapping[int, str]
    accounts: Mapping[int, str]
    reasons: Mapping[str, str]

    @classmethod
    def of(cls, entries: Collection[Entry], now: datetime, *, with_accounts: bool) -> Names:
        """Two queries at most, whatever the number of entries."""
        facts = ("unit", "co_unit", "wrong_unit", "old_unit")
        units = {entry.facts.get(name) for entry in entries for name in facts} | {e.by_unit for e in entries}
        accounts = {entry.by_account for entry in entries} if with_accounts else set()
        return cls(
            dict(Unit.objects.filter(pk__in=units - {None}).values_list("pk", "name")),
            dict(Account.objects.filter(pk__in=accounts - {None}).values_list("pk", "display_name"))
            if accounts - {None}
            else {},
            reasons(now),
        )


def reasons(now: datetime) -> dict[str, str]:
    """Return the words of all reasons of the city by code, in the reader's language."""
    rule = in_force(MatterReasons, city_day(now)).value
    english = (get_language() or "").startswith("en")
    lists = (getattr(rule, name) for name in type(rule).model_fields)
    return {reason.code: reason.en if english else reason.zh for each in lists for reason in each}


def told(entries: Iterable[Entry], names: Names, *, to_requester: bool) -> list[Line]:
    """Return a timeline, newest first. The requester reads no names of clerks and no notes of the office."""
    return [_line(entry, names, to_requester) for entry in entries][::-1]


def _line(entry: Entry, names: Names, to_requester: bool) -> Line:
    picture, sentence = EVENTS.get(entry.event, ("dot", lazy("Something was noted.")))
    facts = _in_words(entry.facts, names)
    if entry.event == "matter.closed" and entry.facts.get("explained"):
        sentence = lazy("Explained and closed. The reporter's disagreement is on record.")
    note = entry.note or ""
    if to_requester and not _is_for_requester(entry):
        note = ""
    return Line(entry.at, picture, str(sentence) % facts, _who(entry, names, to_requester), note)


def _is_for_requester(entry: Entry) -> bool:
    own = entry.by_kind == ActorKind.REQUESTER.value
    return own or entry.event in FOR_REQUESTER or bool(entry.facts.get("explained"))


def _who(entry: Entry, names: Names, to_requester: bool) -> str:
    if entry.by_kind == ActorKind.REQUESTER.value:
        return _("You") if to_requester else _("The reporter")
    if entry.by_kind == ActorKind.SYSTEM.value:
        return _("By rule of the city")
    unit = names.units.get(entry.by_unit or 0, "")
    role = str(Role(entry.by_role).label) if entry.by_role in Role.values else ""
    account = "" if to_requester else names.accounts.get(entry.by_account or 0, "")
    return " · ".join(part for part in (unit, role, account) if part)


def _in_words(facts: Mapping[str, Any], names: Names) -> _Facts:
    words = _Facts({name: str(value) for name, value in facts.items() if value not in (None, "")})
    for name in ("unit", "co_unit", "wrong_unit", "old_unit"):
        if facts.get(name) is not None:
            words[name] = names.units.get(facts[name], "–")
    words.setdefault("unit", _("The unit"))
    for name, say in WORDS_OF.items():
        if facts.get(name) not in (None, ""):
            words[name] = say(facts[name])
    if "reason" in words:
        words["reason"] = names.reasons.get(words["reason"], words["reason"])
    return words


def _kind(code: str) -> str:
    try:
        return kind_named(code).name
    except Refusal:
        return code


WORDS_OF: dict[str, Any] = {
    "kind": _kind,
    "due_at": lambda value: until_words(datetime.fromisoformat(value)),
    "review_on": lambda value: day_words(date.fromisoformat(value)),
    "reached": lambda value: _("has spoken with the reporter") if value else _("tried to reach the reporter"),
    "upheld": lambda value: _("it was sent to the wrong unit") if value else _("it is this unit's duty"),
    "why": lambda value: (
        _("the check on the spot found it undone")
        if value == "not_verified"
        else _("the reporter was rightly not content")
    ),
    "contacted": lambda value: str(Contacted(value).label),
    "resolved": lambda value: str(Resolved(value).label),
    "satisfied": lambda value: str(Satisfied(value).label),
}


@dataclass(frozen=True)
class Promise:
    """A running clock as the requester reads it, and why its date is what it is."""

    sentence: str
    is_late: bool
    why: tuple[str, ...]


def promises(running: Iterable[Clock], now: datetime) -> list[Promise]:
    """Return what was promised, the nearest first. A standing clock promises nothing until it goes on."""
    moving = sorted((clock for clock in running if not is_standing(clock)), key=lambda clock: clock.due_at)
    return [
        Promise(
            str(PROMISES[Step(clock.step)]) % {"due": until_words(clock.due_at)},
            clock.due_at <= now,
            tuple(str(step) for step in explain(clock).steps),
        )
        for clock in moving
    ]
