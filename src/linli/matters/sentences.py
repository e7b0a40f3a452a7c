"""What happened and how things stand, in words for the people concerned. One table for each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

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
from linli.people.timelines import Line
from linli.rulebook.queries import in_force

EVENTS: dict[str, tuple[str, Sentence]] = {
    "matter.registered": ("pen", _("The matter was reported.")),
    "matter.accepted": ("check", _("Taken on as “%(kind)s”.")),
    "matter.declined": ("close", _("Not taken on: %(reason)s.")),
    "matter.redirected": ("send", _("Shown to the right door: %(reason)s.")),
    "matter.merged": ("link", _("Joined with matter %(into)s, which goes on for both.")),
    "matter.joined": ("link", _("Matter %(joined)s was joined with this one.")),
    "matter.unmerged": ("link", _("Taken apart from matter %(out_of)s again.")),
    "matter.recalled": ("back", _("The step before was a slip and was taken back.")),
    "matter.withdrawn": ("close", _("Withdrawn.")),
    "matter.dispatched": ("send", _("Sent to %(unit)s. To be done by %(due_at)s.")),
    "matter.transferred": ("send", _("Handed on to %(unit)s. To be done by %(due_at)s.")),
    "matter.co_unit_added": ("send", _("%(co_unit)s assists.")),
    "matter.co_unit_completed": ("check", _("%(co_unit)s has done its part.")),
    "matter.acknowledged": ("hand", _("%(unit)s has received it.")),
    "matter.contacted": ("bell", _("%(unit)s %(reached)s.")),
    "matter.started": ("wrench", _("%(unit)s has begun to work on it.")),
    "matter.progress_noted": ("wrench", _("The work goes on.")),
    "matter.returned": ("back", _("%(unit)s sends it back: %(reason)s.")),
    "matter.return_decided": (
        "back",
        _("Decided on the sending back: %(upheld)s. %(minutes_lost)s working minutes were lost."),
    ),
    "matter.extension_requested": ("clock", _("%(unit)s asks for more time: %(reason)s.")),
    "matter.extended": ("clock", _("More time was granted. To be done by %(due_at)s.")),
    "matter.extension_refused": ("clock", _("More time was not granted.")),
    "matter.suspended": ("pause", _("The clock was stopped: %(reason)s.")),
    "matter.deferred": (
        "pause",
        _("Put on the public deferred list: %(reason)s. It is looked at again on %(review_on)s."),
    ),
    "matter.resumed": ("wrench", _("The work goes on. To be done by %(due_at)s.")),
    "matter.completed": ("check", _("%(unit)s reports it done.")),
    "matter.verified": ("check", _("Somebody went to look: it is done.")),
    "matter.rework": ("back", _("It is done again, because %(why)s. To be done by %(due_at)s.")),
    "matter.replied": ("reply", _("The answer was sent.")),
    "matter.follow_up_tried": ("bell", _("We tried to ask the requester, attempt %(attempt)s.")),
    "matter.rated": ("star", _("Rated. Contacted: %(contacted)s. Resolved: %(resolved)s. %(satisfied)s.")),
    "matter.closed": ("check", _("Closed.")),
    "matter.reopened": ("back", _("Opened again.")),
    "matter.archived": ("list", _("Archived.")),
    "matter.information_added": ("pen", _("Information was added.")),
    "matter.files_added": ("pen", _("Files were added: %(count)s.")),
    "matter.jointly_answered": ("reply", _("Matter %(together_with)s, with which it goes on, was answered.")),
    "matter.review_reached": ("bell", _("The day has come on which it is looked at again.")),
    "matter.excluded": ("list", _("Left out of the unit's rates: %(reason)s. The requester may object.")),
    "matter.included": ("list", _("It counts in the unit's rates again.")),
    "matter.exclusion_contested": (
        "alert",
        _("The requester objects to leaving it out of the rates. It counts until somebody else decides."),
    ),
    "matter.anonymised": ("list", _("All that could point to a person was erased.")),
    "matter.requester_corrected": ("lock", _("The requester put their name or number right.")),
    "matter.requester_erased": ("lock", _("The requester had their name and number erased.")),
    "matter.objection_raised": ("alert", _("The requester objects. A person looks at it again.")),
}
"""Event -> picture and sentence."""

FOR_REQUESTER = frozenset(
    {
        *("matter.declined", "matter.redirected", "matter.merged", "matter.extended", "matter.deferred"),
        "matter.excluded",
    }
)
"""Events whose words were written for the requester; other notes of the office stay inside."""

STANDS: dict[Status, Sentence] = {
    Status.DRAFT: _("It has not been sent yet."),
    Status.REGISTERED: _("We have your report. A clerk will look at it."),
    Status.ACCEPTED: _("We have taken it on and are looking for whoever is responsible."),
    Status.DISPATCHED: _("It is with the unit responsible."),
    Status.ACKNOWLEDGED: _("The unit responsible has received it."),
    Status.IN_PROGRESS: _("The unit is working on it."),
    Status.COMPLETED: _("The unit says it is done. Your answer is being written."),
    Status.VERIFIED: _("Somebody has looked: it is done. Your answer is being written."),
    Status.REPLIED: _("You have our answer. Please tell us whether you are content."),
    Status.RATED: _("Thank you for your rating."),
    Status.CLOSED: _("The matter is closed."),
    Status.ARCHIVED: _("The matter is closed and archived."),
    Status.DECLINED: _("We did not take it on. You read below why, and you may object."),
    Status.REDIRECTED: _("Somebody else is competent. You read below who, and you may object."),
    Status.MERGED: _("Others reported the same. It goes on together with theirs."),
    Status.RETURNED: _("We are clarifying who is responsible. Your date stays."),
    Status.EXTENSION_PENDING: _("The unit is working on it."),
    Status.SUSPENDED: _("It waits for something else first. You read below for what."),
    Status.DEFERRED: _("It cannot be solved now. It is on the public list and will be looked at again."),
    Status.REWORK: _("The result was not good enough. The unit is doing it again."),
    Status.REOPENED: _("It has been opened again."),
    Status.WITHDRAWN: _("You have withdrawn it."),
}

PROMISES: dict[Step, Sentence] = {
    Step.ACCEPT: _("We tell you whether we take it on by %(due)s."),
    Step.DISPATCH: _("It is with the unit responsible by %(due)s."),
    Step.ACKNOWLEDGE: _("The unit confirms that it has received it by %(due)s."),
    Step.CONTACT: _("The unit contacts you by %(due)s."),
    Step.RESOLVE: _("It is done by %(due)s."),
    Step.REPLY: _("You get our answer by %(due)s."),
    Step.FOLLOW_UP: _("We ask you whether you are content by %(due)s."),
    Step.REVIEW: _("A supervisor decides what follows from your rating by %(due)s."),
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
        return Lamp(Light.NONE, gettext("Clock stopped"))
    if due_at is None:
        return Lamp(Light.NONE, gettext("No clock runs"))
    if due_at <= now:
        return Lamp(Light.LATE, gettext("Late by %(length)s") % {"length": length_words(now - due_at)})
    # Due at midnight is due today, not tomorrow.
    if city_day(due_at - timedelta(microseconds=1)) == city_day(now):
        return Lamp(Light.TODAY, gettext("Today, in %(length)s") % {"length": length_words(due_at - now)})
    return Lamp(Light.IN_TIME, gettext("By %(due)s") % {"due": until_words(due_at)})


UNIT_FACTS = ("unit", "co_unit", "wrong_unit", "old_unit")


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
        units = {number for entry in entries for number in _units_in(entry)}
        accounts = {entry.by_account for entry in entries if with_accounts and entry.by_account is not None}
        people = Account.objects.filter(pk__in=accounts) if accounts else Account.objects.none()
        return cls(
            dict(Unit.objects.filter(pk__in=units).values_list("pk", "name")),
            dict(people.values_list("pk", "display_name")),
            reasons(now),
        )


def _units_in(entry: Entry) -> set[int]:
    named = {entry.by_unit, *(entry.facts.get(name) for name in UNIT_FACTS)}
    return {number for number in named if number is not None}


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
    picture, sentence = EVENTS.get(entry.event, ("dot", _("Something was noted.")))
    facts = _in_words(entry.facts, names)
    if entry.event == "matter.closed" and entry.facts.get("explained"):
        sentence = _("Explained and closed. The requester's disagreement is on record.")
    if entry.facts.get("together_with") and entry.event == "matter.closed":
        sentence = _("Closed together with matter %(together_with)s.")
    note = entry.note or ""
    if to_requester and not _is_for_requester(entry):
        note = ""
    who = _who(entry, names, to_requester)
    return Line(at=entry.at, picture=picture, sentence=str(sentence) % facts, who=who, note=note)


def _is_for_requester(entry: Entry) -> bool:
    own = entry.by_kind == ActorKind.REQUESTER.value
    said = entry.facts.get("explained") or entry.facts.get("together_with")
    return own or entry.event in FOR_REQUESTER or bool(said)


def _who(entry: Entry, names: Names, to_requester: bool) -> str:
    if entry.by_kind == ActorKind.REQUESTER.value:
        return gettext("You") if to_requester else gettext("The requester")
    if entry.by_kind == ActorKind.SYSTEM.value:
        return gettext("By rule of the city")
    unit = names.units.get(entry.by_unit or 0, "")
    role = str(Role(entry.by_role).label) if entry.by_role in Role.values else ""
    account = "" if to_requester else names.accounts.get(entry.by_account or 0, "")
    return " · ".join(part for part in (unit, role, account) if part)


def _in_words(facts: Mapping[str, Any], names: Names) -> _Facts:
    words = _Facts({name: str(value) for name, value in facts.items() if value not in (None, "")})
    for name in UNIT_FACTS:
        if facts.get(name) is not None:
            words[name] = names.units.get(facts[name], "–")
    words.setdefault("unit", gettext("The unit"))
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


def _one_of(yes: Sentence, no: Sentence) -> Callable[[Any], str]:
    return lambda value: str(yes if value else no)


WHY_AGAIN: dict[str, Sentence] = {
    "not_verified": _("the check on the spot found it undone"),
    "not_satisfied": _("the requester was rightly not content"),
}
WORDS_OF: dict[str, Callable[[Any], str]] = {
    "kind": _kind,
    "due_at": lambda value: until_words(datetime.fromisoformat(value)),
    "review_on": lambda value: day_words(date.fromisoformat(value)),
    "reached": _one_of(_("has spoken with the requester"), _("tried to reach the requester")),
    "upheld": _one_of(_("it was sent to the wrong unit"), _("it is this unit's duty")),
    "why": lambda value: str(WHY_AGAIN.get(value, value)),
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
